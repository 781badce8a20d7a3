import TensorEngine

/// The penalties that the pixels alone decide.
struct PixelPenalties {
  private let penalties: ImagePenalties
  private let blur: GaussianBlur?

  init(_ penalties: ImagePenalties, geometry: ImageGeometry) throws {
    self.penalties = penalties
    blur = penalties.frequency > 0 ? try GaussianBlur(deviation: 1, geometry: geometry) : nil
  }

  /// One number for each image, [N]; nil without such penalties.
  func values(_ images: Tensor) throws -> Tensor? {
    var sum: Tensor?
    func add(_ weight: Double, _ value: () throws -> Tensor) throws {
      guard weight > 0 else { return }
      let part = try value() * weight
      sum = try sum.map { try $0 + part } ?? part
    }
    let inner = [1, 2, 3]
    try add(penalties.totalVariation) { try Self.variation(images) }
    try add(penalties.l1) { try (images - 0.5).magnitude().mean(over: inner) }
    try add(penalties.l2) {
      let centered = try images - 0.5
      return try ((centered * centered).mean(over: inner) + 1e-12).squareRoot()
    }
    try add(penalties.frequency) {
      let difference = try images - (blur?.apply(to: images) ?? images)
      return try (difference * difference).mean(over: inner)
    }
    return sum
  }

  private static func variation(_ images: Tensor) throws -> Tensor {
    let (height, width) = (images.shape[2], images.shape[3])
    let down = try images.narrowed(2, to: 1..<height) - images.narrowed(2, to: 0..<height - 1)
    let right = try images.narrowed(3, to: 1..<width) - images.narrowed(3, to: 0..<width - 1)
    return try down.magnitude().mean(over: [1, 2, 3]) + right.magnitude().mean(over: [1, 2, 3])
  }
}
