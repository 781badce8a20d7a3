import Crypto
import DatasetDownloads
import Foundation
import Testing

/// A local server over a folder of its own.
private final class LocalServer {
  let folder: URL
  let address: URL
  private let process = Process()

  init(_ files: [String: Data], arguments: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("DatasetDownloads.\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
    let script = try #require(
      Bundle.module.url(forResource: "range_server", withExtension: "py", subdirectory: "Fixtures"))
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path, folder.path] + arguments
    process.standardOutput = output
    try process.run()
    let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let number = try #require(Int(port))
    address = try #require(URL(string: "http://127.0.0.1:\(number)/"))
  }

  var requests: [String] {
    let text = try? String(contentsOf: folder.appendingPathComponent("requests.log"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }

  deinit {
    // A child may have inherited a mask that holds SIGTERM back.
    kill(process.processIdentifier, SIGKILL)
    try? FileManager.default.removeItem(at: folder)
  }
}

/// Bytes that look like nothing.
private func content(_ count: Int, _ seed: UInt8) -> Data {
  var state = UInt32(seed) &* 2_654_435_761 &+ 1
  return Data(
    (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    })
}

private func remote(_ name: String, _ data: Data) -> RemoteFile {
  let hash = Insecure.MD5.hash(data: data).map { String(Int($0) + 256, radix: 16).suffix(2) }.joined()
  return RemoteFile(name: name, byteCount: data.count, md5: hash)
}

@Suite("Downloads of data sets", .serialized)
struct DatasetDownloadTests {
  private let first = content(300_000, 1)
  private let second = content(5_000, 2)
  private let target = FileManager.default.temporaryDirectory.appendingPathComponent("DatasetTarget.\(UUID())")

  private func dataset(_ server: LocalServer, classNames: [String] = []) -> RemoteDataset {
    RemoteDataset(
      name: "test", summary: "", home: server.address, files: [remote("a.bin", first), remote("b.bin", second)],
      classNames: classNames)
  }

  private func here(_ name: String) -> Data? { try? Data(contentsOf: target.appendingPathComponent(name)) }
  private func clean() { try? FileManager.default.removeItem(at: target) }

  @Test("files arrive whole, with class names, and are not fetched twice")
  func arrives() throws {
    defer { clean() }
    let server = try LocalServer(["a.bin": first, "b.bin": second])
    let download = DatasetDownload(dataset(server, classNames: ["one", "two"]), to: target)
    #expect(try download.run() == ["a.bin", "b.bin"])
    #expect(here("a.bin") == first && here("b.bin") == second)
    #expect(here("classes.txt") == Data("one\ntwo\n".utf8))
    #expect(try download.run() == [])
    #expect(server.requests.count == 2)
    // A file that was changed is fetched again.
    try Data(first.reversed()).write(to: target.appendingPathComponent("a.bin"))
    #expect(try download.run() == ["a.bin"])
    #expect(here("a.bin") == first)
  }

  @Test("a download that was interrupted goes on where it stopped")
  func resumes() throws {
    defer { clean() }
    let server = try LocalServer(["a.bin": first, "b.bin": second])
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    try first.prefix(123_456).write(to: target.appendingPathComponent("a.bin.part"))
    try DatasetDownload(dataset(server), to: target).run()
    #expect(here("a.bin") == first)
    #expect(server.requests.first == "/a.bin bytes=123456-")
  }

  @Test("a connection that breaks is gone on with by the next run at the latest")
  func broken() throws {
    defer { clean() }
    let server = try LocalServer(["a.bin": first, "b.bin": second], arguments: ["--cut", "100000"])
    do {
      try DatasetDownload(dataset(server), to: target).run()
    } catch {
      #expect("\(error)".contains("a.bin could not be fetched") && "\(error)".contains("goes on where it stopped"))
      try DatasetDownload(dataset(server), to: target).run()
    }
    #expect(here("a.bin") == first && here("b.bin") == second)
    #expect(server.requests.contains("/a.bin bytes=100000-"))
  }

  @Test("a server without ranges is asked for everything")
  func withoutRanges() throws {
    defer { clean() }
    let server = try LocalServer(["a.bin": first, "b.bin": second], arguments: ["--no-ranges"])
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    try first.prefix(1000).write(to: target.appendingPathComponent("a.bin.part"))
    try DatasetDownload(dataset(server), to: target).run()
    #expect(here("a.bin") == first)
  }

  @Test("what is not what was published is removed, and nothing gets its name")
  func wrongContent() throws {
    defer { clean() }
    let server = try LocalServer(["a.bin": content(300_000, 9), "b.bin": second])
    #expect {
      try DatasetDownload(dataset(server), to: target).run()
    } throws: {
      ($0 as? DatasetDownloadError)?.kind == .badInput && "\($0)".contains("300000 bytes came")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == [])
  }

  @Test("a missing file and a server that is not there are errors that name the address")
  func unreachable() throws {
    defer { clean() }
    let server = try LocalServer(["a.bin": first])
    #expect {
      try DatasetDownload(dataset(server), to: target).run()
    } throws: {
      "\($0)".contains("/b.bin could not be fetched") && "\($0)".contains("404")
    }
    #expect(here("a.bin") == first)
  }

  @Test("stopping leaves what has arrived, and progress never falls")
  func stops() throws {
    struct Stop: Error {}
    defer { clean() }
    let server = try LocalServer(["a.bin": first, "b.bin": second])
    #expect(throws: Stop.self) {
      try DatasetDownload(dataset(server), to: target).run { if $0.file == "b.bin" { throw Stop() } }
    }
    #expect(here("a.bin") == first && here("b.bin") == nil)
    #expect(try DatasetDownload(dataset(server), to: target).run() == ["b.bin"])
  }

  @Test("an archive is unpacked without its first folder, once")
  func archive() throws {
    defer { clean() }
    let work = FileManager.default.temporaryDirectory.appendingPathComponent("archive.\(UUID())")
    defer { try? FileManager.default.removeItem(at: work) }
    try FileManager.default.createDirectory(
      at: work.appendingPathComponent("outer"), withIntermediateDirectories: true)
    try second.write(to: work.appendingPathComponent("outer/inner.bin"))
    let tar = Process()
    tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tar.arguments = ["tar", "-czf", work.appendingPathComponent("x.tar.gz").path, "-C", work.path, "outer"]
    try tar.run()
    tar.waitUntilExit()
    let packed = try Data(contentsOf: work.appendingPathComponent("x.tar.gz"))
    let server = try LocalServer(["x.tar.gz": packed])
    let dataset = RemoteDataset(
      name: "test", summary: "", home: server.address, files: [remote("x.tar.gz", packed)], packing: .tarGzip)
    #expect(try DatasetDownload(dataset, to: target).run() == ["x.tar.gz"])
    #expect(here("inner.bin") == second)
    #expect(try DatasetDownload(dataset, to: target).run() == [])
    #expect(server.requests.count == 1)
  }

  @Test("the catalogue's data sets have files with sizes and sums, and unknown names are told the known ones")
  func catalogue() throws {
    for dataset in DatasetCatalogue.datasets {
      #expect(!dataset.files.isEmpty && dataset.home.absoluteString.hasSuffix("/"))
      for file in dataset.files { #expect(file.byteCount > 4_000 && file.md5.count == 32) }
    }
    #expect {
      try DatasetCatalogue.dataset(named: "imagenet")
    } throws: {
      "\($0)".contains("mnist, fashion-mnist, cifar10, svhn")
    }
  }
}
