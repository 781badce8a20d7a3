import Attribution
import Foundation
import ImageDatasets
import ONNXModel
import StudyPipeline

/// Some images, decoded, with what of them is attributed.
struct AttributionGroup {
  /// What the network sees, as pictures.
  let pictures: [PixelImage]
  let images: AttributionImages
  let target: AttributionTarget
  private let range: Range<Int>
  /// The class of each image, where classes are attributed.
  private let classes: [Int]?
  /// Nil where the network does not end in classes.
  private let predictions: [Attributor.Prediction]?
  private let scores: [Double]

  init(
    _ range: Range<Int>, sources: AttributionImageSources, input: NetworkInput, wish: AttributionWish,
    attributor: Attributor, cancellation: AnalysisCancellation
  ) throws {
    let (decoder, preprocessor) = (ImageDecoder(), Preprocessor(input.preprocessing))
    let size = input.shape.reduce(1, *)
    var values = [Float](repeating: 0, count: range.count * size)
    var pictures: [PixelImage] = []
    for (place, index) in range.enumerated() {
      try cancellation.check()
      let image = try sources.image(index, using: decoder)
      values.withUnsafeMutableBufferPointer {
        preprocessor.write(image, into: UnsafeMutableBufferPointer(rebasing: $0[place * size..<(place + 1) * size]))
      }
      pictures.append(preprocessor.visiblePart(of: image))
    }
    let images = try AttributionImages(shape: input.shape, values: values)
    let predictions = attributor.network.classifierHead == nil ? nil : try attributor.predictions(of: images)
    (self.range, self.pictures, self.images, self.predictions) = (range, pictures, images, predictions)
    switch wish {
    case .unit(let unit):
      (classes, target) = (nil, .unit(unit))
      scores = try attributor.scores(of: images, target: target)
      return
    case .output(let index): classes = range.map { _ in index }
    case .predicted: classes = predictions?.map(\.classIndex) ?? range.map { _ in 0 }
    case .label: classes = try range.map { try Self.output(of: sources.items[$0]) }
    }
    target = .classScores(classes ?? [])
    scores = try attributor.scores(of: images, target: target)
  }

  /// The output that stands for an image's label.
  static func output(of item: AttributionImageSources.Item) throws -> Int {
    if let output = item.output { return output }
    let reason =
      item.label.map { "no output of the network answers to its label \($0)" } ?? "it has no label"
    throw StudyPipelineError(
      kind: .badInput,
      description:
        "\(item.name) has no class that --class label could take: \(reason). Name the outputs with --classes, "
        + "give a data set with labels, or attribute another class.")
  }

  /// What the record says of the images.
  func images(
    maps: [[AttributionRecord.Map]], items: [AttributionImageSources.Item], names: ClassNames?
  ) -> [AttributionRecord.Image] {
    range.enumerated().map { place, index in
      let (own, predicted) = (classes?[place], predictions?[place].classIndex)
      return AttributionRecord.Image(
        name: items[index].name, label: items[index].label, classIndex: own, className: own.flatMap { name($0, names) },
        score: scores[place], probability: own.flatMap { probability(ofClass: $0, place) }, predictedIndex: predicted,
        predictedName: predicted.flatMap { name($0, names) }, maps: maps[place])
    }
  }

  /// What is attributed in an image, with its score.
  func title(_ place: Int, names: ClassNames?, wish: AttributionWish) -> String {
    let score = String(format: "%.2f", scores[place])
    guard let own = classes?[place] else {
      guard case .unit(let unit) = wish else { return "activation \(score)" }
      let position = unit.position.map { " at \($0.map(String.init).joined(separator: ", "))" } ?? ""
      return "\(unit.layer), channel \(unit.channel)\(position): activation \(score)"
    }
    let chance = probability(ofClass: own, place).map { String(format: ", probability %.1f %%", 100 * $0) } ?? ""
    return "\(name(own, names) ?? "output \(own)"): score \(score)\(chance)"
  }

  private func name(_ index: Int, _ names: ClassNames?) -> String? { names?.entries[index].names.first }

  private func probability(ofClass index: Int, _ place: Int) -> Double? {
    guard let prediction = predictions?[place] else { return nil }
    let own = Double(prediction.scores[index])
    guard prediction.areExclusive else { return 1 / (1 + exp(-own)) }
    let largest = Double(prediction.scores.max() ?? 0)
    return exp(own - largest) / prediction.scores.reduce(0.0) { $0 + exp(Double($1) - largest) }
  }
}
