/// Preprocessed images with labels that batches are taken from.
public protocol TrainingImages: Sendable {
  /// The number of images.
  var count: Int { get }
  /// Channels, height and width of each.
  var inputShape: [Int] { get }
  /// The class of each.
  var labels: [Int] { get }
  /// Identifies the content; a training on other images is not resumed.
  var fingerprint: String { get }
  /// Writes images one after the other.
  ///
  /// - Parameters:
  ///   - indices: Which images.
  ///   - epoch: The epoch that they are shown in, for random changes of them; nil where they are only judged.
  ///   - buffer: Room for exactly these images.
  /// - Throws: What keeps an image from being read.
  func write(
    _ indices: ArraySlice<Int>, epoch: Int?, into buffer: UnsafeMutableBufferPointer<Float>) throws
}

extension TrainingImages {
  /// The values of one image.
  public var elementCount: Int { inputShape.reduce(1, *) }
}

extension TrainingImages {
  /// Copies images that lie one after the other in memory.
  func copy(
    _ indices: ArraySlice<Int>, from values: UnsafeBufferPointer<Float>,
    into buffer: UnsafeMutableBufferPointer<Float>
  ) {
    let size = elementCount
    precondition(buffer.count == indices.count * size, "the buffer has room for exactly these images")
    guard let source = values.baseAddress, let target = buffer.baseAddress else { return }
    for (place, index) in indices.enumerated() {
      precondition(index >= 0 && index < count, "an index of an image")
      (target + place * size).update(from: source + index * size, count: size)
    }
  }
}
