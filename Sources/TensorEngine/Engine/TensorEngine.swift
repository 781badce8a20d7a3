import CKernels
import CTorchInterface
public import Foundation

/// Tensors with gradients, computed by libtorch.
///
/// libtorch is loaded with the first engine, which takes a fraction of a second and some 160 MB; the process keeps it.
/// All engines of a process share it, its number of threads included.
public final class TensorEngine: @unchecked Sendable {
  // The table is immutable, and libtorch's functions may be called from several threads.
  let functions: UnsafePointer<strata_torch_interface>

  private static let shared = Result {
    try TensorEngine(candidates: TensorLibrary.candidates(environment: ProcessInfo.processInfo.environment))
  }

  /// The process's engine. Throws `unavailable` with what to install when libtorch is not there.
  public static func load() throws -> TensorEngine { try shared.get() }

  /// An engine from a certain library file. Throws `unavailable` when it cannot be loaded.
  public static func load(from library: URL) throws -> TensorEngine { try TensorEngine(candidates: [library]) }

  private init(candidates: [URL]) throws {
    functions = try TensorLibrary.open(candidates)
    #if !canImport(Accelerate)
      // The OpenBLAS of the distributions, which libtorch multiplies with there, is several times slower.
      try call("block product", functions.pointee.set_block_product(strata_block_product))
    #endif
  }

  /// The version of libtorch that the library was built with, such as 1.13.1.
  public var torchVersion: String { functions.pointee.torch_version?().map { String(cString: $0) } ?? "" }

  /// How many tensors exist in this process: for tests of what is released.
  public var liveTensorCount: Int { Int(functions.pointee.live_tensor_count()) }

  /// The threads that an operator uses at most. Tensor engine threads are libtorch's own, beside those of `ParallelRows`.
  public func threadCount() throws -> Int {
    var count: Int32 = 0
    try call("thread count", functions.pointee.thread_count(&count))
    return Int(count)
  }

  /// Sets the threads that an operator uses at most, for the whole process; at least 1.
  public func setThreadCount(_ count: Int) throws {
    try call("thread count", functions.pointee.set_thread_count(Int32(clamping: count)))
  }

  /// Runs a body without recording what gradients need, on this thread; recording goes on as before afterwards.
  public func withoutGradient<Result>(_ body: () throws -> Result) throws -> Result {
    var previous = true
    try call("gradient mode", functions.pointee.set_gradient_mode(false, &previous))
    defer {
      var ignored = true
      _ = functions.pointee.set_gradient_mode(previous, &ignored)
    }
    return try body()
  }

  /// Runs a body in which matrix products and convolutions, on this thread and device, round their operands to bfloat16
  /// and add in Float32. Gradients follow. About half the memory traffic, and several times the arithmetic on processors
  /// with instructions for it.
  public func withReducedPrecision<Result>(on device: Device = .cpu, _ body: () throws -> Result) throws -> Result {
    var previous = false
    try call("reduced precision", functions.pointee.set_reduced_precision(device.native, true, &previous))
    defer {
      var ignored = true
      _ = functions.pointee.set_reduced_precision(device.native, previous, &ignored)
    }
    return try body()
  }

  func call(_ operation: StaticString, _ status: @autoclosure () -> Int32) throws {
    try call(operation, [], status())
  }

  /// Throws what libtorch says when a call failed.
  func call(
    _ operation: StaticString, _ operands: [Tensor], expected: String? = nil, _ status: @autoclosure () -> Int32
  ) throws {
    let status = status()
    guard status != 0 else { return }
    throw failure(status, operation, operands, expected: expected)
  }

  private func failure(
    _ status: Int32, _ operation: StaticString, _ operands: [Tensor], expected: String?
  ) -> TensorEngineError {
    let message = functions.pointee.last_error().map { String(cString: $0) } ?? ""
    let shapes = operands.map { "\($0.shape)" }.joined(separator: ", ")
    let place = operands.isEmpty ? "\(operation)" : "\(operation) of \(shapes)"
    let kind: TensorEngineError.Kind =
      switch status {
      case Int32(STRATA_TORCH_REFUSED.rawValue): .badInput
      case Int32(STRATA_TORCH_OUT_OF_MEMORY.rawValue): .outOfMemory
      default: .engine
      }
    var text = "\(place): libtorch says: \(Self.shortened(message))"
    if let expected { text += " Expected: \(expected)." }
    if kind == .outOfMemory { text += " Use smaller batches or images." }
    return TensorEngineError(kind: kind, description: text)
  }

  /// The lines before libtorch's own places in its sources, at most 600 characters, ending with a period.
  private static func shortened(_ message: String) -> String {
    let lines = message.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let telling = lines.prefix { !$0.hasPrefix("Exception raised from") }.filter { !$0.isEmpty }
    var text = telling.joined(separator: " ")
    if text.count > 600 { text = text.prefix(600) + "…" }
    return text.hasSuffix(".") ? text : text + "."
  }
}
