import COpenVINO
public import Foundation

/// How a network computes.
public enum InferencePrecision: String, Sendable, Codable, CaseIterable {
  /// 32-bit floating point, the default: results agree with other engines to about 1e-6 of their range.
  case float32 = "f32"
  /// bfloat16 where the processor has it: about twice as fast, two to three significant digits.
  case bfloat16 = "bf16"
}

/// A network, compiled for this machine, with a fixed input shape.
///
/// The session runs as many streams as it has threads, one thread each, so that requests started from several threads
/// keep all cores busy. For one machine and one batch size the outputs do not depend on the number of threads.
public final class InferenceSession: @unchecked Sendable {
  // OpenVINO documents compiled models as safe to use from several threads; the handles never change.
  private let compiled: OpaquePointer
  private let model: OpenVINOModel

  /// What errors call the network.
  public let name: String
  /// The shape of the input, the batch first.
  public let inputShape: [Int]
  /// The shape of each output, in the order of the file.
  public let outputShapes: [[Int]]
  /// The number of items that one request takes.
  public var batchSize: Int { inputShape.first ?? 1 }

  /// Compiles a network.
  ///
  /// - Parameters:
  ///   - bytes: A whole ONNX file with one input.
  ///   - name: What errors call the network.
  ///   - inputShape: The input's shape, the batch first. Nil keeps that of the file, which must then be fixed.
  ///   - precision: How it computes.
  ///   - threadCount: The number of streams; nil means one for every core.
  /// - Throws: `engine` when OpenVINO cannot read, reshape or compile the network.
  public init(
    bytes: Data, name: String, inputShape: [Int]?, precision: InferencePrecision = .float32, threadCount: Int? = nil
  ) throws {
    self.name = name
    let core = try OpenVINOCore.get()
    model = try OpenVINOModel(reading: bytes, core: core, name: name)
    if let inputShape { try model.reshapeInput(to: inputShape, name: name) }
    let threads = threadCount ?? ProcessInfo.processInfo.activeProcessorCount
    compiled = try Self.compile(model, core: core, name: name, precision: precision, threadCount: threads)
    do {
      self.inputShape = try Self.inputShape(of: compiled, name: name)
      outputShapes = try Self.outputShapes(of: compiled, name: name)
    } catch {
      ov_compiled_model_free(compiled)
      throw error
    }
  }

  deinit { ov_compiled_model_free(compiled) }

  /// The version of OpenVINO, which the last digits of activations may depend on.
  public static var engineVersion: String {
    var version = ov_version_t()
    guard ov_get_openvino_version(&version) == OK, let number = version.buildNumber else { return "unknown" }
    defer { ov_version_free(&version) }
    return String(cString: number)
  }

  /// A request of its own for one thread.
  public func makeRequest() throws -> InferenceRequest {
    var request: OpaquePointer?
    try requireSuccess(
      ov_compiled_model_create_infer_request(compiled, &request), "prepare a request for \(name)")
    guard let request else {
      throw ActivationTapsError(kind: .engine, description: "OpenVINO made no request for \(name).")
    }
    return try InferenceRequest(handle: request, session: self)
  }

  private static func compile(
    _ model: OpenVINOModel, core: OpenVINOCore, name: String, precision: InferencePrecision, threadCount: Int
  ) throws -> OpaquePointer {
    let threads = String(threadCount)
    var compiled: OpaquePointer?
    try requireSuccess(
      strata_compile_for_cpu(core.handle, model.handle, threads, threads, precision.rawValue, &compiled),
      "compile \(name)")
    guard let compiled else {
      throw ActivationTapsError(kind: .engine, description: "OpenVINO compiled \(name) to nothing.")
    }
    return compiled
  }

  private static func inputShape(of compiled: OpaquePointer, name: String) throws -> [Int] {
    var port: OpaquePointer?
    try requireSuccess(ov_compiled_model_input(compiled, &port), "find the one input of \(name)")
    guard let port else {
      throw ActivationTapsError(kind: .engine, description: "OpenVINO found no input in \(name).")
    }
    defer { ov_output_const_port_free(port) }
    return try staticShape(of: port, name: "the input of \(name)")
  }

  private static func outputShapes(of compiled: OpaquePointer, name: String) throws -> [[Int]] {
    var count = 0
    try requireSuccess(ov_compiled_model_outputs_size(compiled, &count), "count the outputs of \(name)")
    return try (0..<count).map { index in
      var port: OpaquePointer?
      try requireSuccess(
        ov_compiled_model_output_by_index(compiled, index, &port), "find output \(index) of \(name)")
      guard let port else {
        throw ActivationTapsError(kind: .engine, description: "OpenVINO found no output \(index) in \(name).")
      }
      defer { ov_output_const_port_free(port) }
      return try staticShape(of: port, name: "output \(index) of \(name)")
    }
  }
}
