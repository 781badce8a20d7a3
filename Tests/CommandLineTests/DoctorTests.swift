import Foundation
import Testing

extension CommandLineSuite {
  @Suite("strata doctor")
  struct DoctorTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What `strata doctor --json` prints.
    struct Report: Decodable {
      struct Finding: Decodable {
        let name: String
        let outcome: String
        let found: String
        let remedy: String?
      }
      struct Examination: Decodable {
        let subject: String
        let findings: [Finding]
      }
      let strataVersion: String
      let examinations: [Examination]

      func finding(_ subject: String, _ name: String) -> Finding? {
        examinations.first { $0.subject == subject }?.findings.first { $0.name == name }
      }
    }

    private func report(_ arguments: [String], environment: [String: String] = [:]) async throws -> (Report, Int32) {
      let outcome = try await Strata.run(["doctor", "--json"] + arguments, in: folder.url, environment: environment)
      return (try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)), outcome.status)
    }

    @Test("on a machine that builds Strata every library works, and speed has figures")
    func healthy() async throws {
      let (report, status) = try await report(["--threads", "1"])
      #expect(status == 0)
      #expect(report.examinations.map(\.subject) == ["machine", "libraries", "speed"])
      for name in ["networks", "linear algebra", "images", "catalogue", "figures"] {
        #expect(report.finding("libraries", name)?.outcome == "good", "\(name)")
      }
      #expect(report.finding("libraries", "networks")?.found.hasPrefix("OpenVINO 20") == true)
      for name in ["matrix products", "convolutions"] {
        let speed = try #require(report.finding("speed", name)?.found.firstMatch(of: /(\d+) GFLOP/)?.output.1)
        #expect((Int(speed) ?? 0) > 0, "\(name)")
      }
    }

    @Test("a libtorch that is not there is told with what to install, and is no failure")
    func withoutTorch() async throws {
      let (report, status) = try await report(
        ["--no-speed"], environment: ["STRATA_TORCH_LIBRARY": folder.path("nowhere.so")])
      #expect(status == 0)
      let finding = try #require(report.finding("libraries", "gradients"))
      #expect(finding.outcome == "absent")
      #expect(finding.remedy?.contains("apt install libtorch-dev") == true)
      #expect(!report.examinations.contains { $0.subject == "speed" })
    }

    @Test("a study with a changed file fails with its name and what to do; what is removed is made again")
    func study() async throws {
      try await DigitStudy.make(30, in: folder)
      #expect(try await report(["--no-speed", "a.study"]).1 == 0)
      let models = folder.file("a.study/models")
      let files = FileManager.default.enumerator(at: models, includingPropertiesForKeys: nil)?.allObjects as? [URL]
      let file = try #require(files?.first { $0.lastPathComponent == "pca-2d.npy" })
      let bytes = try Data(contentsOf: file)
      var changed = bytes
      changed[changed.count - 3] ^= 0x10
      try changed.write(to: file)
      let outcome = try await Strata.run(["doctor", "--no-speed", "--quiet", "a.study"], in: folder.url)
      #expect(outcome.status == Status.data)
      #expect(outcome.output.contains("pca-2d.npy  has other bytes than recorded"), "\(outcome.output)")
      #expect(outcome.output.contains("Remove the file") && outcome.output.hasSuffix("2 broken (✗).\n"))
      try FileManager.default.removeItem(at: file)
      try await DigitStudy.make(30, in: folder)
      #expect(try await report(["--no-speed", "a.study"]).1 == 0)
      #expect(try Data(contentsOf: file) == bytes)
    }

    @Test("what is no study is refused as everywhere")
    func noStudy() async throws {
      let outcome = try await Strata.run(["doctor", "--no-speed", "missing.study"], in: folder.url)
      #expect(outcome.status == Status.data)
      #expect(outcome.errors.contains("missing.study does not exist"))
    }
  }
}
