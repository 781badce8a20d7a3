import Foundation
import Testing

extension CommandLineSuite {
  @Suite("strata figure")
  struct FigureTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func figure(_ view: String, _ arguments: [String] = [], as name: String = "a.svg") async throws -> Data {
      let outcome = try await Strata.run(
        ["figure", "a.study", "--view", view, "--output", name] + arguments, in: folder.url)
      try #require(outcome.status == 0, "\(view) \(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
      return try Data(contentsOf: folder.url.appendingPathComponent(name))
    }

    private func text(_ view: String, _ arguments: [String] = []) async throws -> String {
      String(decoding: try await figure(view, arguments), as: UTF8.self)
    }

    /// A study with predictions, so that every view but those of neurons and trainings has something to show.
    private func makeStudy() async throws {
      try folder.write(Data((0..<10).map { "\($0)\n" }.joined().utf8), to: "classes.txt")
      let outcome = try await Strata.run(
        [
          "analyze", try await DemoModel.path(), "builtin:digits:120:5", "--study", "a.study", "--embed",
          "pca-2d,pca-4d", "--classes", "classes.txt", "--quiet",
        ] + DemoModel.preprocessing, in: folder.url)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("draws each view with its words as text, the same bytes again and with any number of threads")
    func views() async throws {
      try await makeStudy()
      let views: [(view: String, arguments: [String], words: [String])] = [
        ("embedding", [], [": fc1.relu<", "120 images", "trustworthiness"]),
        ("embedding", ["--layers", "relu1*", "relu2*"], [">a</text>", ">b</text>", "trust ."]),
        ("trust", [], ["below .8", "Trust of an image"]), ("layers", [], ["k-NN ", "probe "]),
        ("cka", [], ["Linear CKA over 120 images"]), ("emergence", [], ["counts as separate"]),
        ("confusion", [], [">label</text>", ">prediction</text>", "% right"]),
        ("groups", ["--by", "polarity", "--threads", "2"], ["dark on light", "accuracy", "about 95 %"]),
        ("suspects", ["--limit", "3"], ["The 3 most suspicious of"]),
        ("neighbors", ["--query", "0", "5", "-k", "2", "--threads", "2"], ["query", "pixels"]),
      ]
      for (view, arguments, words) in views {
        let first = try await text(view, arguments)
        for word in words where !first.contains(word) { Issue.record("\(view): \(word)") }
        let other = arguments.map { $0 == "2" && arguments.contains("--threads") && view == "groups" ? "1" : $0 }
        #expect(try await text(view, other) == first, "\(view)")
      }
      #expect(try await figure("layers", as: "a.pdf").starts(with: Data("%PDF".utf8)))
      #expect(try await figure("cka", as: "a.webp").starts(with: Data("RIFF".utf8)))
    }

    @Test("an embedding is colored, marked and drawn as asked for")
    func embedding() async throws {
      try await makeStudy()
      let plain = try await text("embedding")
      let options: [(arguments: [String], words: [String])] = [
        (["--color", "prediction"], ["Colour: prediction."]), (["--color", "correctness"], [">wrong</text>"]),
        (["--color", "confidence"], [">confidence</text>"]), (["--color", "trust"], [">trust</text>"]),
        (["--colour", "polarity"], [">light on dark</text>"]), (["--color", "unit:1"], ["activation of unit 1"]),
        (["--color", "none"], ["no labels"]), (["--mark", "misclassified"], ["misclassified (colour: prediction)"]),
        (["--mark", "low-trust"], ["No image is marked."]),
        (["--link", "#v=tour&mk=t&t=trustworthiness,0.99"], ["of low trust"]), (["--images", "mixed"], ["<image "]),
        (["--names", "legend"], [">3</text>"]),
        (["--embedding", "pca-4d"], ["in 4 dimensions. Seen in its widest plane."]),
        (["--point-size", "3"], [" r=\"3\" "]), (["--opacity", "0.5"], ["fill-opacity=\"0.5\""]),
        (["--seed", "7"], []),
        (["--layer", "#1"], []),
      ]
      for (arguments, words) in options {
        let drawn = try await text("embedding", arguments)
        #expect(drawn != plain, "\(arguments)")
        for word in words where !drawn.contains(word) { Issue.record("\(arguments): \(word)") }
      }
    }

    @Test("the look of a figure is as asked for")
    func look() async throws {
      try await makeStudy()
      let plain = try await text("layers")
      let options: [(arguments: [String], words: [String])] = [
        (["--width", "88"], ["width=\"88mm\""]), (["--height", "70"], ["height=\"70mm\""]),
        (["--font-size", "9"], ["font-size=\"9\""]),
        (["--font-family", "DejaVu Sans"], ["font-family=\"DejaVu Sans, "]),
        (["--theme", "dark"], ["#0e1217"]), (["--palette", "okabe-ito", "viridis"], ["#e69f00"]),
        (["--palette", "grey"], ["stroke-dasharray"]), (["--title", "Figure 1"], [">Figure 1</text>"]),
      ]
      for (arguments, words) in options {
        let drawn = try await text("layers", arguments)
        #expect(drawn != plain, "\(arguments)")
        for word in words where !drawn.contains(word) { Issue.record("\(arguments): \(word)") }
      }
      #expect(try await !text("layers", ["--title", "none"]).contains("font-weight=\"bold\" fill=\"#14181d\""))
      let (captioned, bare) = (">strata 0", try await text("layers", ["--caption", "none"]))
      #expect(plain.contains("strata 0.") && !bare.contains(captioned) && bare.count < plain.count)
      #expect(try await text("cka").contains(">0</text>"))
      #expect(try await !text("cka", ["--legend", "none"]).contains(">0</text>"))
      let (small, large) = (
        try await figure("layers", ["--resolution", "72"], as: "a.png"), try await figure("layers", as: "a.png")
      )
      #expect(small.count < large.count / 2)
    }

    @Test("a link of the page gives its layer, plane, zoom, colors and marks")
    func link() async throws {
      try await makeStudy()
      // The first two axes of four: (1, 0, 0, 0) and (0, 1, 0, 0) as Int16.
      let rows = Data([0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0x7F, 0, 0, 0, 0]).base64EncodedString()
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "=", with: "")
      let link = "http://127.0.0.1:8765/#v=tour&e=pca-4d&d=n&as=dots&c=prediction&mk=m&z=0.1,0,3&q=\(rows)&i=4"
      let drawn = try await text("embedding", ["--link", link])
      #expect(drawn.contains("Seen in a plane that a person chose.") && drawn.contains("lie outside of what is shown"))
      #expect(drawn.contains("Colour: prediction.") && drawn.contains("misclassified"))
      let label = try await text("embedding", ["--link", link, "--color", "label"])
      #expect(!label.contains("Colour: prediction."))
      // Images 0, 1 and 2 alone: differences less one, as varints.
      let few = try await text("embedding", ["--link", "#v=tour&only=AAAA"])
      #expect(few.contains("3 images of them are shown.") && few.matches(of: /<circle/).count < 20)
      for (wrong, said) in [("#v=report", "the view report"), ("nonsense", "no link of the page")] {
        let outcome = try await Strata.run(
          ["figure", "a.study", "--view", "embedding", "--link", wrong, "--output", "b.svg"], in: folder.url)
        #expect(outcome.status == Status.usage && outcome.errors.contains(said), "\(outcome.errors)")
      }
    }

    @Test(
      "what a study does not have is said with what makes it",
      arguments: [
        (["--view", "silencing"], "strata silence"), (["--view", "features"], "strata maximize"),
        (["--view", "atlas"], "strata atlas"), (["--view", "training"], "strata train"),
        (["--view", "evolution"], "strata evolution"), (["--view", "neurons"], "strata neurons"),
        (["--view", "embedding", "--embedding", "umap-9d"], "--embed umap-9d"),
        (["--view", "embedding", "--color", "weather"], "cannot be coloured by weather"),
        (["--view", "embedding", "--layer", "nowhere"], "nowhere"),
        (["--view", "groups", "--by", "weather"], "no column weather"),
        (["--view", "emergence", "--class", "zebra"], "no class zebra"),
        (["--view", "layers", "--model", "x"], "no network x"),
        (["--view", "cka", "--width", "30", "--font-size", "24"], "Give a larger width"),
        (["--view", "layers", "--height", "21"], "Give a larger height"),
      ])
    func missing(arguments: [String], said: String) async throws {
      try await DigitStudy.make(60, in: folder)
      let outcome = try await Strata.run(["figure", "a.study", "--output", "a.svg"] + arguments, in: folder.url)
      #expect(outcome.status == Status.usage || outcome.status == Status.data)
      #expect(outcome.errors.contains(said), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path("a.svg")))
    }
  }
}
