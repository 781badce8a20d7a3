import Foundation
import ImageDatasets
import ONNXModel
import StudyStore

/// The network that a study was made with, opened again from its file.
struct StudyNetworkFile {
  let study: Study
  let model: StudyModel

  /// How the network's activations were extracted.
  func extraction() throws -> StudyRun {
    try requireNetwork()
    guard let run = try study.database.run(stage: ExtractionStage.name, scope: .model(model.folder)) else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study does not say how its activations were extracted. Make it again with `strata analyze`.")
    }
    return run
  }

  /// Opens the file that is given, or the one that the study names. Throws `badInput` for another network than the
  /// study's.
  func open(_ given: URL?) throws -> ONNXNetwork {
    let run = try extraction()
    let recorded = run.parameters["network"]?.effective.stringValue.map { URL(fileURLWithPath: $0) }
    guard let url = given ?? recorded else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "Images go through the study's network here, but the study does not say where that is. Give the "
          + "file with --network.")
    }
    let opened = try ONNXNetwork(contentsOf: url)
    guard try StudyAnalysis.contentHash(of: opened) == model.contentHash else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) is not the network that the study was made with: its content differs. Give that of "
          + "\(model.name) with --network.")
    }
    return opened
  }

  /// How images become its inputs.
  func preprocessing() throws -> Preprocessing {
    try requireNetwork()
    let recorded: Preprocessing = try Self.decode(model.preprocessing)
    return try recorded.adapted(toInput: ExtractionStage.planes(model.inputShape))
  }

  /// Throws `unavailable` for arrays that were made elsewhere, which come without a network.
  func requireNetwork() throws {
    guard try !ImportStage.made(model, in: study) else {
      throw StudyPipelineError(
        kind: .unavailable,
        description:
          "\(model.name) was imported as arrays; there is no network that images could go through. Analyze its ONNX "
          + "file with `strata analyze`, or compute the new rows where the others were computed.")
    }
  }

  /// How images are spoiled on their way; nil where they go as they are.
  func corruption() throws -> AppliedCorruption? {
    guard model.corruption != nil, let recorded = try extraction().parameters["corruption"]?.effective else {
      return nil
    }
    return try Self.decode(recorded)
  }

  static func decode<Value: Decodable>(_ value: JSONValue) throws -> Value {
    // Fragments such as a bare number are no document for older decoders; an array around them always is.
    guard let first = try JSONDecoder().decode([Value].self, from: JSONEncoder().encode([value])).first else {
      throw StudyPipelineError(kind: .internalFault, description: "A recorded parameter is empty.")
    }
    return first
  }
}
