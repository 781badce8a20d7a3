public import Foundation
public import StudyStore

/// All that a study has on evolution, as `GET /api/evolution` tells it.
public struct EvolutionReport: Sendable, Equatable, Codable {
  /// The sequences, in the order of their making.
  public var sequences: [EvolutionSequence]
  /// The trainings whose checkpoints are in the study.
  public var training: [TrainingSummary]

  /// Reads what a study has.
  ///
  /// A sequence whose networks or layers have changed since is not told: it is made anew by the command that made it.
  /// - Throws: errors of the study's files, naming them.
  public init(_ study: Study) throws {
    let folders = try study.database.finishedRuns().filter { $0.stage == EvolutionStage.name }.compactMap(
      \.scope.variant)
    sequences = try folders.map { try Self.sequence($0, of: study) }.filter { try Self.isCurrent($0, in: study) }
    let files = try Self.trainingFiles(study)
    training = try files.map { TrainingSummary(try TrainingRecord(contentsOf: $0)) }
  }

  /// The sequence of that folder.
  static func sequence(_ folder: String, of study: Study) throws -> EvolutionSequence {
    let url = study.paths.evolution.appendingPathComponent(folder).appendingPathComponent(EvolutionWriter.description)
    guard let data = try? Data(contentsOf: url),
      let sequence = try? JSONDecoder().decode(EvolutionSequence.self, from: data)
    else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) cannot be read as a sequence. Remove it and run `strata evolution` again.")
    }
    return sequence
  }

  /// Where a recorded array of a sequence is; nil when the study has no such sequence.
  public static func file(_ array: EvolutionArray, sequence folder: String, of study: Study) throws -> URL? {
    guard let run = try study.database.run(stage: EvolutionStage.name, scope: .study(variant: folder)),
      run.status == .finished
    else { return nil }
    return try study.database.artifacts(ofRun: run.id).first { $0.role == array.role }
      .map { study.paths.url(ofRelativePath: $0.path) }
  }

  private static func isCurrent(_ sequence: EvolutionSequence, in study: Study) throws -> Bool {
    try sequence.frames.allSatisfy { frame in
      try study.database.artifact(.activations, layer: frame.layer, of: frame.model)?.sha256 == frame.activations
    }
  }

  private static func trainingFiles(_ study: Study) throws -> [URL] {
    let root = study.paths.checkpoints
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return folders.sorted().map { root.appendingPathComponent($0).appendingPathComponent(TrainingRecord.fileName) }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }
}

/// A training as the page tells it.
public struct TrainingSummary: Sendable, Equatable, Codable {
  /// Its name, which its checkpoints carry.
  public var series: String
  /// What was trained; null when the file does not say.
  public var network: String?
  /// One object for each epoch: loss and accuracy of training and validation, seconds.
  public var epochs: [JSONValue]
  /// Epochs after which a checkpoint was kept.
  public var checkpoints: [Int]

  init(_ record: TrainingRecord) {
    (series, network, epochs, checkpoints) = (record.series, record.network, record.epochs, record.checkpoints)
  }

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(series, forKey: .series)
    try container.encode(network, forKey: .network)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(checkpoints, forKey: .checkpoints)
  }
}
