public import Foundation

/// Fetches a data set into a folder that Strata reads.
///
/// Every file is fetched to `<name>.part`, checked against its published checksum, and only then gets its name. A
/// download that was interrupted goes on where it stopped; files that are there and right are not fetched again.
public struct DatasetDownload: Sendable {
  /// How far it is.
  public struct Progress: Sendable, Equatable {
    /// The file under way.
    public let file: String
    /// Bytes of all files that are here.
    public let byteCount: Int
    /// Bytes of all files.
    public let totalByteCount: Int
  }

  private let dataset: RemoteDataset
  private let folder: URL
  private let mirror: URL?

  /// Prepares a download; `mirror` is a folder on another server with the same files.
  public init(_ dataset: RemoteDataset, to folder: URL, mirror: URL? = nil) {
    self.dataset = dataset
    self.folder = folder
    self.mirror = mirror
  }

  /// Fetches what is missing.
  ///
  /// - Parameter progress: Told how far it is, several times a second; throwing stops, and the next run goes on.
  /// - Returns: The names of the files that were fetched by this run.
  /// - Throws: `inputOutput` when the network, the server or the disk fails; `badInput` when what came is not what the
  ///   data set's home publishes.
  @discardableResult
  public func run(progress: @Sendable (Progress) throws -> Void = { _ in }) throws -> [String] {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw failure("The folder \(folder.path) cannot be made: \(error.localizedDescription) Give another place.")
    }
    var fetched: [String] = []
    var before = 0
    for file in dataset.files {
      func report(_ count: Int) throws {
        try progress(
          Progress(file: file.name, byteCount: before + count, totalByteCount: dataset.byteCount))
      }
      if try fetch(file, report: report) { fetched.append(file.name) }
      before += file.byteCount
      try report(0)
    }
    if !dataset.classNames.isEmpty { try writeClassNames() }
    return fetched
  }

  /// Whether the file had to be fetched.
  private func fetch(_ file: RemoteFile, report: (Int) throws -> Void) throws -> Bool {
    let place = folder.appendingPathComponent(file.name)
    if dataset.packing == .plain, try isRight(place, file, report: report) { return false }
    let seal = folder.appendingPathComponent(".\(file.name).done")
    if dataset.packing != .plain, (try? String(contentsOf: seal, encoding: .utf8)) == file.md5 { return false }
    let partial = folder.appendingPathComponent(file.name + ".part")
    if size(of: partial) > file.byteCount { try? FileManager.default.removeItem(at: partial) }
    if size(of: partial) < file.byteCount {
      let source = (mirror ?? dataset.home).appendingPathComponent(file.name)
      try CurlTransfer(source: source, partial: partial).run { try report(min(file.byteCount, size(of: partial))) }
    }
    guard try isRight(partial, file, report: report) else {
      let found = size(of: partial)
      try? FileManager.default.removeItem(at: partial)
      throw DatasetDownloadError(
        kind: .badInput,
        description: "\(file.name) is not the file that the home of \(dataset.name) publishes: \(found) bytes came, "
          + "\(file.byteCount) with the MD5 sum \(file.md5) were expected. It was removed. Run the command again; if it "
          + "fails again, give another place with --mirror.")
    }
    switch dataset.packing {
    case .plain: try move(partial, to: place)
    case .tarGzip:
      try unpack(partial)
      try write(file.md5, to: seal)
      try? FileManager.default.removeItem(at: partial)
    }
    return true
  }

  private func isRight(_ place: URL, _ file: RemoteFile, report: (Int) throws -> Void) throws -> Bool {
    guard size(of: place) == file.byteCount else { return false }
    do {
      return try FileChecksum.md5(of: place) { try report(file.byteCount) } == file.md5
    } catch let error as CocoaError {
      throw failure("\(place.path) cannot be read: \(error.localizedDescription) Check its permissions.")
    }
  }

  private func size(of file: URL) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  private func move(_ source: URL, to target: URL) throws {
    do {
      if FileManager.default.fileExists(atPath: target.path) { try FileManager.default.removeItem(at: target) }
      try FileManager.default.moveItem(at: source, to: target)
    } catch {
      throw failure("\(target.path) cannot be written: \(error.localizedDescription) Check the folder.")
    }
  }

  /// The archive's content was checked, so its paths are those of the data set.
  private func unpack(_ archive: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tar", "-xzf", archive.path, "-C", folder.path, "--strip-components=1"]
    let errors = Pipe()
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw failure("tar cannot be started: \(error.localizedDescription) Install tar.")
    }
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw failure("\(archive.path) cannot be unpacked: \(said.prefix(300)) Check the free space and run again.")
    }
  }

  private func writeClassNames() throws {
    try write(
      dataset.classNames.joined(separator: "\n") + "\n", to: folder.appendingPathComponent("classes.txt"))
  }

  private func write(_ text: String, to file: URL) throws {
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw failure("\(file.path) cannot be written: \(error.localizedDescription) Check the folder.")
    }
  }

  private func failure(_ description: String) -> DatasetDownloadError {
    DatasetDownloadError(kind: .inputOutput, description: description)
  }
}
