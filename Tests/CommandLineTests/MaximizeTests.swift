import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Maximize")
  struct MaximizeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("of a study: a table, JSON, copies and a contact sheet", .enabled(if: Strata.hasTorch))
    func study() async throws {
      try await DigitStudy.make(100, in: folder)
      let arguments = ["maximize", "a.study", "--layers", "relu2*", "--channels", "2", "--steps", "8", "--quiet"]
      let outcome = try await Strata.run(arguments + ["--output", "pictures"], in: folder.url)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.contains("above all own") && outcome.output.contains("relu2"))
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.url.appendingPathComponent("pictures").path)
      let sheet = try #require(names.first { $0.hasSuffix("relu2.png") })
      let layer = folder.url.appendingPathComponent("pictures/\(sheet.dropLast(".png".count))")
      #expect(FileManager.default.fileExists(atPath: layer.appendingPathComponent("0-0.png").path))
      let json = try await Strata.run(arguments + ["--json"], in: folder.url)
      let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let layers = try #require(report["layers"] as? [[String: Any]])
      let features = try #require(layers.first?["features"] as? [[String: Any]])
      #expect(features.count == 2 && features[0]["image"] as? String == "0-0.png")
    }

    @Test("of a network, with the exact picture each time", .enabled(if: Strata.hasTorch))
    func network() async throws {
      let model = try await DemoModel.path()
      func picture(_ name: String, threads: String) async throws -> Data {
        let outcome = try await Strata.run(
          [
            "maximize", model, "--unit", "relu2:3", "--unit", "class:4", "--steps", "6", "--output", name, "--quiet",
            "--threads", threads,
          ] + DemoModel.preprocessing, in: folder.url)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let output = folder.url.appendingPathComponent(name)
        let layers = try FileManager.default.contentsOfDirectory(atPath: output.path).filter { !$0.hasSuffix(".png") }
        let layer = try #require(layers.first { $0.hasSuffix("relu2") })
        #expect(layers.count == 2)
        return try Data(contentsOf: output.appendingPathComponent("\(layer)/3-0.png"))
      }
      let first = try await picture("one", threads: "1")
      #expect(try await picture("two", threads: "2") == first)
    }

    @Test("the format of what is written can be changed without making it again", .enabled(if: Strata.hasTorch))
    func format() async throws {
      let model = try await DemoModel.path()
      func names(_ format: String, units: [String] = ["relu2:3"]) async throws -> [String] {
        let arguments = ["maximize", model, "--steps", "6", "--output", "o", "--quiet", "--format", format]
        let outcome = try await Strata.run(
          arguments + units.flatMap { ["--unit", $0] } + DemoModel.preprocessing, in: folder.url)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let output = folder.url.appendingPathComponent("o")
        let layer = try #require(
          try FileManager.default.contentsOfDirectory(atPath: output.path).first { $0.hasSuffix("relu2") })
        let sheet = output.appendingPathComponent("\(layer).\(format)")
        #expect(FileManager.default.fileExists(atPath: sheet.path))
        return try FileManager.default.contentsOfDirectory(atPath: output.appendingPathComponent(layer).path).sorted()
      }
      let facts = folder.url.appendingPathComponent("o")
      #expect(try await names("webp") == ["3-0.webp", "features.json"])
      #expect(try await names("webp", units: ["relu2:3", "relu2:1"]) == ["1-0.webp", "3-0.webp", "features.json"])
      #expect(try await names("png") == ["1-0.png", "3-0.png", "features.json"])
      let layer = try #require(
        try FileManager.default.contentsOfDirectory(atPath: facts.path).first { $0.hasSuffix("relu2") })
      let text = try String(contentsOf: facts.appendingPathComponent("\(layer)/features.json"), encoding: .utf8)
      #expect(text.contains("\"3-0.png\"") && !text.contains("webp"))
    }

    @Test("content and style of other images decide the picture, and are kept by name", .enabled(if: Strata.hasTorch))
    func references() async throws {
      let model = try await DemoModel.path()
      func outcome(_ more: [String]) async throws -> Strata.Outcome {
        try await Strata.run(
          ["maximize", model, "--unit", "relu2:3", "--steps", "6", "--output", "o", "--quiet"] + more
            + DemoModel.preprocessing, in: folder.url)
      }
      func facts() throws -> String {
        let output = folder.url.appendingPathComponent("o")
        let layer = try #require(
          try FileManager.default.contentsOfDirectory(atPath: output.path).first { $0.hasSuffix("relu2") })
        return try String(contentsOf: output.appendingPathComponent("\(layer)/features.json"), encoding: .utf8)
      }
      #expect(try await outcome([]).status == 0)
      let plain = try facts()
      let layer = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder.url.appendingPathComponent("o").path)
          .first { $0.hasSuffix("relu2") })
      try FileManager.default.copyItem(
        at: folder.url.appendingPathComponent("o/\(layer)/3-0.png"), to: folder.url.appendingPathComponent("a.png"))
      let made = try await outcome(["--content", "a.png@relu1", "--content-weight", "50", "--style", "a.png"])
      #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
      let styled = try facts()
      #expect(styled != plain && styled.contains("\"name\":\"a.png\"") && styled.contains("\"layers\":[\"relu1\"]"))
      #expect(styled.contains("\"weight\":50") && styled.contains("\"weight\":100"))
      let missing = try await outcome(["--style", "a.png@relu9"])
      #expect(missing.status == Status.data && missing.errors.contains("no layer `relu9`"), "\(missing.errors)")
      try Data("no picture".utf8).write(to: folder.url.appendingPathComponent("b.png"))
      let broken = try await outcome(["--content", "b.png"])
      #expect(broken.status == Status.data && broken.errors.contains("b.png is not a JPEG, PNG or WebP file"))
    }

    @Test(
      "what does not fit is told, with the remedy",
      arguments: [
        (["maximize", "m.onnx"], "--output"), (["maximize", "m.onnx", "--output", "o"], "--unit or --layers"),
        (["maximize", "a.study", "--preprocess", "unit"], "for ONNX files"),
        (["maximize", "a.study", "--channels", "none"], "--channels none is no number"),
        (["maximize", "a.study", "--parameterization", "wavelets"], "There is no parameterization wavelets"),
        (["maximize", "a.study", "--scale", "2"], "2 is no range"),
        (["maximize", "a.study", "--diversity", "1"], "--images-per-unit 2 or more"),
        (["maximize", "a.study", "--selection", "odd"], "Say with --layers"),
        (["maximize", "a.study", "--layers", "a", "--against", "odd"], "say more about --selection"),
        (["maximize", "a.study", "--layers", "a", "--selection", "b", "--cosine-power", "9"], "between 0 and 8"),
        (["maximize", "m.onnx", "--layers", "a", "--output", "o", "--selection", "b"], "for studies"),
        (["maximize", "a.study", "--content-weight", "2"], "--content-weight goes with --content"),
        (["maximize", "a.study", "--style", "a.png", "--style-weight", "0"], "must be above 0"),
        (["maximize", "a.study", "--format", "webp"], "--format goes with --output"),
        (["maximize", "a.study", "--format", "gif", "--output", "o"], "gif"),
        (["maximize", "a.study", "--no-transforms", "--jitter", "0.1"], "--no-transforms leaves out"),
      ])
    func refusals(arguments: [String], said: String) async throws {
      let outcome = try await Strata.run(arguments, in: folder.url)
      #expect(outcome.status == Status.usage && outcome.errors.contains(said), "\(outcome.errors)")
    }
  }
}
