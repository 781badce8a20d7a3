import ImageDatasets
public import NumericKernels
import ONNXModel
import TensorEngine

/// Makes images that excite units, classes, directions or whole layers of a network as much as possible, by gradient ascent
/// (Erhan et al. 2009; Olah, Mordvintsev, Schubert 2017, doi:10.23915/distill.00007).
///
/// ```swift
/// let visualized = try VisualizedNetwork(network: network, preprocessing: .caffe)
/// let maximizer = try ActivationMaximizer(visualized)
/// let images = try maximizer.maximize([.channel("inception_4d/output", 12)])
/// ```
///
/// A step costs one run of the network up to the objective's layer and back. One seed gives one image, which does not depend on
/// what else is optimized in the same call except for rounding in libtorch (which may compute batches of other sizes in another
/// order). It belongs to one thread at a time, and uses libtorch's threads.
public final class ActivationMaximizer {
  /// The network.
  public let network: VisualizedNetwork
  /// How images are optimized.
  public let options: MaximizationOptions
  private let images: any ParameterizedImages
  private let geometry: ImageGeometry
  private let sampler: TransformSampler
  private let penalties: PixelPenalties
  private let references: ReferenceDistances

  /// Prepares an optimization.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - options: How images are optimized.
  ///   - colors: Whose colours count as natural; nil: grey around 0.5 for `.pixels`, photographs for other networks of
  ///     colour images.
  ///   - spectrum: The natural images' magnitudes; `.phases` needs them.
  /// - Throws: `FeatureVisualizationError` for options that do not fit.
  public init(
    _ network: VisualizedNetwork, options: MaximizationOptions = .init(), colors: ColorStatistics? = nil,
    spectrum: NaturalSpectrum? = nil
  ) throws {
    try options.validate()
    let statistics =
      colors
      ?? (network.channelCount == 3 && options.parameterization != .pixels
        ? .photographs : .neutral(channelCount: network.channelCount))
    guard statistics.channelCount == network.channelCount else {
      throw FeatureVisualizationError(
        .badInput,
        "The colour statistics are of \(statistics.channelCount) channels; the network's images have "
          + "\(network.channelCount). Measure images of the network.")
    }
    (self.network, self.options) = (network, options)
    geometry = ImageGeometry(network)
    let decorrelation = try ColorDecorrelation(statistics, engine: network.engine, device: network.device)
    switch options.parameterization {
    case .pixels: images = PixelImages(geometry: geometry, colors: decorrelation)
    case .fourier(let power): images = try FourierImages(geometry, colors: decorrelation, decayPower: power)
    case .phases:
      guard let spectrum else {
        throw FeatureVisualizationError(
          .badOption, "The phases of an image need the magnitudes of natural images. Give images to measure them in.")
      }
      images = try PhaseImages(geometry, colors: decorrelation, spectrum: spectrum)
    }
    let ground = try network.engine.tensor(
      statistics.mean, shape: [1, network.channelCount, 1, 1], device: network.device)
    sampler = TransformSampler(
      transforms: options.transforms, seed: options.seed, geometry: geometry, ground: ground)
    penalties = try PixelPenalties(options.penalties, geometry: geometry)
    references = try ReferenceDistances(content: options.content, style: options.style, network: network)
  }

  /// Optimizes images for objectives.
  ///
  /// All objectives are checked before the first step.
  /// - Parameters:
  ///   - objectives: What images are to excite.
  ///   - progress: Called after every step; throwing stops.
  ///   - preview: Shown images as they are after steps 1, 2, 4, 8 and 16 and then every 16, those of a batch at once. It changes
  ///     nothing about them.
  ///   - finished: Called with the place of an objective and its images as soon as they are done.
  /// - Returns: The images, `imagesPerObjective` for each objective, in order.
  /// - Throws: `FeatureVisualizationError` for objectives that do not fit the network, `GraphExecutionError` for operators that
  ///   cannot be computed, and what `progress` and `finished` throw.
  public func maximize(
    _ objectives: [Objective], progress: ProgressHandler? = nil, preview: (([OptimizationPreview]) -> Void)? = nil,
    finished: (_ objective: Int, _ images: [OptimizedImage]) throws -> Void = { _, _ in }
  ) throws -> [OptimizedImage] {
    let resolved = try objectives.map { try ResolvedObjective($0, in: network) }
    var results = [[OptimizedImage]](repeating: [], count: objectives.count)
    // Objectives on the same layers share a run.
    let order = resolved.indices.sorted {
      (resolved[$0].tensors.description, $0) < (resolved[$1].tensors.description, $1)
    }
    let atOnce = options.objectivesAtOnce
    try progress?(0)
    for start in stride(from: 0, to: order.count, by: atOnce) {
      let chosen = order[start..<min(order.count, start + atOnce)]
      let rows = chosen.flatMap { place in
        (0..<options.imagesPerObjective).map {
          OptimizedRow(resolved[place], number: $0, images: images, options: options)
        }
      }
      let places = chosen.flatMap { [Int](repeating: $0, count: options.imagesPerObjective) }
      let found = try optimize(rows, preview: preview.map { show in { show(Self.previews(of: $0, places, $1)) } }) {
        share in
        try progress?((Double(start) + share * Double(chosen.count)) / Double(order.count))
      }
      for (index, place) in chosen.enumerated() {
        let first = index * options.imagesPerObjective
        results[place] = Array(found[first..<first + options.imagesPerObjective])
        try finished(place, results[place])
      }
    }
    return results.flatMap(\.self)
  }

  private func optimize(
    _ rows: [OptimizedRow], preview: (([(index: Int, row: OptimizedRow)], [PixelImage]) -> Void)?,
    progress: (Double) throws -> Void
  ) throws -> [OptimizedImage] {
    var rows = rows
    let first = try measured(rows.map { try image(of: $0.values) }, rows.map(\.objective))
    for place in rows.indices { rows[place].firstValue = first[place] }
    let step = try MaximizationStep(
      network: network, images: images, sampler: sampler, penalties: penalties, references: references,
      options: options, tensors: Set(rows.flatMap(\.objective.tensors)).sorted())
    for number in 0..<options.stepCount {
      let active = rows.indices.filter { rows[$0].outcome == nil }
      guard !active.isEmpty else { break }
      try step.take(&rows, active: active, number: number)
      if let preview, OptimizationPreview.isDue(after: number + 1) {
        preview(active.map { ($0, rows[$0]) }, try pictures(of: active.map { rows[$0].values }))
      }
      try progress(Double(number + 1) / Double(options.stepCount))
    }
    try progress(1)
    let finished = try rows.map { try image(of: $0.values) }
    let values = try measured(finished, rows.map(\.objective))
    return zip(rows, zip(finished, values)).map { row, made in
      OptimizedImage(
        objective: row.objective.objective, number: row.number, image: made.0, value: made.1,
        firstValue: row.firstValue, stepCount: row.curve.count,
        outcome: row.outcome ?? (row.isSilent ? .silent : .allSteps), curve: row.curve)
    }
  }

  private static func previews(
    of rows: [(index: Int, row: OptimizedRow)], _ places: [Int], _ pictures: [PixelImage]
  ) -> [OptimizationPreview] {
    zip(rows, pictures).map { found, picture in
      OptimizationPreview(
        objective: places[found.index], number: found.row.number, image: picture, step: found.row.curve.count,
        value: found.row.curve.last.map(Double.init) ?? found.row.firstValue)
    }
  }

  /// The image that numbers make, 8 bits a channel.
  private func image(of values: [Float]) throws -> PixelImage { try pictures(of: [values])[0] }

  /// The images that rows of numbers make.
  private func pictures(of rows: [[Float]]) throws -> [PixelImage] {
    let size = images.valueCount
    let floats = try network.engine.withoutGradient {
      try images.images(
        network.engine.tensor(rows.flatMap(\.self), shape: [rows.count, size], device: geometry.device)
      ).floats()
    }
    let (channels, count) = (geometry.channelCount, geometry.height * geometry.width)
    return rows.indices.map { row in
      var pixels = [UInt8](repeating: 0, count: channels * count)
      for channel in 0..<channels {
        for place in 0..<count {
          let value = (floats[(row * channels + channel) * count + place] * 255).rounded()
          pixels[place * channels + channel] = value.isFinite ? UInt8(min(255, max(0, value))) : 128
        }
      }
      return PixelImage(width: geometry.width, height: geometry.height, channelCount: channels, pixels: pixels)
    }
  }

  /// Objectives for images as they are stored.
  private func measured(_ pictures: [PixelImage], _ objectives: [ResolvedObjective]) throws -> [Double] {
    try network.engine.withoutGradient {
      let tensors = Set(objectives.flatMap(\.tensors)).sorted()
      let activations = try network.activations(of: tensors, for: network.tensor(of: pictures))
      return try objectives.enumerated().map { try $0.element.value(activations, row: $0.offset).scalar() }
    }
  }
}
