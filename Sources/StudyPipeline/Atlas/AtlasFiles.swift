public import Foundation
import ImageDatasets
import NumericKernels
public import StudyStore

/// What a study keeps of the activation atlas of a layer.
public struct AtlasFiles: Sendable {
  private static let folderName = "atlas"
  private static let description = "atlas.json"
  /// cells x channels: the means of the cells, in the order of the document.
  static let means = "means.npy"
  /// cells x channels: what pictures were to show.
  static let directions = "directions.npy"
  /// activations x 2: where UMAP laid them.
  static let layout = "layout.npy"
  /// activations x 3, Int32: image, position in the layer's map, class or −1.
  static let sources = "sources.npy"

  private let study: Study
  private let model: String
  private let layer: String

  /// Of the layer and the network with these folders.
  public init(_ study: Study, model: String, layer: String) {
    (self.study, self.model, self.layer) = (study, model, layer)
  }

  /// A picture by its name without `.png`, such as `0-3`.
  public func image(_ name: String) throws -> URL? {
    try study.file(.atlasImage, name: name, layer: layer, of: model)
  }

  /// The atlas, or nil before `strata atlas` was done with it. Throws `badInput` for a file that cannot be read.
  public func document() throws -> AtlasDocument? {
    guard let url = try study.file(.atlas, layer: layer, of: model) else { return nil }
    do {
      return try JSONDecoder().decode(AtlasDocument.self, from: Data(contentsOf: url))
    } catch {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) cannot be read as an atlas. Remove it and run `strata atlas` again.")
    }
  }

  /// The folder that holds it.
  public var folder: URL {
    study.paths.layer(layer, of: model).appendingPathComponent(Self.folderName, isDirectory: true)
  }

  /// What there is for a key, whole or not; cells whose picture is missing count as not made.
  func found(key: String) -> AtlasDocument? {
    guard let data = try? Data(contentsOf: url(Self.description)),
      var document = try? JSONDecoder().decode(AtlasDocument.self, from: data), document.key == key,
      FileManager.default.fileExists(atPath: url(Self.means).path),
      FileManager.default.fileExists(atPath: url(Self.directions).path)
    else { return nil }
    for place in document.cells.indices {
      guard let image = document.cells[place].image else { continue }
      if !FileManager.default.fileExists(atPath: url(image).path) { document.cells[place].image = nil }
    }
    return document
  }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Makes the folder anew, without pictures of another atlas.
  func begin() throws {
    do {
      try? FileManager.default.removeItem(at: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw StudyPipelineError.unwritable(folder, error)
    }
  }

  func write(_ data: Data, to name: String) throws {
    do {
      try data.write(wholeTo: url(name))
    } catch {
      throw StudyPipelineError.unwritable(url(name), error)
    }
  }

  func write(_ document: AtlasDocument) throws { try write(StudyJSON.data(document), to: Self.description) }

  /// What there is, to be recorded.
  func artifacts(of document: AtlasDocument, channelCount: Int) -> [FinishedArtifact] {
    let images = document.cells.compactMap(\.image).map {
      FinishedArtifact(path: path($0), role: .atlasImage, name: String($0.dropLast(".png".count)))
    }
    let arrays = [
      (Self.means, [document.cells.count, channelCount]), (Self.directions, [document.cells.count, channelCount]),
      (Self.layout, [document.activationCount, 2]), (Self.sources, [document.activationCount, 3]),
    ]
    return images
      + arrays.map { FinishedArtifact(path: path($0.0), role: .atlasArray, name: $0.0, shape: $0.1) }
      + [FinishedArtifact(path: path(Self.description), role: .atlas)]
  }

  private func path(_ name: String) -> String { "models/\(model)/\(layer)/\(Self.folderName)/\(name)" }
}
