import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NumericKernels
import StudyServer
import StudyStore

/// A small study on disk with every kind of file that the server shows, removed after the test.
final class ServedStudy: Sendable {
  let folder: URL
  let study: Study

  static let layer = "/api/models/net/layers/01-relu1"

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("StudyServerTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    study = try Study.create(
      at: folder.appendingPathComponent("food.study"), settings: StudySettings(name: "food", seed: 42))
    try fillCatalogue()
    try makeArrays()
    try Data("secret".utf8).write(to: folder.appendingPathComponent("secret.txt"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// An array's place in the second layer.
  func file(_ name: String) -> URL { study.paths.file(name, inLayer: "01-relu1", of: "net") }

  private func fillCatalogue() throws {
    let items = (0..<4).map { StudyItem(identifier: "\($0).jpg", labelIndex: $0 % 2) }
    try study.database.recordItems(items, classes: ["cat", "dog"])
    let model = StudyModel(
      name: "net", folder: "net", contentHash: "h", inputShape: [3, 8, 8],
      outputClasses: [OutputClass(name: "cat", labelIndex: 0), OutputClass(name: "dog", labelIndex: 1)])
    let layers = [("data", "00-data", [3, 8, 8], 192), ("relu1", "01-relu1", [3, 4, 5], 3)].map {
      StudyLayer(
        name: $0.0, tensorName: $0.0, folder: $0.1, operatorName: "Relu", shape: $0.2, featureCount: $0.3,
        pooling: "mean", depth: 1)
    }
    try study.database.recordModel(model, layers: layers)
    try study.database.recordPredictions(
      (0..<4).map { StudyPrediction(classIndices: [$0 / 2, 1 - $0 / 2], probabilities: [0.75, 0.25]) }, ofModel: "net")
    try study.database.recordThumbnails(ThumbnailSheets(size: 8, columns: 2, rows: 2, pages: ["thumbnails-000.jpg"]))
    try Data("not really a JPEG".utf8).write(to: study.paths.images.appendingPathComponent("thumbnails-000.jpg"))
    try Data("unlisted".utf8).write(to: study.paths.images.appendingPathComponent("other.jpg"))
  }

  private func makeArrays() throws {
    try FileManager.default.createDirectory(
      at: study.paths.layer("01-relu1", of: "net"), withIntermediateDirectories: true)
    let scope = RunScope.layer("01-relu1", of: "net")
    guard case .start(let run) = try study.beginRun(stage: "all", scope: scope, key: "k") else { return }
    guard
      case .start(let search) = try study.beginRun(
        stage: "neighbors", scope: scope, key: "k",
        parameters: ["metric": ParameterPair(requested: .string("euclidean"), effective: .string("euclidean"))])
    else { return }
    try study.finishRun(search)
    func matrix(_ rows: Int, _ columns: Int, _ elements: [Float]) -> Matrix {
      Matrix(rowCount: rows, columnCount: columns, elements: elements)
    }
    try NPYWriter.write(matrix(4, 3, [1, 3, 2, 0, 0, 0, 5, 5, 9, 1, 2, 3]), to: file("activations.npy"))
    try NPYWriter.write([1, 2, 0, 3, 3, 0, 2, 1] as [Int32], shape: [4, 2], to: file("neighbors.npy"))
    try NPYWriter.write(matrix(4, 2, [0.5, 1, 0.25, 2, 0.125, 3, 0.5, 0.75]), to: file("neighbor-distances.npy"))
    try NPYWriter.write(matrix(4, 2, (0..<8).map(Float.init)), to: file("umap-2d.npy"))
    try NPYWriter.write(matrix(4, 2, (0..<8).map { Float($0) / 8 }), to: file("umap-2d.aligned.npy"))
    try NPYWriter.write([2, 0, 1, -1, 3, 2] as [Int32], shape: [3, 2], to: file("top-images.npy"))
    try NPYWriter.write(matrix(3, 2, [5, 1, 5, 0, 3, 9]), to: file("top-values.npy"))
    try NPYWriter.write([13, 0, 4, 0, 19, 7] as [Int32], shape: [3, 2], to: file("top-positions.npy"))
    try study.finishRun(
      run,
      artifacts: [
        artifact("activations.npy", .activations), artifact("neighbors.npy", .neighbors),
        artifact("neighbor-distances.npy", .neighborDistances), artifact("top-images.npy", .topImages),
        artifact("top-values.npy", .topValues), artifact("top-positions.npy", .topPositions),
        .embedding("umap-2d", method: "UMAP", path: path("umap-2d.npy"), rows: 4, dimensions: 2),
        .alignedEmbedding(
          "umap-2d", path: path("umap-2d.aligned.npy"), rows: 4, dimensions: 2, reference: "01-relu1", disparity: 0),
      ])
  }

  private func path(_ name: String) -> String { "models/net/01-relu1/\(name)" }

  private func artifact(_ name: String, _ role: ArtifactRole) -> FinishedArtifact {
    FinishedArtifact(path: path(name), role: role)
  }

  /// A server of this study, with a page of its own.
  func server(port: Int = 0, images: (any StudyImageSource)? = SampleImages()) throws -> StudyServer {
    let viewer = folder.appendingPathComponent("Viewer")
    let data = viewer.appendingPathComponent("data")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    try Data("<!doctype html><title>Strata</title>".utf8).write(to: viewer.appendingPathComponent("index.html"))
    try Data("export const x = 1;".utf8).write(to: data.appendingPathComponent("store.js"))
    try Data("hidden".utf8).write(to: viewer.appendingPathComponent(".hidden.js"))
    let link = viewer.appendingPathComponent("link.js")
    if !FileManager.default.fileExists(atPath: link.path) {
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: folder.appendingPathComponent("secret.txt"))
    }
    return try StudyServer(
      study: study, images: images, options: ServerOptions(port: port, assetsDirectory: viewer))
  }

  /// Asks the routes without a network.
  func ask(
    _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil
  ) async throws -> TestResponse {
    try await server().routes.test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }) {
        $0
      }
    }
  }
}

struct SampleImages: StudyImageSource {
  struct Broken: Error, CustomStringConvertible {
    let description = "3.jpg is truncated. Export it again."
  }

  func encodedImage(at index: Int) throws -> EncodedImage {
    if index == 3 { throw Broken() }
    return EncodedImage(data: Data("image \(index)".utf8), contentType: "image/png")
  }
}

extension TestResponse {
  var text: String { String(buffer: body) }
}
