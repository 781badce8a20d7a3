import ActivationTaps
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyStore

/// Sends images from outside a study through its network, in the way that the study's own went.
struct OutsideImages {
  let study: Study
  let model: StudyModel
  let layers: [StudyLayer]
  /// The network's file; nil takes the one that the study was made with.
  let network: URL?
  let threadCount: Int?

  /// One row an image, for each of the model's layers by folder.
  func activations(_ files: [URL], cancellation: AnalysisCancellation) throws -> [String: Matrix] {
    guard let run = try study.database.run(stage: ExtractionStage.name, scope: .model(model.folder)) else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study does not say how its activations were extracted. Make it again with `strata analyze`.")
    }
    let network = try openNetwork(run)
    let preprocessing: Preprocessing = try Self.decode(model.preprocessing)
    var options = ExtractionOptions()
    options.pooling = try Self.decode(run.parameters["pooling"]?.effective ?? .null)
    options.precision = try Self.decode(run.parameters["precision"]?.effective ?? .null)
    options.batchSize = try Self.decode(run.parameters["batchSize"]?.effective ?? .null)
    options.collectsTopImages = false
    options.threadCount = threadCount
    let tapPoints = try layers.map { layer in
      guard let found = network.tapPoints.first(where: { $0.tensorName == layer.tensorName }) else {
        throw StudyPipelineError(
          kind: .badInput, description: "\(network.url.path) has no layer \(layer.name). Give the study's network.")
      }
      return found
    }
    let extractor = try ActivationExtractor(
      network: network, tapPoints: tapPoints, inputShape: model.inputShape, options: options)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let places = try layers.map { layer in
      let place = folder.appendingPathComponent(layer.folder)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      return LayerFiles(folder: place)
    }
    let adapted = try preprocessing.adapted(toInput: ExtractionStage.planes(model.inputShape))
    _ = try extractor.run(
      itemCount: files.count, files: places, checkpointFile: folder.appendingPathComponent("checkpoint"), key: "",
      makeLoader: { FileItemLoader(files: files, preprocessing: adapted) },
      progress: { _ in try cancellation.check() })
    return try Dictionary(
      uniqueKeysWithValues: zip(layers, places).map {
        ($0.folder, try NPYFile(contentsOf: $1.activations).matrix())
      })
  }

  private func openNetwork(_ run: StudyRun) throws -> ONNXNetwork {
    let recorded = run.parameters["network"]?.effective.stringValue.map { URL(fileURLWithPath: $0) }
    guard let url = network ?? recorded else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "Images from outside the study go through its network, but the study does not say where that is. "
          + "Give the file with --network.")
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

  private static func decode<Value: Decodable>(_ value: JSONValue) throws -> Value {
    // Fragments such as a bare number are no document for older decoders; an array around them always is.
    guard let first = try JSONDecoder().decode([Value].self, from: JSONEncoder().encode([value])).first else {
      throw StudyPipelineError(kind: .internalFault, description: "A recorded parameter is empty.")
    }
    return first
  }
}

/// Decodes and preprocesses image files for one thread.
private final class FileItemLoader: ItemLoader {
  private let files: [URL]
  private let decoder = ImageDecoder()
  private let preprocessor: Preprocessor

  init(files: [URL], preprocessing: Preprocessing) {
    self.files = files
    preprocessor = Preprocessor(preprocessing)
  }

  func load(item: Int, into input: UnsafeMutableBufferPointer<Float>) throws {
    preprocessor.write(try decoder.decode(contentsOf: files[item]), into: input)
  }
}
