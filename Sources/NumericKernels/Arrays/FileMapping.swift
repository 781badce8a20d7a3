import Foundation

/// A whole regular file mapped read-only; unmapped when the last reference goes.
package final class FileMapping: @unchecked Sendable {
  // Immutable after initialization, so no lock is needed.
  /// All of the file; never empty.
  package let bytes: UnsafeRawBufferPointer

  /// Maps a file. Throws `NumericKernelsError` naming it: `inputOutput` when it cannot be read or is no regular file, `badInput`
  /// when it is empty. `format` says what was expected.
  package init(path: String, format: String = "a .npy file") throws {
    func failure(_ problem: String) -> NumericKernelsError {
      NumericKernelsError(
        kind: .inputOutput,
        description: "\(path) cannot be read: \(problem). Check the path and its permissions.")
    }
    // O_NONBLOCK keeps a named pipe from blocking the open.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is not a regular file") }
    guard status.st_size > 0 else {
      throw NumericKernelsError(
        kind: .badInput, description: "\(path) is empty; \(format) is expected. Save it again.")
    }
    let size = Int(status.st_size)
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw failure(String(cString: strerror(errno)))
    }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }
}
