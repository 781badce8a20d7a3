public import ImageDatasets
public import StudyStore

/// What corruptions of its images do to a network: how often it is still right, and how far each layer still sees what it
/// saw of the clean images.
public struct CorruptionReport: Sendable, Equatable, Codable {
  /// A layer on spoiled images against the same layer on clean ones.
  public struct Layer: Sendable, Equatable, Codable {
    /// Its folder.
    public let layer: String
    /// What a person calls it.
    public let layerName: String
    /// Linear CKA with the clean layer, 0…1; nil where it is not measured.
    public let cka: Double?
    /// Overlap of the nearest neighbours with those in the clean layer, 0…1; nil where it is not measured.
    public let neighbors: Double?
  }

  /// One way to spoil the images.
  public struct Entry: Sendable, Equatable, Codable {
    /// What the study calls the network on these images.
    public let name: String
    /// Its folder.
    public let model: String
    /// How the images were spoiled.
    public let kind: Corruption.Kind
    /// How badly, from 1 to 5.
    public let severity: Int
    /// How often the network is right; nil without predictions or names of its outputs.
    public let accuracy: ModelAccuracy?
    /// The layers, the input first.
    public let layers: [Layer]
  }

  /// The study's name.
  public let study: String
  /// The network.
  public let name: String
  /// Its folder.
  public let model: String
  /// How often it is right about clean images; nil without predictions or names of its outputs.
  public let accuracy: ModelAccuracy?
  /// The overlap of neighbours of layers that have nothing to do with each other; nil where it is not measured.
  public let expectedNeighbors: Double?
  /// The corruptions, by kind and severity.
  public let corruptions: [Entry]

  /// Reads what a study knows of a network's corruptions; there may be none. O(layers²).
  ///
  /// Throws `badInput` for a network that the study does not have; errors of the study's files.
  public init(_ study: Study, model name: String?) throws {
    let models = try study.database.models()
    let spoiled = Set(models.compactMap { $0.corruption?.of })
    let usual = models.first { spoiled.contains($0.folder) }?.folder
    let clean = try study.model(named: name ?? usual)
    let reports = try [LikenessMeasure.cka, .neighbors].map { try LikenessReport(study, measure: $0) }
    self.study = try study.description().name
    (self.name, model) = (clean.name, clean.folder)
    accuracy = try study.database.accuracy(ofModel: clean.folder)
    expectedNeighbors = try Self.expected(study)
    corruptions = try models.compactMap { found -> Entry? in
      guard let corruption = found.corruption, corruption.of == clean.folder,
        let kind = Corruption.Kind(rawValue: corruption.kind)
      else { return nil }
      let layers = try study.database.layers(ofModel: found.folder).map { layer in
        let values = reports.map { $0?.value(layer.folder, of: found.folder, with: layer.folder, of: clean.folder) }
        return Layer(layer: layer.folder, layerName: layer.name, cka: values[0], neighbors: values[1])
      }
      return Entry(
        name: found.name, model: found.folder, kind: kind, severity: corruption.severity,
        accuracy: try study.database.accuracy(ofModel: found.folder), layers: layers)
    }.sorted { (Self.place($0.kind), $0.severity) < (Self.place($1.kind), $1.severity) }
  }

  private init(_ report: CorruptionReport, corruptions: [Entry]) {
    (study, name, model, accuracy) = (report.study, report.name, report.model, report.accuracy)
    (expectedNeighbors, self.corruptions) = (report.expectedNeighbors, corruptions)
  }

  /// The report of only some corruptions.
  public func selecting(_ wanted: [Corruption]) -> CorruptionReport {
    CorruptionReport(
      self,
      corruptions: corruptions.filter { entry in
        wanted.contains { $0.kind == entry.kind && $0.severity == entry.severity }
      })
  }

  private static func place(_ kind: Corruption.Kind) -> Int { Corruption.Kind.allCases.firstIndex(of: kind) ?? 0 }

  private static func expected(_ study: Study) throws -> Double? {
    guard let run = try study.database.run(stage: LikenessStage.name, scope: .study) else { return nil }
    return try study.database.artifacts(ofRun: run.id).first { $0.role == .neighborOverlap }?
      .attributes["expected"]?.doubleValue
  }
}

extension LikenessReport {
  /// The value of two layers, by folders; nil where it is not known.
  func value(_ layer: String, of model: String, with other: String, of otherModel: String) -> Double? {
    guard let row = layers.firstIndex(of: Place(model: model, layer: layer)),
      let column = layers.firstIndex(of: Place(model: otherModel, layer: other))
    else { return nil }
    return values[row][column]
  }
}
