import Foundation
import ImageDatasets
import NeighborSearch
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

/// A small study with every kind of thing that an export holds, and with words in it that are nobody else's business.
/// Removed after the test.
final class PrivateStudy: Sendable {
  /// What must not be found where names are left out.
  static let names = ["patient-", "st-mary", "secretfolder", "Dr. Gray", "style-of-mary"]
  /// What must not be found where the columns of the manifest are left out.
  static let attributes = ["hospital", "north wing", "south wing"]
  /// What must not be found where labels are left out.
  static let labels = ["melanoma", "nevus", "carcinoma"]
  /// What stands in the images' files beside the pixels.
  static let metadata = "GPS 52.5N 13.4E"
  static let itemCount = 48
  static let channelCount = 6

  let folder: URL
  let study: Study

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("secretfolder-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    study = try Study.create(
      at: folder.appendingPathComponent("st-mary.study"),
      settings: StudySettings(name: "st-mary", dataset: .object(["source": .string(folder.path)])))
    try fillCatalogue()
    for layer in ["00-data", "01-relu1"] { try makeLayer(layer) }
    try makeReports()
    try makeThumbnails()
    try makeFeatures()
    try study.database.saveAnnotation(
      kind: "selections", name: "Dr. Gray's", value: .object(["name": "Dr. Gray's", "items": [1, 5, 9]]))
    try study.database.saveAnnotation(
      kind: "decisions", name: "5", value: .object(["name": "5", "verdict": "confirmed", "label": "nevus"]))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The label of an image.
  static func label(_ item: Int) -> Int { item % 3 }

  private func fillCatalogue() throws {
    var generator = SeededGenerator(seed: 7)
    let items = try (0..<Self.itemCount).map { item in
      let url = folder.appendingPathComponent("patient-\(item).png")
      let pixels = (0..<(120 * 90 * 3)).map {
        UInt8(truncatingIfNeeded: ($0 / 3) % 97 + item * 5 + Int(generator.next() % 9))
      }
      let image = PixelImage(width: 120, height: 90, channelCount: 3, pixels: pixels)
      try (image.pngData() + Data(Self.metadata.utf8)).write(to: url)
      return StudyItem(
        identifier: "patient-\(item).png", sourcePath: url.path, labelIndex: Self.label(item),
        attributes: ["hospital": item % 2 == 0 ? "north wing" : "south wing"], width: 120, height: 90)
    }
    try study.database.recordItems(items, classes: Self.labels)
    let model = StudyModel(
      name: "net", folder: "net", contentHash: "h", inputShape: [3, 8, 8],
      outputClasses: (0..<3).map { (label: Int) in OutputClass(name: "output \(label)", labelIndex: label) })
    let layers = [("data", "00-data", "Input", [3, 8, 8], 192), ("relu1", "01-relu1", "Relu", [6, 4, 4], 6)].map {
      StudyLayer(
        name: $0.0, tensorName: $0.0, folder: $0.1, operatorName: $0.2, shape: $0.3, featureCount: $0.4,
        pooling: "mean", depth: 1)
    }
    try study.database.recordModel(model, layers: layers)
    try study.database.recordPredictions(
      (0..<Self.itemCount).map { StudyPrediction(classIndices: [$0 % 4 % 3, 1, 2], probabilities: [0.7, 0.2, 0.1]) },
      ofModel: "net")
  }

  private func makeLayer(_ layer: String) throws {
    let home = study.paths.layer(layer, of: "net")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    func url(_ name: String) -> URL { home.appendingPathComponent(name) }
    func path(_ name: String) -> String { "models/net/\(layer)/\(name)" }
    var generator = SeededGenerator(seed: UInt64(layer.utf8.count))
    func matrix(_ columns: Int) -> Matrix {
      Matrix(
        rowCount: Self.itemCount, columnCount: columns,
        elements: (0..<(Self.itemCount * columns)).map { place in
          Float(generator.next() % 10_000) / 1000 + Float(Self.label(place / columns)) * 3
        })
    }
    let activations = matrix(Self.channelCount)
    let graph = try ExactSearch(metric: .euclidean, parallel: ParallelRows(threadCount: 1))
      .neighbors(of: activations, neighborCount: 20)
    let scope = RunScope.layer(layer, of: "net")
    guard case .start(let run) = try study.beginRun(stage: "all", scope: scope, key: "k"),
      case .start(let search) = try study.beginRun(
        stage: "neighbors", scope: scope, key: "k", parameters: ["metric": ParameterPair(.string("euclidean"))])
    else { return }
    try study.finishRun(search)
    try NPYWriter.write(activations, to: url("activations.npy"))
    try NPYWriter.write(graph.indices, shape: [Self.itemCount, 20], to: url("neighbors.npy"))
    try NPYWriter.write(
      Matrix(rowCount: Self.itemCount, columnCount: 20, elements: graph.distances), to: url("neighbor-distances.npy"))
    try NPYWriter.write(matrix(2), to: url("umap-2d.npy"))
    try NPYWriter.write(matrix(2), to: url("umap-2d.aligned.npy"))
    try NPYWriter.write(
      Matrix(rowCount: Self.itemCount, columnCount: 1, elements: (0..<Self.itemCount).map { Float($0) / 48 }),
      to: url("umap-2d.trust.npy"))
    let top = (0..<Self.channelCount).flatMap { channel in
      (0..<3).map { Int32((channel * 7 + $0 * 11) % Self.itemCount) }
    }
    try NPYWriter.write(top, shape: [Self.channelCount, 3], to: url("top-images.npy"))
    try NPYWriter.write(
      Matrix(
        rowCount: Self.channelCount, columnCount: 3, elements: top.indices.map { 20 - Float($0 % 3) * 1.5 }),
      to: url("top-values.npy"))
    try NPYWriter.write(top.map { $0 % 16 }, shape: [Self.channelCount, 3], to: url("top-positions.npy"))
    func artifact(_ name: String, _ role: ArtifactRole, name embedding: String? = nil) -> FinishedArtifact {
      FinishedArtifact(path: path(name), role: role, name: embedding)
    }
    let all = [
      artifact("activations.npy", .activations), artifact("neighbors.npy", .neighbors),
      artifact("neighbor-distances.npy", .neighborDistances), artifact("top-images.npy", .topImages),
      artifact("top-values.npy", .topValues), artifact("top-positions.npy", .topPositions),
      .embedding("umap-2d", method: "UMAP", path: path("umap-2d.npy"), rows: Self.itemCount, dimensions: 2),
      .alignedEmbedding(
        "umap-2d", path: path("umap-2d.aligned.npy"), rows: Self.itemCount, dimensions: 2, reference: "01-relu1",
        disparity: 0), artifact("umap-2d.trust.npy", .embeddingTrust, name: "umap-2d"),
    ]
    let isInput = layer == "00-data"
    try study.finishRun(
      run, artifacts: isInput ? all.filter { ![.topImages, .topValues, .topPositions].contains($0.role) } : all,
      metrics: [
        StudyMetric(name: "neighborhoodHit", value: 0.5, perClass: [0.5, 0.4, 0.6]),
        StudyMetric(name: "trustworthiness.umap-2d", value: 0.9),
      ])
  }

  private func makeReports() throws {
    guard case .start(let run) = try study.beginRun(stage: "suspects", scope: .model("net"), key: "k") else { return }
    let suspects: [JSONValue] = [5, 6].map { item in
      .object([
        "item": .integer(item), "identifier": .string("patient-\(item).png"), "label": "nevus", "score": 0.9,
        "suggestedLabel": "melanoma", "reason": "labeled nevus", "decision": .null,
        "findings": .array([
          .object([
            "kind": "wrongLabel", "score": 0.9, "reason": "labeled nevus", "evidence": .array([1, 5, 47]),
          ])
        ]),
      ])
    }
    let report = JSONValue.object([
      "model": "net", "layers": .array(["relu1"]), "estimatedNoise": 0.1, "labelSources": .array([]),
      "labelScores": .array(Array(repeating: 0.5, count: Self.itemCount)), "suspects": .array(suspects),
    ])
    let path = "models/net/suspects.json"
    try StudyJSON.data(report).write(to: study.paths.url(ofRelativePath: path))
    try study.finishRun(run, artifacts: [FinishedArtifact(path: path, role: .suspects)])
  }

  private func makeThumbnails() throws {
    var sheet = SpriteSheet(side: 40, columns: 8, rows: 8)
    let (decoder, resampler) = (ImageDecoder(), ImageResampler())
    for item in 0..<Self.itemCount {
      let image = try decoder.decode(contentsOf: folder.appendingPathComponent("patient-\(item).png"))
      sheet.place(Thumbnail.make(of: image, side: 40, using: resampler), at: item)
    }
    try sheet.image.jpegData().write(to: study.paths.images.appendingPathComponent("thumbnails-000.jpg"))
    try study.database.recordThumbnails(
      ThumbnailSheets(size: 40, columns: 8, rows: 8, pages: ["thumbnails-000.jpg"]))
  }

  private func makeFeatures() throws {
    let home = study.paths.layer("01-relu1", of: "net").appendingPathComponent("features")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    try Data(Self.features.utf8).write(to: home.appendingPathComponent("features.json"))
    let picture = PixelImage(width: 96, height: 96, channelCount: 3, repeating: 120)
    try picture.pngData().write(to: home.appendingPathComponent("2-0.png"))
    let scope = RunScope.layer("01-relu1", of: "net")
    guard case .start(let run) = try study.beginRun(stage: "features", scope: scope, key: "k") else { return }
    try study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(path: "models/net/01-relu1/features/features.json", role: .features),
        FinishedArtifact(path: "models/net/01-relu1/features/2-0.png", role: .featureImage, name: "2-0"),
      ])
  }

  private static let features = """
    { "layer": "relu1", "channelCount": 6, "height": 96, "width": 96, "key": "k",
      "parameters": { "parameterization": "fourier", "method": "adam", "stepCount": 16, "learningRate": 0.05,
        "imagesPerObjective": 1, "tolerance": 0.01, "patience": 64, "seed": 42,
        "transforms": { "jitter": 0.05, "scale": [0.9, 1.1], "rotation": 10, "crop": null, "noise": 0, "blur": null },
        "penalties": { "totalVariation": 0, "l1": 0, "l2": 0, "frequency": 0, "batchNormalization": 0, "diversity": 0 },
        "style": { "name": "style-of-mary.png", "layers": [], "weight": 100, "contentHash": "c" },
        "colors": "48 images of the study" },
      "features": [{ "kind": "channel", "channel": 2, "number": 0, "name": "relu1:2", "value": 4.5, "firstValue": 0.1,
        "rank": 1, "largest": 4, "stepCount": 16, "outcome": "converged", "curve": [0.1, 4.5], "image": "2-0.png",
        "label": null }],
      "recipe": { "imageLimit": 256, "options": { "style": { "path": "/secretfolder/style-of-mary.png" } } } }
    """
}
