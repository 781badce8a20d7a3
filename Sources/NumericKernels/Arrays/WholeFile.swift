package import Foundation

extension Data {
  /// Writes a file that is never seen in part: into `<url>.partial`, which gets its name once it is on the disk.
  ///
  /// Foundation's atomic writing does the same under a name of its own each time, which a process that is killed meanwhile
  /// leaves behind for good; here the next one that writes the same file takes it over. Only one process at a time may
  /// write a file.
  /// - Throws: `CocoaError` where the file cannot be written; what was there before stays then.
  package func write(wholeTo url: URL) throws {
    let partial = URL(fileURLWithPath: url.path + ".partial")
    do {
      try write(to: partial)
      let file = try FileHandle(forWritingTo: partial)
      try file.synchronize()
      try file.close()
    } catch {
      unlink(partial.path)
      throw error
    }
    guard rename(partial.path, url.path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(partial.path)
      throw CocoaError(
        .fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path, NSLocalizedDescriptionKey: "\(reason)."])
    }
  }
}
