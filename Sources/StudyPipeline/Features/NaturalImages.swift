import FeatureVisualization
import Foundation
import ImageDatasets
import StudyStore

/// The colours and the spectrum of images as a network sees them.
struct NaturalImages {
  let colors: ColorStatistics
  /// Nil unless it was asked for.
  let spectrum: NaturalSpectrum?
  /// For people.
  let description: String

  /// Measures a sample of a study's images, stratified and drawn by the seed.
  init(
    of study: Study, limit: Int, seed: UInt64, network: VisualizedNetwork, withSpectrum: Bool,
    cancellation: AnalysisCancellation
  ) throws {
    let labels = try study.database.items().map(\.labelIndex)
    let rows = SampleSelection(strategy: .stratified, limit: limit, seed: seed).indices(labels: labels)
    let files = try StudyImageFiles(study: study)
    try self.init(
      rows, name: "the study", network: network, withSpectrum: withSpectrum, cancellation: cancellation
    ) { try files.picture(atRow: $0, using: $1) }
  }

  /// Measures a sample of a data set, stratified and drawn by the seed.
  init(
    of dataset: any ImageDataset, limit: Int, seed: UInt64, network: VisualizedNetwork, withSpectrum: Bool,
    cancellation: AnalysisCancellation
  ) throws {
    let rows = SampleSelection(strategy: .stratified, limit: limit, seed: seed)
      .indices(labels: dataset.items.map(\.label))
    try self.init(
      rows, name: dataset.name, network: network, withSpectrum: withSpectrum, cancellation: cancellation
    ) { try dataset.image(at: $0, using: $1) }
  }

  /// Images that cannot be read are left out.
  private init(
    _ rows: [Int], name: String, network: VisualizedNetwork, withSpectrum: Bool, cancellation: AnalysisCancellation,
    image: (Int, ImageDecoder) throws -> PixelImage
  ) throws {
    let decoder = ImageDecoder()
    var images: [PixelImage] = []
    for row in rows {
      try cancellation.check()
      if let found = try? image(row, decoder) { images.append(found) }
    }
    guard !images.isEmpty else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "None of \(rows.count) images of \(name) can be read, so natural colours are not known. Put the images "
          + "back.")
    }
    let seen = network.visibleImages(images)
    colors = try ColorStatistics(of: seen, channelCount: network.channelCount)
    spectrum = withSpectrum ? try NaturalSpectrum(of: seen, colors: colors, network: network) : nil
    description = "\(images.count) images of \(name)"
  }
}
