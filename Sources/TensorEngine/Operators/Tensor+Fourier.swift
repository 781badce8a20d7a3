import CTorchInterface

extension Tensor {
  /// Images from their Fourier coefficients: the orthonormal inverse transform of the half of them that decides a real image.
  ///
  /// This tensor is [..., height, width / 2 + 1, 2]: the frequencies of the rows 0, 1, ..., -1, those of the columns from 0 up,
  /// real and imaginary parts last. The result is [..., height, width]. Sums of squares are kept: a coefficient counts twice where
  /// its mirror image is not stored. Imaginary parts of coefficients that a real image has none of are left out.
  public func inverseFourier(height: Int, width: Int) throws -> Tensor {
    try Tensor.make("inverse Fourier transform", [self], expected: "[..., \(height), \(width / 2 + 1), 2]") {
      $0.inverse_fourier(handle, Int64(height), Int64(width), $1)
    }
  }
}
