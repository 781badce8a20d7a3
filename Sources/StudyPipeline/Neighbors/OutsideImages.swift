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
    let file = StudyNetworkFile(study: study, model: model)
    let run = try file.extraction()
    let network = try file.open(self.network)
    var options = ExtractionOptions()
    options.pooling = try StudyNetworkFile.decode(run.parameters["pooling"]?.effective ?? .null)
    options.precision = try StudyNetworkFile.decode(run.parameters["precision"]?.effective ?? .null)
    options.batchSize = try StudyNetworkFile.decode(run.parameters["batchSize"]?.effective ?? .null)
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
    let (adapted, corruption) = (try file.preprocessing(), try file.corruption())
    _ = try extractor.run(
      itemCount: files.count, files: places, checkpointFile: folder.appendingPathComponent("checkpoint"), key: "",
      makeLoader: { FileItemLoader(files: files, preprocessing: adapted, corruption: corruption) },
      progress: { _ in try cancellation.check() })
    return try Dictionary(
      uniqueKeysWithValues: zip(layers, places).map {
        ($0.folder, try NPYFile(contentsOf: $1.activations).matrix())
      })
  }
}

/// Decodes and preprocesses image files for one thread.
private final class FileItemLoader: ItemLoader {
  private let files: [URL]
  private let decoder = ImageDecoder()
  private let preprocessor: StudyPreprocessor

  init(files: [URL], preprocessing: Preprocessing, corruption: AppliedCorruption?) {
    self.files = files
    preprocessor = StudyPreprocessor(preprocessing, corruption: corruption)
  }

  func load(item: Int, into input: UnsafeMutableBufferPointer<Float>) throws {
    preprocessor.write(
      try decoder.decode(contentsOf: files[item]), named: files[item].lastPathComponent, into: input)
  }
}
