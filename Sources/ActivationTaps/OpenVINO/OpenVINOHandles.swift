import COpenVINO
import Foundation

/// Throws when a call into OpenVINO failed, with what OpenVINO says of it.
///
/// `doing` completes the sentence "OpenVINO could not …".
func requireSuccess(_ status: ov_status_e, _ doing: @autoclosure () -> String) throws {
  guard status != OK else { return }
  var detail = "status \(status.rawValue)"
  if let message = ov_get_last_err_msg() {
    let text = OpenVINOMessage.shortened(String(cString: message))
    ov_free(message)
    if !text.isEmpty { detail = text }
  }
  throw ActivationTapsError(kind: .engine, description: "OpenVINO could not \(doing()): \(detail)")
}

/// Makes OpenVINO's error texts, which span many lines and name its own source files, readable.
enum OpenVINOMessage {
  /// The lines that say what happened, joined, at most 600 characters.
  package static func shortened(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let telling = lines.filter { line in
      !line.isEmpty && !line.hasPrefix("Exception from src/") && !line.hasPrefix("Check '")
        && !line.hasPrefix("FrontEnd API failed") && !line.hasPrefix("Summary:")
    }
    let joined = (telling.isEmpty ? lines : telling).joined(separator: " ")
    return joined.count > 600 ? joined.prefix(600) + "…" : joined
  }
}

/// One OpenVINO core for the process: creating one loads the plugins, which takes tens of milliseconds.
final class OpenVINOCore: @unchecked Sendable {
  // OpenVINO documents its core as safe to use from several threads.
  let handle: OpaquePointer

  private static let shared = Result { try OpenVINOCore() }

  /// The process's core. Throws `engine` when OpenVINO cannot start.
  static func get() throws -> OpenVINOCore { try shared.get() }

  private init() throws {
    var core: OpaquePointer?
    try requireSuccess(ov_core_create(&core), "start. Run `make setup` to install it again")
    guard let core else {
      throw ActivationTapsError(
        kind: .engine, description: "OpenVINO did not start. Run `make setup` to install it again.")
    }
    handle = core
  }
}

/// A model that OpenVINO has read, freed with its owner.
final class OpenVINOModel {
  let handle: OpaquePointer

  /// Reads a whole ONNX file from memory.
  init(reading bytes: Data, core: OpenVINOCore, name: String) throws {
    var model: OpaquePointer?
    try bytes.withUnsafeBytes { buffer in
      try requireSuccess(
        ov_core_read_model_from_memory_buffer(
          core.handle, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, nil, &model),
        "read \(name)")
    }
    guard let model else {
      throw ActivationTapsError(kind: .engine, description: "OpenVINO read \(name) but returned no model.")
    }
    handle = model
  }

  /// Fixes the shape of the only input.
  func reshapeInput(to shape: [Int], name: String) throws {
    var partial = ov_partial_shape_t()
    let dimensions = shape.map(Int64.init)
    try requireSuccess(
      ov_partial_shape_create_static(Int64(dimensions.count), dimensions, &partial), "describe shape \(shape)")
    defer { ov_partial_shape_free(&partial) }
    try requireSuccess(
      ov_model_reshape_single_input(handle, partial), "give the input of \(name) the shape \(shape)")
  }

  deinit { ov_model_free(handle) }
}

/// Reads the shape of a port of a compiled model and frees it.
func staticShape(of port: OpaquePointer, name: @autoclosure () -> String) throws -> [Int] {
  var shape = ov_shape_t()
  try requireSuccess(ov_const_port_get_shape(port, &shape), "tell the shape of \(name())")
  defer { ov_shape_free(&shape) }
  return (0..<Int(shape.rank)).map { Int(shape.dims[$0]) }
}
