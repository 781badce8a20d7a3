public import StudyStore

/// The selections of images that people have saved with a study, in the explorer or over HTTP.
public struct SavedSelections: Sendable {
  /// Under what annotations keep them.
  public static let kind = "selections"

  private let items: [(name: String, items: [Int])]

  /// Reads a study's.
  public init(_ study: Study) throws {
    items = try study.database.annotations(kind: Self.kind).compactMap { annotation in
      guard case .object(let fields) = annotation.value, case .array(let items)? = fields["items"] else { return nil }
      return (annotation.name, items.compactMap(\.integerValue))
    }
  }

  /// Their names, in the order of their making.
  public var names: [String] { items.map(\.name) }

  /// The images of one. Throws `badInput` with the names that there are.
  public func items(named name: String) throws -> [Int] {
    if let found = items.first(where: { $0.name == name }) { return found.items }
    throw StudyPipelineError(
      kind: .badInput,
      description: items.isEmpty
        ? "The study has no saved selections, so none is called \(name). Select images in the explorer (strata serve) and "
          + "save them under a name."
        : "The study has no saved selection \(name). It has: \(names.joined(separator: ", ")). Give one of these names."
    )
  }
}
