import Foundation
import TensorEngine
import Testing

/// What needs no libtorch.
@Suite("Loading and names")
struct LoadingTests {
  @Test("a library that is not there is an error that says what to install")
  func absent() throws {
    let error = try #require(
      #expect(throws: TensorEngineError.self) {
        _ = try TensorEngine.load(from: URL(fileURLWithPath: "/nonexistent/libStrataTorch.so"))
      })
    #expect(error.kind == .unavailable)
    for part in ["/nonexistent/libStrataTorch.so", "apt install libtorch-dev", "brew install pytorch", "LIBTORCH="] {
      #expect(error.description.contains(part), "\(error.description)")
    }
  }

  @Test("a file that is no library is an error that names it")
  func damaged() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString).so")
    try Data("no library".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let error = try #require(#expect(throws: TensorEngineError.self) { _ = try TensorEngine.load(from: file) })
    #expect(error.kind == .unavailable && error.description.contains("\(file.path) cannot be loaded"))
  }

  @Test("another library is not taken for ours")
  func foreign() throws {
    #if os(Linux)
      let candidates = ["/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6", "/lib64/libm.so.6"]
      let library = try #require(candidates.first(where: FileManager.default.fileExists(atPath:)))
      let error = try #require(
        #expect(throws: TensorEngineError.self) { _ = try TensorEngine.load(from: URL(fileURLWithPath: library)) })
      #expect(error.kind == .unavailable && error.description.contains("does not belong to this version"))
    #endif
  }

  @Test(
    "device names are read as they are written",
    arguments: [("cpu", Device.cpu), ("cuda", .cuda(0)), ("cuda:3", .cuda(3)), ("mps", .mps)])
  func deviceNames(name: String, device: Device) throws {
    #expect(try Device(parsing: name) == device)
    #expect(try Device(parsing: name.uppercased()) == device)
    #expect(device.description == name)
  }

  @Test("other device names are errors that tell the right ones", arguments: ["", "gpu", "cuda:", "cuda:-1", "cpu:0"])
  func wrongDeviceNames(name: String) throws {
    let error = #expect(throws: TensorEngineError.self) { _ = try Device(parsing: name) }
    #expect(error?.description.contains("Expected cpu, cuda, cuda:NUMBER (from 0), or mps.") == true)
  }
}
