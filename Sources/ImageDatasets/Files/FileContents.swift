#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A buffer that whole files are read into, one after the other, without allocating anew.
final class FileContents {
  enum Failure: Error {
    case system(code: Int32)
    case notAFile
    case tooLarge(Int)
  }

  /// No image file comes near; a larger one is a mistake, and reading it would only fill the memory.
  static let maximumByteCount = 1 << 30

  private var storage: UnsafeMutableRawBufferPointer
  private var count = 0

  init() {
    storage = .allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit {
    storage.deallocate()
  }

  /// The bytes of the last file read; valid until the next call of `read`.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage[..<count])
  }

  func read(path: String) throws(Failure) {
    count = 0
    // O_NONBLOCK: opening a named pipe would otherwise wait for a writer for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    let size = Int(status.st_size)
    guard size <= Self.maximumByteCount else { throw .tooLarge(size) }
    reserve(size)
    try fill(from: descriptor, size: size)
  }

  private func reserve(_ size: Int) {
    guard size > storage.count else { return }
    storage.deallocate()
    storage = .allocate(byteCount: max(size, 2 * storage.count), alignment: 16)
  }

  private func fill(from descriptor: Int32, size: Int) throws(Failure) {
    while count < size {
      #if canImport(Glibc)
        let received = Glibc.read(descriptor, storage.baseAddress?.advanced(by: count), size - count)
      #elseif canImport(Musl)
        let received = Musl.read(descriptor, storage.baseAddress?.advanced(by: count), size - count)
      #else
        let received = Darwin.read(descriptor, storage.baseAddress?.advanced(by: count), size - count)
      #endif
      if received < 0, errno == EINTR { continue }
      guard received >= 0 else { throw .system(code: errno) }
      if received == 0 { return }  // the file became shorter meanwhile; the decoder will say so
      count += received
    }
  }
}

extension FileContents.Failure {
  /// The reason as the middle of a sentence ("it does not exist"), and what to do about it.
  var reason: (what: String, remedy: String) {
    switch self {
    case .system(let code) where code == ENOENT:
      ("does not exist", "Check the path.")
    case .system(let code) where code == EACCES:
      ("may not be read", "Change its permissions.")
    case .system(let code):
      ("cannot be read (\(String(cString: strerror(code))))", "Check the file and its disk.")
    case .notAFile:
      ("is not a regular file", "Give the path of a file.")
    case .tooLarge(let size):
      ("has \(size) bytes, more than an image file has (at most \(FileContents.maximumByteCount))", "Check the path.")
    }
  }
}
