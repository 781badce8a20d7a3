public import StudyStore

/// What a person has decided about a suspect, on the study's page. The study keeps it; labels and images are never
/// changed.
public struct SuspectDecision: Sendable, Equatable, Codable {
  /// Whether the suspicion was right.
  public enum Verdict: String, Sendable, Codable {
    /// Something is wrong with the image or its label.
    case confirmed
    /// Nothing is wrong.
    case dismissed
  }

  /// The kind of annotation under which a study keeps decisions, named by the number of the image.
  public static let annotationKind = "decisions"

  /// Whether the suspicion was right.
  public let verdict: Verdict
  /// The label that the image should have; nil without.
  public let label: String?

  /// A decision.
  public init(verdict: Verdict, label: String? = nil) { (self.verdict, self.label) = (verdict, label) }

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(label, forKey: .label)
  }

  /// All decisions of a study, by image. Annotations that are no decisions are passed over.
  public static func all(_ study: Study) throws -> [Int: SuspectDecision] {
    let pairs = try study.database.annotations(kind: annotationKind).compactMap { annotation in
      guard let item = Int(annotation.name), case .object(let fields) = annotation.value,
        let verdict = fields["verdict"]?.stringValue.flatMap(Verdict.init)
      else { return nil as (Int, SuspectDecision)? }
      return (item, SuspectDecision(verdict: verdict, label: fields["label"]?.stringValue))
    }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
  }
}

extension SuspectReport {
  /// The same report with what people have decided.
  public func deciding(_ decisions: [Int: SuspectDecision]) -> SuspectReport {
    listing(
      suspects.map { entry in
        var entry = entry
        entry.decision = decisions[entry.item]
        return entry
      })
  }
}
