import Foundation

/// Size and hash of a finished file.
enum ArtifactMeasure {
  /// Size of the regular file at `url`, or nil without one.
  static func byteCount(of url: URL) -> Int? {
    var status = stat()
    guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Checks that the file is in place inside the study, and measures it.
  static func artifact(_ finished: FinishedArtifact, runID: Int64, paths: StudyPaths) throws -> StudyArtifact {
    let url = paths.url(ofRelativePath: finished.path)
    let isInside = !finished.path.hasPrefix("/") && !finished.path.split(separator: "/").contains("..")
    guard isInside, paths.relativePath(of: url) == finished.path else {
      throw StudyStoreError(
        kind: .badInput,
        "\(finished.path) is not a path inside the study \(paths.root.path). Write the file into the study's folder.")
    }
    guard let byteCount = byteCount(of: url) else {
      throw StudyStoreError(
        kind: .badInput, "\(url.path) was to be recorded, but is no file. Put it in place before recording it.")
    }
    return StudyArtifact(
      runID: runID, path: finished.path, role: finished.role, name: finished.name, shape: finished.shape,
      attributes: finished.attributes, byteCount: byteCount, sha256: try ContentHash.ofFile(at: url))
  }
}
