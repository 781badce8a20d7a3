import ArgumentParser
import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// The file format of optimized images that are written into a folder; both keep every value.
enum FeaturePictureFormat: String, CaseIterable, ExpressibleByArgument {
  case png, webp

  var figure: FigureFormat { self == .png ? .png : .webp }

  private func data(_ image: PixelImage) throws -> Data { self == .png ? try image.pngData() : try image.webPData() }

  /// Writes a document and its pictures from one folder into another or the same one, each picture in this format once.
  ///
  /// Within one folder, a picture of another format is replaced, after the document names the new one: a run that is killed
  /// leaves a whole folder.
  func write(_ document: FeatureDocument, from source: URL, to target: URL) throws -> FeatureDocument {
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    var written = document
    let decoder = ImageDecoder()
    for (place, feature) in document.features.enumerated() {
      let name = (feature.image as NSString).deletingPathExtension + ".\(rawValue)"
      let (old, new) = (source.appendingPathComponent(feature.image), target.appendingPathComponent(name))
      written.features[place].image = name
      guard old != new else { continue }
      let isSame = feature.image == name
      try (isSame ? Data(contentsOf: old) : data(decoder.decode(contentsOf: old))).write(to: new, options: .atomic)
    }
    if written != document || source != target {
      try StudyJSON.data(written).write(to: target.appendingPathComponent("features.json"), options: .atomic)
    }
    let names = Set(written.features.map(\.image))
    for feature in document.features where source == target && !names.contains(feature.image) {
      try? FileManager.default.removeItem(at: target.appendingPathComponent(feature.image))
    }
    return written
  }
}
