public import Foundation

/// Writes a `.npy` file row by row, from any number of threads.
///
/// Data go into `<url>.partial`, which is renamed to `url` by `finish()`: a file under its final name is always whole.
/// An unfinished partial file is kept when the writer goes away, so that a later run can resume.
public final class NPYWriter: @unchecked Sendable {
  /// Where the finished file will be.
  public let url: URL
  /// The header of the file.
  public let header: NPYHeader
  /// Whether an existing partial file of the same header was kept.
  public let hasResumed: Bool
  private let partialPath: String
  // The descriptor stays open until deinit, so a late write can never reach a foreign file.
  private let descriptor: Int32
  private let lock = NSLock()
  private var isOpen = true  // guarded by `lock`

  /// Creates or resumes the partial file, at its full size.
  ///
  /// With `resuming`, an existing partial file with the same header keeps its data; otherwise it starts empty (zeros).
  /// Throws `badInput` for impossible shapes and `inputOutput`, naming the file, when it cannot be created or another
  /// writer holds it.
  public init(url: URL, elementType: NPYElementType, shape: [Int], resuming: Bool = false) throws {
    self.url = url
    header = try NPYHeader(elementType: elementType, shape: shape)
    partialPath = url.path + ".partial"
    let path = partialPath
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path, "cannot be created") }
    do {
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw NumericKernelsError(
          kind: .inputOutput,
          description: "\(path) is being written by another process. Wait for it to end, or stop it.")
      }
      let resumed = try resuming && Self.hasHeader(header, descriptor: descriptor)
      if !resumed { try Self.start(header, descriptor: descriptor, path: path) }
      hasResumed = resumed
    } catch {
      // `hasResumed` is not set yet, so deinit does not run and this is the only close.
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Writes whole rows. Threads may write different rows at the same time.
  ///
  /// Throws `badInput` when the bytes are not whole rows within the array, `inputOutput` when the disk refuses them.
  public func writeRows(_ bytes: UnsafeRawBufferPointer, startingAtRow row: Int) throws {
    try requireOpen()
    let rowCount = header.shape.first ?? 1
    let rowByteCount = header.shape.dropFirst().reduce(1, *) * header.elementType.byteCount
    guard bytes.count > 0 else { return }
    guard rowByteCount > 0, row >= 0, row <= rowCount, bytes.count % rowByteCount == 0,
      bytes.count / rowByteCount <= rowCount - row
    else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "\(bytes.count) bytes from row \(row) on do not fit into \(url.path), which has \(rowCount) rows "
          + "of \(rowByteCount) bytes. Write whole rows within the array.")
    }
    try Self.write(bytes, descriptor: descriptor, offset: header.dataOffset + row * rowByteCount, path: partialPath)
  }

  /// Forces what has been written onto the disk.
  public func synchronize() throws {
    try requireOpen()
    #if canImport(Darwin)
      let status = fsync(descriptor)
    #else
      let status = fdatasync(descriptor)
    #endif
    guard status == 0 else { throw Self.failure(partialPath, "cannot be written") }
  }

  /// Forces everything onto the disk and gives the file its final name. All writes must have returned.
  public func finish() throws {
    try lock.withLock {
      try requireOpenLocked()
      guard fsync(descriptor) == 0 else { throw Self.failure(partialPath, "cannot be written") }
      guard rename(partialPath, url.path) == 0 else { throw Self.failure(url.path, "cannot be given its name") }
      isOpen = false
    }
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    // Some file systems refuse to synchronize a folder; the rename itself has happened.
    _ = fsync(folder)
  }

  /// Gives up and removes the partial file. Does nothing after `finish()`.
  public func cancel() {
    lock.withLock {
      guard isOpen else { return }
      isOpen = false
      unlink(partialPath)
    }
  }

  /// Writes a whole matrix as Float32.
  public static func write(_ matrix: Matrix, to url: URL) throws {
    try matrix.elements.withUnsafeBytes {
      try write($0, elementType: .float32, shape: [matrix.rowCount, matrix.columnCount], to: url)
    }
  }

  /// Writes integers of a shape, in C order. Throws `badInput` when the shape does not have that many elements.
  public static func write(_ elements: [Int32], shape: [Int], to url: URL) throws {
    try elements.withUnsafeBytes { try write($0, elementType: .int32, shape: shape, to: url) }
  }

  /// Writes numbers of a shape, in C order. Throws `badInput` when the shape does not have that many elements.
  public static func write(_ elements: [Float], shape: [Int], to url: URL) throws {
    try elements.withUnsafeBytes { try write($0, elementType: .float32, shape: shape, to: url) }
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, elementType: NPYElementType, shape: [Int], to url: URL
  ) throws {
    guard NPYHeader.byteCount(shape: shape, elementType: elementType) == bytes.count else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "\(bytes.count / elementType.byteCount) elements do not make an array of shape \(shape) "
          + "for \(url.path). Give a shape whose product is the number of elements.")
    }
    let writer = try NPYWriter(url: url, elementType: elementType, shape: shape)
    do {
      try writer.writeRows(bytes, startingAtRow: 0)
      try writer.finish()
    } catch {
      writer.cancel()
      throw error
    }
  }

  private func requireOpen() throws {
    try lock.withLock { try requireOpenLocked() }
  }

  private func requireOpenLocked() throws {
    guard isOpen else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "\(url.path) is already finished or cancelled. Create a new writer to write it again.")
    }
  }
}

extension NPYWriter {
  private static func hasHeader(_ header: NPYHeader, descriptor: Int32) throws -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) == header.dataOffset + header.dataByteCount else {
      return false
    }
    let expected = header.serialized
    var found = [UInt8](repeating: 0, count: expected.count)
    return pread(descriptor, &found, found.count, 0) == found.count && found == expected
  }

  private static func start(_ header: NPYHeader, descriptor: Int32, path: String) throws {
    // Emptied first: what an earlier file held must read as zeros.
    guard ftruncate(descriptor, 0) == 0, ftruncate(descriptor, off_t(header.dataOffset + header.dataByteCount)) == 0
    else { throw failure(path, "cannot be made \(header.dataByteCount) bytes long") }
    try header.serialized.withUnsafeBytes { try write($0, descriptor: descriptor, offset: 0, path: path) }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, descriptor: Int32, offset: Int, path: String) throws {
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written, off_t(offset + written))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot be written") }
      written += count
    }
  }

  private static func failure(_ path: String, _ problem: String) -> NumericKernelsError {
    let reason = String(cString: strerror(errno))
    let remedy =
      errno == ENOSPC || errno == EDQUOT
      ? "Free some space or choose another disk." : "Check that the folder exists and can be written."
    return NumericKernelsError(kind: .inputOutput, description: "\(path) \(problem): \(reason). \(remedy)")
  }
}
