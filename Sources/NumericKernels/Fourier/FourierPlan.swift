package import CKernels

/// How the discrete Fourier transform of one length is carried out, for 16 lines at once in Float32.
///
/// Stockham's mixed-radix transform (radices 2, 3, 4, 5); twiddle factors are computed in Double. The error is about
/// 1e-7 of the root mean square. O(n·log n) per line. Results do not depend on threads.
package final class FourierPlan: @unchecked Sendable {
  // Never written after initialization.
  package let pointer: UnsafeMutablePointer<strata_fourier_plan>
  package let length: Int
  private let twiddles: AlignedBuffer<Float>

  /// Makes the plan of a length of at least 1 without prime factors above 5; nil for others.
  package init?(length: Int) {
    guard let radices = Self.radices(length) else { return nil }
    var plan = strata_fourier_plan()
    plan.length = length
    plan.stageCount = radices.count
    withUnsafeMutableBytes(of: &plan.radices) { bytes in
      let stored = bytes.bindMemory(to: UInt32.self)
      for (index, radix) in radices.enumerated() { stored[index] = radix }
    }
    twiddles = AlignedBuffer(count: strata_fourier_twiddle_count(&plan), repeating: 0)
    strata_fourier_fill_twiddles(&plan, twiddles.pointer)
    plan.twiddles = UnsafePointer(twiddles.pointer)
    self.length = length
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: plan)
  }

  deinit { pointer.deallocate() }

  /// The smallest length that has a plan and is at least `minimum`.
  package static func length(atLeast minimum: Int) -> Int {
    var length = max(1, minimum)
    while radices(length) == nil { length += 1 }
    return length
  }

  /// Σ x·exp(−2πi·jk/n) of one line; for tests and short work, since 15 of 16 lanes are idle.
  package func transform(real: [Float], imaginary: [Float]) -> (real: [Float], imaginary: [Float]) {
    precondition(real.count == length && imaginary.count == length, "a line has the length of its plan")
    let lines = AlignedBuffer<Float>(count: 32 * length, repeating: 0)
    let scratch = AlignedBuffer<Float>(count: 32 * length, repeating: 0)
    for index in 0..<length {
      lines.pointer[32 * index] = real[index]
      lines.pointer[32 * index + 16] = imaginary[index]
    }
    // The kernel returns one of its two arguments.
    let result = strata_fourier_lines(pointer, lines.pointer, scratch.pointer).unsafelyUnwrapped
    defer { withExtendedLifetime((lines, scratch)) {} }
    return ((0..<length).map { result[32 * $0] }, (0..<length).map { result[32 * $0 + 16] })
  }

  private static func radices(_ length: Int) -> [UInt32]? {
    guard length > 0 else { return nil }
    var rest = length
    var result: [UInt32] = []
    for radix in [5, 4, 3, 2] {
      while rest % radix == 0 {
        result.append(UInt32(radix))
        rest /= radix
      }
    }
    return rest == 1 ? result : nil
  }
}
