import COpenVINO

/// One run of a network at a time: fill `input`, `start()`, do something else, `wait()`, read the outputs.
///
/// A request belongs to one thread; several requests of a session run at the same time.
public final class InferenceRequest {
  private let handle: OpaquePointer
  private let session: InferenceSession
  private let inputTensor: OpaquePointer
  private var isRunning = false

  /// The input of the whole batch, Float32 in C order, shape `session.inputShape`. Not to be touched while the request
  /// runs.
  public let input: UnsafeMutableBufferPointer<Float>

  init(handle: OpaquePointer, session: InferenceSession) throws {
    self.handle = handle
    self.session = session
    var tensor: OpaquePointer?
    do {
      try requireSuccess(
        ov_infer_request_get_input_tensor(handle, &tensor), "reach the input of \(session.name)")
      guard let tensor else {
        throw ActivationTapsError(kind: .engine, description: "OpenVINO gave no input for \(session.name).")
      }
      inputTensor = tensor
      do {
        input = UnsafeMutableBufferPointer(mutating: try Self.floats(of: tensor, name: "the input of \(session.name)"))
      } catch {
        ov_tensor_free(tensor)
        throw error
      }
    } catch {
      ov_infer_request_free(handle)
      throw error
    }
    input.update(repeating: 0)
  }

  deinit {
    if isRunning { _ = ov_infer_request_wait(handle) }
    ov_tensor_free(inputTensor)
    ov_infer_request_free(handle)
  }

  /// Starts the network on the input and returns at once.
  public func start() throws {
    try requireSuccess(ov_infer_request_start_async(handle), "start \(session.name)")
    isRunning = true
  }

  /// Waits until the run has ended.
  public func wait() throws {
    guard isRunning else { return }
    isRunning = false
    try requireSuccess(ov_infer_request_wait(handle), "run \(session.name)")
  }

  /// Gives the values of a Float32 output, C order, shape `session.outputShapes[index]`, valid within `body`.
  public func withOutput<Result>(
    _ index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    try withOutputTensor(index) { tensor in
      try body(Self.floats(of: tensor, name: "output \(index) of \(session.name)"))
    }
  }

  /// Gives the values of an Int64 output, C order, valid within `body`.
  public func withIntegerOutput<Result>(
    _ index: Int, _ body: (UnsafeBufferPointer<Int64>) throws -> Result
  ) throws -> Result {
    try withOutputTensor(index) { tensor in
      let (count, data) = try Self.elements(of: tensor, type: I64, name: "output \(index) of \(session.name)")
      return try body(UnsafeBufferPointer(start: data.assumingMemoryBound(to: Int64.self), count: count))
    }
  }

  private func withOutputTensor<Result>(_ index: Int, _ body: (OpaquePointer) throws -> Result) throws -> Result {
    var tensor: OpaquePointer?
    try requireSuccess(
      ov_infer_request_get_output_tensor_by_index(handle, index, &tensor), "reach output \(index) of \(session.name)")
    guard let tensor else {
      throw ActivationTapsError(kind: .engine, description: "OpenVINO gave no output \(index) for \(session.name).")
    }
    defer { ov_tensor_free(tensor) }
    return try body(tensor)
  }

  private static func floats(of tensor: OpaquePointer, name: String) throws -> UnsafeBufferPointer<Float> {
    let (count, data) = try elements(of: tensor, type: F32, name: name)
    return UnsafeBufferPointer(start: data.assumingMemoryBound(to: Float.self), count: count)
  }

  private static func elements(
    of tensor: OpaquePointer, type expected: ov_element_type_e, name: String
  ) throws -> (count: Int, data: UnsafeMutableRawPointer) {
    var type = ov_element_type_e(rawValue: 0)
    try requireSuccess(ov_tensor_get_element_type(tensor, &type), "tell the type of \(name)")
    guard type == expected else {
      throw ActivationTapsError(
        kind: .badInput,
        description:
          "\(name) has elements of OpenVINO's type \(type.rawValue), but type \(expected.rawValue) is needed "
          + "(4 is Float32, 10 is Int64). Export the network with Float32 inputs and outputs.")
    }
    var count = 0
    try requireSuccess(ov_tensor_get_size(tensor, &count), "tell the size of \(name)")
    var data: UnsafeMutableRawPointer?
    try requireSuccess(ov_tensor_data(tensor, &data), "reach the values of \(name)")
    guard let data else {
      throw ActivationTapsError(kind: .engine, description: "OpenVINO gave no values for \(name).")
    }
    return (count, data)
  }
}
