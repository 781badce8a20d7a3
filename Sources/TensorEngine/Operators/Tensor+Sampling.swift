import CTorchInterface

/// What is read beyond the edges of an image.
public enum OutsideMode: Sendable {
  /// Zeros.
  case zeros
  /// The pixel at the edge.
  case border
  /// The image mirrored.
  case reflection

  fileprivate var native: Int32 {
    switch self {
    case .zeros: Int32(STRATA_TORCH_OUTSIDE_ZEROS.rawValue)
    case .border: Int32(STRATA_TORCH_OUTSIDE_BORDER.rawValue)
    case .reflection: Int32(STRATA_TORCH_OUTSIDE_REFLECTION.rawValue)
    }
  }
}

extension Tensor {
  /// Images [n, c, h, w] at another size, each pixel a mean of four. Without a filter when they become smaller.
  ///
  /// With `aligningCorners`, the outer pixels keep their centers; otherwise the outer edges are kept.
  public func resizedBilinear(height: Int, width: Int, aligningCorners: Bool = false) throws -> Tensor {
    try Tensor.make("bilinear resize", [self], expected: "[n, c, h, w] and sizes of at least 1") {
      $0.resize_bilinear(handle, Int64(height), Int64(width), aligningCorners, $1)
    }
  }

  /// Where each pixel of images of a shape [n, c, h, w] comes from, as [n, h, w, 2] with (x, y) from -1 to 1.
  ///
  /// This tensor holds one matrix [2, 3] for each image, [n, 2, 3], from places in the result to places in the source.
  public func affineGrid(for shape: [Int], aligningCorners: Bool = false) throws -> Tensor {
    try Tensor.make("affine grid", [self], expected: "matrices [n, 2, 3] and a shape [n, c, h, w]") {
      $0.affine_grid(handle, shape.map(Int64.init), Int32(shape.count), aligningCorners, $1)
    }
  }

  /// Images [n, c, h, w] read at places [n, height, width, 2], bilinearly: result [n, c, height, width].
  public func sampled(at grid: Tensor, outside: OutsideMode = .zeros, aligningCorners: Bool = false) throws -> Tensor {
    try Tensor.make("grid sample", [self, grid], expected: "images [n, c, h, w] and places [n, height, width, 2]") {
      $0.grid_sample(handle, grid.handle, outside.native, aligningCorners, $1)
    }
  }
}
