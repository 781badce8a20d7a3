import Foundation

/// Whether the files of a study are what its catalogue says of them.
///
/// Reads every byte of the study; the time is that of the disk and of SHA-256. Nothing is changed.
public struct StudyVerification: Sendable, Equatable {
  /// What is wrong with a file.
  public enum Problem: Sendable, Equatable {
    /// There is no such file.
    case missing
    /// Its size in bytes is not the one that was recorded.
    case size(found: Int, recorded: Int)
    /// Its size is right, its bytes are not those that were recorded.
    case contents
    /// It cannot be read, with the reason.
    case unreadable(String)
  }

  /// A file with its problem.
  public struct Fault: Sendable, Equatable {
    /// Relative to the study's folder.
    public let path: String
    /// What is wrong.
    public let problem: Problem

    /// Creates a fault.
    public init(path: String, problem: Problem) { (self.path, self.problem) = (path, problem) }
  }

  /// How many files the catalogue names.
  public let fileCount: Int
  /// Their size as recorded, in bytes.
  public let byteCount: Int
  /// The files that are not as they were recorded, by path.
  public let faults: [Fault]
  /// What is wrong with the catalogue itself.
  public let catalogueFaults: [String]

  /// Whether all is as it was recorded.
  public var isWhole: Bool { faults.isEmpty && catalogueFaults.isEmpty }

  /// Compares size and SHA-256 of every file with the catalogue.
  /// - Parameters:
  ///   - study: A study that nobody is writing; of one that is being written, files may be taken for missing.
  ///   - progress: Called with the finished share; what it throws ends the reading.
  /// - Throws: ``StudyStoreError`` when the catalogue cannot be read; what `progress` throws.
  public init(_ study: Study, progress: (Double) throws -> Void = { _ in }) throws {
    let artifacts = try study.database.artifacts()
    fileCount = artifacts.count
    byteCount = artifacts.reduce(0) { $0 + $1.byteCount }
    catalogueFaults = try study.database.faults()
    var (faults, done) = ([Fault](), 0)
    for artifact in artifacts {
      try progress(Double(done) / Double(max(1, byteCount)))
      if let problem = Self.problem(of: artifact, in: study.paths) {
        faults.append(Fault(path: artifact.path, problem: problem))
      }
      done += artifact.byteCount
    }
    self.faults = faults
  }

  private static func problem(of artifact: StudyArtifact, in paths: StudyPaths) -> Problem? {
    let url = paths.url(ofRelativePath: artifact.path)
    guard let found = ArtifactMeasure.byteCount(of: url) else { return .missing }
    guard found == artifact.byteCount else { return .size(found: found, recorded: artifact.byteCount) }
    do {
      return try ContentHash.ofFile(at: url) == artifact.sha256 ? nil : .contents
    } catch {
      return .unreadable("\(error)")
    }
  }
}
