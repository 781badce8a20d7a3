import Crypto
import Foundation

/// A regular file inside a folder, opened for reading; closed with the last reference.
///
/// What is read, measured and hashed is one and the same file, also if another takes its name meanwhile.
final class OpenFile: Sendable {
  /// Identity and state of a file: as long as it is the same, so is its content.
  struct State: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
    var byteCount: Int
    var modified: Int
    var modifiedNanoseconds: Int
  }

  let state: State
  private let descriptor: Int32

  /// Opens `url`, or returns nil when there is no regular file, or it is not inside `folder` once links are followed.
  init?(_ url: URL, inside folder: URL) {
    guard let path = OpenFile.realPath(url.path), let base = OpenFile.realPath(folder.path),
      path.hasPrefix(base.hasSuffix("/") ? base : base + "/")
    else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    #if canImport(Darwin)
      let modified = status.st_mtimespec
    #else
      let modified = status.st_mtim
    #endif
    self.descriptor = descriptor
    state = State(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino), byteCount: Int(status.st_size),
      modified: Int(modified.tv_sec), modifiedNanoseconds: Int(modified.tv_nsec))
  }

  deinit { close(descriptor) }

  /// Up to `count` bytes from `offset`; fewer only at the end of the file or after an error.
  func bytes(from offset: Int, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
        if got < 0 && errno == EINTR { continue }
        if got <= 0 { break }
        filled += got
      }
    }
  }

  /// The tag of the whole content. O(bytes).
  func entityTag() -> EntityTag {
    var hash = SHA256()
    var offset = 0
    while offset < state.byteCount {
      let piece = bytes(from: offset, count: min(1 << 20, state.byteCount - offset))
      if piece.isEmpty { break }
      piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
      offset += piece.count
    }
    return EntityTag(hash.finalize())
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// Tags of files that were hashed before.
final class EntityTagCache: @unchecked Sendable {
  // `lock` guards `tags`.
  private let lock = NSLock()
  private var tags: [OpenFile.State: EntityTag] = [:]

  /// The tag of `file`, hashed at most once as long as the file stays the same.
  func tag(of file: OpenFile) -> EntityTag {
    if let known = lock.withLock({ tags[file.state] }) { return known }
    let tag = file.entityTag()
    lock.withLock {
      if tags.count >= 10_000 { tags.removeAll() }
      tags[file.state] = tag
    }
    return tag
  }
}
