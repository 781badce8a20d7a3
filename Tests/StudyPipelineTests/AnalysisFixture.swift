import Foundation
import ImageDatasets
import ONNXModel
import StudyPipeline
import StudyStore
import Testing

/// A folder with a small network of our own; studies are made beside it.
final class AnalysisFixture {
  let folder: URL
  let model: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    model = folder.appendingPathComponent("demo.onnx")
    try DemoNetwork.make(seed: 3).write(to: model)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func options(_ study: String, images: String = "builtin:digits:60:5") throws -> AnalysisOptions {
    var options = AnalysisOptions(study: url(study), model: model, images: images)
    options.preprocessing = .symmetric
    options.embeddings = [
      EmbeddingRequest(method: .umap, dimensions: 2), EmbeddingRequest(method: .pca, dimensions: 2),
    ]
    options.layers = ["default"]
    options.neighborCount = 20
    return options
  }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Runs an analysis and closes the study again, so that the next run can have its lock.
  @discardableResult
  func run(
    _ options: AnalysisOptions, observer: Recorder = Recorder(), cancellation: AnalysisCancellation = .init()
  ) throws -> Recorder {
    _ = try StudyAnalysis(options: options, observer: observer, cancellation: cancellation).run()
    return observer
  }

  /// The bytes of every array of a study, by path.
  func arrays(_ study: String) throws -> [String: Data] {
    let root = url(study)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".npy") }
    return try Dictionary(
      uniqueKeysWithValues: paths.map { ($0, try Data(contentsOf: root.appendingPathComponent($0))) })
  }
}

/// Writes down what an analysis says.
final class Recorder: AnalysisObserver, @unchecked Sendable {
  private let lock = NSLock()
  private var endedStorage: [(stage: String, detail: String)] = []  // guarded by `lock`
  private var remarksStorage: [String] = []  // guarded by `lock`
  private let onProgress: @Sendable (StageProgress) -> Void

  init(onProgress: @escaping @Sendable (StageProgress) -> Void = { _ in }) { self.onProgress = onProgress }

  var ended: [(stage: String, detail: String)] { lock.withLock { endedStorage } }
  var remarks: [String] { lock.withLock { remarksStorage } }

  func stageProgressed(_ progress: StageProgress) { onProgress(progress) }
  func stageEnded(stage: String, detail: String) { lock.withLock { endedStorage.append((stage, detail)) } }
  func remark(_ text: String) { lock.withLock { remarksStorage.append(text) } }
}
