public import Foundation
public import StudyStore

/// What a study keeps of the optimized images of a layer.
public struct FeatureFiles: Sendable {
  private static let folderName = "features"

  let study: Study
  let model: String
  let layer: String

  /// Of the layer and the network with these folders.
  public init(_ study: Study, model: String, layer: String) {
    (self.study, self.model, self.layer) = (study, model, layer)
  }

  /// A picture by its name without `.png`, such as `12-0`.
  public func image(_ name: String) throws -> URL? {
    if let recorded = try study.file(.featureImage, name: name, layer: layer, of: model) { return recorded }
    // What the facts tell of already is recorded in a moment.
    guard try document()?.features.contains(where: { $0.image == name + ".png" }) ?? false else { return nil }
    return folder.url.appendingPathComponent(name + ".png")
  }

  /// The facts, or nil before `strata maximize` ran. Throws `badInput` for a file that cannot be read.
  public func document() throws -> FeatureDocument? {
    guard let url = try study.file(.features, layer: layer, of: model) else { return nil }
    do {
      return try JSONDecoder().decode(FeatureDocument.self, from: Data(contentsOf: url))
    } catch {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(url.path) cannot be read as facts about optimized images. Remove it and run `strata maximize` again.")
    }
  }

  var folder: FeatureFolder {
    FeatureFolder(
      url: study.paths.layer(layer, of: model).appendingPathComponent(Self.folderName, isDirectory: true))
  }

  /// What there is, to be recorded.
  func artifacts(of document: FeatureDocument) -> [FinishedArtifact] {
    let images = document.features.map { feature in
      FinishedArtifact(
        path: path(feature.image), role: .featureImage, name: String(feature.image.dropLast(".png".count)))
    }
    return images + [FinishedArtifact(path: path(FeatureFolder.description), role: .features)]
  }

  private func path(_ name: String) -> String { "models/\(model)/\(layer)/\(Self.folderName)/\(name)" }
}
