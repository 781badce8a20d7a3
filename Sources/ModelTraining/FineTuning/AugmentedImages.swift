import NumericKernels

/// Images that are shown a little differently in each epoch: a random crop from a larger image, mirrored or not. When they
/// are only judged, it is the center that is shown, not mirrored.
///
/// The choice follows from the seed, the epoch and the image, so it is the same for any order, batch size and number of
/// threads, and after a resumption.
public struct AugmentedImages: TrainingImages {
  /// Channels, and the height and width that are shown.
  public let inputShape: [Int]
  private let base: any TrainingImages
  private let isMirrored: Bool
  private let seed: UInt64

  /// The number of images.
  public var count: Int { base.count }
  /// The class of each.
  public var labels: [Int] { base.labels }
  /// Identifies the images and how they are shown.
  public var fingerprint: String { "\(base.fingerprint) cropped to \(inputShape) mirrored \(isMirrored) \(seed)" }

  /// Shows images differently.
  ///
  /// - Parameters:
  ///   - base: Images of at least the height and width that are shown.
  ///   - height: The height that is shown.
  ///   - width: The width that is shown.
  ///   - isMirrored: Whether half of the images, by chance, are mirrored left to right.
  ///   - seed: Chooses.
  /// - Throws: `ModelTrainingError` of kind `badInput` when the images are smaller.
  public init(_ base: any TrainingImages, height: Int, width: Int, isMirrored: Bool = true, seed: UInt64) throws {
    let shape = base.inputShape
    guard shape.count == 3, (1...shape[1]).contains(height), (1...shape[2]).contains(width) else {
      throw ModelTrainingError(
        kind: .badInput,
        description:
          "Crops of \(height) x \(width) cannot be taken from images of the shape \(shape). Give larger images.")
    }
    self.base = base
    self.isMirrored = isMirrored
    self.seed = seed
    inputShape = [shape[0], height, width]
  }

  /// Where the crop begins, and whether it is mirrored.
  private func choice(_ index: Int, _ epoch: Int?) -> (top: Int, left: Int, isMirrored: Bool) {
    let room = (base.inputShape[1] - inputShape[1], base.inputShape[2] - inputShape[2])
    guard let epoch else { return (room.0 / 2, room.1 / 2, false) }
    var generator = SeededGenerator(
      seed: seed, stream: 0x6175_676D_0000_0000 &+ UInt64(epoch) &* 0x1_0000_0000 &+ UInt64(index))
    let place = { (room: Int, uniform: Double) in min(Int(uniform * Double(room + 1)), room) }
    let (top, left) = (place(room.0, generator.nextUniform()), place(room.1, generator.nextUniform()))
    return (top, left, isMirrored && generator.nextUniform() < 0.5)
  }

  /// Writes images, changed by chance where an epoch is given.
  public func write(_ indices: ArraySlice<Int>, epoch: Int?, into buffer: UnsafeMutableBufferPointer<Float>) throws {
    let whole = base.elementCount
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: whole) { room in
      for (place, index) in indices.enumerated() {
        try base.write([index], epoch: epoch, into: room)
        let part = buffer[(place * elementCount)..<((place + 1) * elementCount)]
        crop(room, choice(index, epoch), into: UnsafeMutableBufferPointer(rebasing: part))
      }
    }
  }

  private func crop(
    _ source: UnsafeMutableBufferPointer<Float>, _ choice: (top: Int, left: Int, isMirrored: Bool),
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    let (channels, height, width) = (inputShape[0], inputShape[1], inputShape[2])
    let (fullHeight, fullWidth) = (base.inputShape[1], base.inputShape[2])
    for channel in 0..<channels {
      for row in 0..<height {
        let from = (channel * fullHeight + choice.top + row) * fullWidth + choice.left
        let to = (channel * height + row) * width
        for column in 0..<width {
          target[to + column] = source[from + (choice.isMirrored ? width - 1 - column : column)]
        }
      }
    }
  }
}
