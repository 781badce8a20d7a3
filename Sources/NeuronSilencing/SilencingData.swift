/// The images that silencing is judged on, with what they show.
public struct SilencingData: Sendable {
  /// Writes preprocessed images, one after another in C order, into a buffer that they fill.
  public typealias Reader =
    @Sendable (
      _ items: ArraySlice<Int>, _ values: UnsafeMutableBufferPointer<Float>
    ) throws -> Void

  /// The shape of an image as the network takes it, such as [3, 224, 224].
  public let imageShape: [Int]
  /// The label of every image, from 0; nil for those without.
  public let labels: [Int?]
  /// The number of labels.
  public let labelCount: Int
  /// The label that each output of the network stands for; nil for none. Several outputs may stand for one.
  public let labelOfOutput: [Int?]
  let read: Reader

  /// Describes images.
  ///
  /// Images without a label, or with one that no output stands for, are not scored and not read. Everything is checked
  /// when a network is run on them.
  public init(
    imageShape: [Int], labels: [Int?], labelCount: Int, labelOfOutput: [Int?], read: @escaping Reader
  ) {
    self.imageShape = imageShape
    self.labels = labels
    self.labelCount = labelCount
    self.labelOfOutput = labelOfOutput
    self.read = read
  }

  /// The images that can be scored, ascending.
  func scoredItems(classCount: Int) throws -> [Int] {
    guard labelOfOutput.count == classCount else {
      throw NeuronSilencingError(
        .badInput,
        "\(labelOfOutput.count) labels of outputs were given, but the network has \(classCount) outputs. Expected one "
          + "for each, or nil.")
    }
    let stray = labels.firstIndex { $0.map { !(0..<labelCount).contains($0) } ?? false }
    if let stray, let label = labels[stray] {
      throw NeuronSilencingError(
        .badInput, "Image \(stray) has the label \(label). Expected 0 to \(labelCount - 1), or none.")
    }
    if let label = labelOfOutput.compactMap({ $0 }).first(where: { !(0..<labelCount).contains($0) }) {
      throw NeuronSilencingError(
        .badInput, "An output stands for the label \(label). Expected 0 to \(labelCount - 1), or nil.")
    }
    let known = Set(labelOfOutput.compactMap { $0 })
    let items = labels.indices.filter { labels[$0].map(known.contains) ?? false }
    guard !items.isEmpty else {
      throw NeuronSilencingError(
        .badInput,
        "No image can be scored: none of \(labels.count) has a label that an output of the network stands for. Label "
          + "the images, or match the outputs to the labels.")
    }
    return items
  }
}
