import Foundation
import StudyStore

/// A folder of its own for one test, removed with it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("StudyStoreTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var study: URL { url.appendingPathComponent("food.study") }
}

/// A study of four items, two classes, one network with two layers.
enum SampleStudy {
  static let items = [
    StudyItem(identifier: "cat/a.jpg", sourcePath: "/photos/cat/a.jpg", labelIndex: 0, attributes: ["split": "train"]),
    StudyItem(identifier: "dog/b.jpg", labelIndex: 1, attributes: ["split": "test"], width: 640, height: 480),
    StudyItem(identifier: "dog/c.jpg", labelIndex: 1),
    StudyItem(identifier: "d.jpg"),
  ]

  static let model = StudyModel(
    name: "tiny net", folder: "tiny_net", contentHash: "abc", inputShape: [3, 8, 8],
    outputClasses: [
      OutputClass(name: "cat", labelIndex: 0), OutputClass(name: "dog", labelIndex: 1), OutputClass(name: "bird"),
    ])

  static let layers = [
    StudyLayer(
      name: "data", tensorName: "data", folder: "00-data", operatorName: "Input", shape: [3, 8, 8], featureCount: 192,
      pooling: "whole", depth: 0),
    StudyLayer(
      name: "relu1", tensorName: "relu1", folder: "01-relu1", operatorName: "Relu", shape: [16, 4, 4],
      featureCount: 16, pooling: "mean", depth: 2),
  ]

  static let predictions = [
    StudyPrediction(classIndices: [0, 1, 2], probabilities: [0.9, 0.08, 0.02]),
    StudyPrediction(classIndices: [2, 1, 0], probabilities: [0.5, 0.4, 0.1]),
    StudyPrediction(classIndices: [1, 0, 2], probabilities: [0.7, 0.2, 0.1]),
    StudyPrediction(classIndices: [0, 2, 1], probabilities: [0.6, 0.3, 0.1]),
  ]

  static func fill(_ database: StudyDatabase) throws {
    try database.recordItems(items, classes: ["cat", "dog"])
    try database.recordModel(model, layers: layers)
  }

  static func make(at url: URL) throws -> Study {
    let study = try Study.create(at: url, settings: StudySettings(name: "food", seed: 42))
    try fill(study.database)
    return study
  }

  static let scope = RunScope.layer("01-relu1", of: "tiny_net", variant: "umap-15d")

  static func write(_ text: String, to path: String, of study: Study) throws {
    let url = study.paths.url(ofRelativePath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Runs a stage that writes `text` as the embedding `umap-15d` of the second layer.
  @discardableResult
  static func embed(_ study: Study, key: String = "k1", text: String = "0123456789") throws -> StudyRun? {
    let parameters = ["neighborCount": ParameterPair(requested: 15, effective: 3)]
    guard
      case .start(let run) = try study.beginRun(
        stage: "embed", scope: scope, key: key, parameters: parameters, seed: 42)
    else { return nil }
    let path = "models/tiny_net/01-relu1/umap-15d.npy"
    try write(text, to: path, of: study)
    return try study.finishRun(
      run, artifacts: [.embedding("umap-15d", method: "UMAP", path: path, rows: 4, dimensions: 15)],
      metrics: [
        StudyMetric(name: "trustworthiness.umap-15d", value: 0.98),
        StudyMetric(name: "neighborhoodHit", value: 0.5, perClass: [0.25, nil]),
      ])
  }
}

/// The error that `body` throws, if it is ours.
func storeError(_ body: () throws -> Void) -> StudyStoreError? {
  do {
    try body()
    return nil
  } catch {
    return error as? StudyStoreError
  }
}
