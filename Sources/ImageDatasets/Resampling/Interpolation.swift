/// How pixels are weighted when an image changes its size; all of them with antialiasing.
public enum Interpolation: String, Sendable, Codable, CaseIterable {
  /// Mean of the covered pixels.
  case box
  /// Triangle; torchvision's default.
  case bilinear
  /// Cubic convolution with a = -0.5, as in Pillow.
  case bicubic
  /// Windowed sinc over three lobes.
  case lanczos

  /// Half the width of the filter, in pixels of the larger image.
  var support: Double {
    switch self {
    case .box: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  func weight(at position: Double) -> Double {
    let x = abs(position)
    switch self {
    case .box:
      return position > -0.5 && position <= 0.5 ? 1 : 0
    case .bilinear:
      return max(0, 1 - x)
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    case .lanczos:
      return x < 3 ? Self.sinc(position) * Self.sinc(position / 3) : 0
    }
  }
}
