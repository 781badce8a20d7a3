#if !canImport(Accelerate)
  import COpenBLAS
#endif

/// What computes eigenproblems and products, for reports of a machine.
public enum LinearAlgebraLibrary {
  /// The library with its version and the processor whose code it has chosen, such as `OpenBLAS 0.3.21, for SkylakeX`.
  public static var description: String {
    #if canImport(Accelerate)
      return "Accelerate"
    #else
      let words = openblas_get_config().map { String(cString: $0) }?.split(separator: " ") ?? []
      let core = openblas_get_corename().map { ", for \(String(cString: $0))" } ?? ""
      return words.prefix(2).joined(separator: " ") + core
    #endif
  }

  /// The wide instructions that our own kernels use on this processor: `avx512`, `avx2`, or `baseline` for what every processor of its
  /// kind has (SSE2, NEON).
  public static var instructionSet: String { TileKernels.instructionSet }
}
