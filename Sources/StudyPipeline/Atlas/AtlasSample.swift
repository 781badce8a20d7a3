import FeatureVisualization
import ImageDatasets
import NumericKernels
import StudyStore

/// Activations of a layer at random positions of a study's images.
struct AtlasSample {
  private static let batchSize = 8

  let sample: SampledActivations
  /// Images that could be read.
  let imageCount: Int
  let positionsPerImage: Int

  init(
    _ request: AtlasRequest, layer: StudyLayer, network: VisualizedNetwork, study: Study,
    cancellation: AnalysisCancellation, progress: ProgressHandler
  ) throws {
    let labels = try study.database.items().map(\.labelIndex)
    let rows = SampleSelection(strategy: .stratified, limit: request.activationLimit, seed: request.options.seed)
      .indices(labels: labels)
    let positions = layer.shape.count > 1 ? NeuronColumns.positionCount(layer.shape) : 1
    positionsPerImage = min(positions, max(1, request.activationLimit / max(1, rows.count)))
    let sampler = try ActivationSampler(
      network, layer: layer.tensorName, positionsPerImage: positionsPerImage,
      classesPerImage: request.classesPerImage, seed: request.options.seed)
    let (files, decoder) = (try StudyImageFiles(study: study), ImageDecoder())
    var readable = 0
    for start in stride(from: 0, to: rows.count, by: Self.batchSize) {
      try cancellation.check()
      let images = rows[start..<min(rows.count, start + Self.batchSize)].compactMap { row in
        (try? files.picture(atRow: row, using: decoder)).map { (number: row, image: $0) }
      }
      readable += images.count
      try sampler.add(images)
      try progress(Double(start + images.count) / Double(rows.count))
    }
    (sample, imageCount) = (sampler.finish(), readable)
    guard sample.sources.count >= 10 else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(layer.name) is active at \(sample.sources.count) of the positions of \(readable) readable images, too "
          + "few for an atlas. Expected at least 10. Choose another layer, or put the images back.")
    }
  }
}
