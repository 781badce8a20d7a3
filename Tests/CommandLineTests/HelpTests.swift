import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Help and usage")
  struct HelpTests {
    static let mainHelp = """
      OVERVIEW: See what every layer of a neural network has learned.

      Start with a network in ONNX and a folder of images:

        strata analyze network.onnx photos --study food.study
        strata serve food.study

      or with `strata demo`, which needs neither.

      USAGE: strata <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        demo                    Train a network on built-in data, make a study of it
                                and show it: needs nothing else.
        layers                  Show the layers of a network: where its activations
                                can be read.
        analyze                 Make a study: the activations of every layer, their
                                neighbours, embeddings and quality.
        import                  Make a study of arrays made elsewhere: activations,
                                embeddings.
        train                   Train a network and keep it at several epochs, as
                                ONNX files.
        evolution               Follow images through the layers of a network, and
                                through the epochs of its training.
        dataset                 Fetch a data set from its home.
        measure                 Measure the layers of a study that was made without.
        neighbors               Show the images nearest to others, in pixels and in
                                layers.
        suspects                List images that deserve a look: wrong labels,
                                duplicates, outliers.
        confusion               List classes that are taken for one another, and
                                where they mix.
        compare                 Compare two networks of a study: accuracy, layers,
                                images seen differently.
        corrupt                 Run a study's network on its images with noise, blur
                                or less contrast.
        groups                  Compare groups of images, or audit columns for
                                spurious cues.
        neurons                 Map the neurons of a study's layers: which go
                                together, and which tell classes apart.
        silence                 Silence neurons of a layer, and see which classes the
                                network loses.
        attribute               Map which parts of images a network's answer comes
                                from.
        maximize                Make the images that excite units of a network most,
                                by optimization.
        atlas                   Make an activation atlas of a layer: a map of what it
                                sees, in pictures.
        figure                  Draw what a study found, for print: any view, as SVG,
                                PDF or PNG.
        report                  Print what a study found, one row a layer.
        export                  Write a study as one page that works offline, or its
                                tables and arrays.
        serve                   Show a study in the browser.
        array                   Run one algorithm on plain .npy files: neighbours,
                                embeddings, alignment, measures.
        doctor                  Check this installation: libraries, processor, speed;
                                or the files of a study.

        See 'strata help <subcommand>' for detailed help.

      """

    @Test("strata, strata --help and strata help print the same screen on standard output")
    func main() async throws {
      for arguments in [["--help"], ["help"], []] {
        let outcome = try await Strata.run(arguments)
        #expect(outcome.status == 0)
        let text = outcome.output.hasSuffix("\n\n") ? String(outcome.output.dropLast()) : outcome.output
        #expect(text == Self.mainHelp, "strata \(arguments)")
        #expect(outcome.errors.isEmpty)
      }
    }

    @Test("--version prints a version number alone")
    func version() async throws {
      let outcome = try await Strata.run(["--version"])
      #expect(outcome.status == 0)
      #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(outcome.output)")
    }

    @Test(
      "the help of every command explains it, fits 80 columns and breaks no paragraph in the middle",
      arguments: [
        ("demo", ["--images <images>", "--serve/--no-serve", "--untrained", "Where libtorch is not installed"]),
        ("layers", ["<model.onnx>", "--layers <layers>", "'inception_*'", "op:Conv", "--json"]),
        (
          "analyze",
          [
            "builtin:digits", "goes on where it stopped", "--study <study>", "--strict", "--label-map <label-map>",
            "--preprocess <name|file>", "imagenet, caffe, unit,", "--embed <embed>", "umap-15d,umap-2d,tsne-2d)",
            "--threads <threads>", "--pool <pool>", "--seed <seed>", "--quiet", "--json",
          ]
        ),
        ("report", ["hit ", "k-NN ", "probe ", "rank ", "trust ", "images find their class", "--json"]),
        ("neighbors", ["--sample <sample>", "--from <from>", "--among <among>", "-k", "--metric <metric>", "--csv"]),
        (
          "suspects",
          [
            "wrong-label", "near-duplicate", "--kind <kind>", "--limit <limit>", "--layers <layers>", "-k",
            "--seed <seed>", "--json", "--csv",
          ]
        ),
        ("confusion", ["--layer <layer>", "--embedding <embedding>", "entropy", "--limit", "--json", "--csv"]),
        (
          "compare",
          [
            "--models <name>", "--layers <layer>", "--by <by>", "--count <count>", "McNemar", "chance",
            "--output <output>", "--json",
          ]
        ),
        (
          "corrupt",
          [
            "--with <kind[:severity]>", "noise ", "blur ", "contrast ", "Hendrycks", "--model <model>",
            "--network <network>", "--images <images>", "--threads <threads>", "--json", "--quiet",
          ]
        ),
        ("groups", ["--by <column>", "--audit", "--pictures", "--bins <bins>", "--units", "own ", "--json", "--csv"]),
        ("neurons", ["--projections", "--trees", "--perplexity", "--limit", "1 − |r|", "--json", "--csv"]),
        ("silence", ["--layer <layer>", "--share", "--repetitions", "--each", "--replacement", "--network", "--json"]),
        (
          "attribute",
          [
            "<model.onnx>", "<images>", "--output <output>", "--method <method>", "grad-cam ", "occlusion ", "--unit",
            "--class <class>", "--preprocess <name|file>", "--baseline", "--sanity", "--seed", "--threads", "--json",
          ]
        ),
        (
          "maximize",
          [
            "<source>", "--unit <objective>", "--layers <layers>", "--channels <number|all>", "--output <output>",
            "--steps",
            "--parameterization <name>", "--images-per-unit", "--diversity", "--no-transforms", "--total-variation",
            "--preprocess <name|file>", "--seed", "--json",
          ]
        ),
        (
          "evolution",
          [
            "<checkpoints>", "<images>", "--study <study>", "dynamic-tsne ", "shared-initialization ",
            "--movement-penalty",
            "--lambda", "--perplexity", "--trails", "--layer <layer>", "--seed", "--json",
          ]
        ),
        (
          "figure",
          [
            "--view <view>", "embedding ", "confusion ", "training ", "WHAT IT SHOWS:", "HOW IT IS DRAWN:",
            "HOW THE FIGURE LOOKS:", "--link <link>", "--layers", "--sequence", "--frames", "--output <output>",
            "--width <mm>", "--font-size <points>", "--palette <names>", "--legend", "--resolution <dpi>",
            "--theme <theme>",
          ]
        ),
        ("doctor", ["[<study>]", "SHA-256", "Exit status: 0", "--no-speed", "--threads <threads>", "--json"]),
        ("measure", ["Linear probe", "--threads <threads>", "--json"]),
        ("serve", ["--port <port>", "0 takes a free one", "--host"]),
        (
          "array",
          ["neighbors ", "tsne ", "umap ", "mds ", "procrustes ", "align ", "quality ", "bundle ", "C or Fortran"]
        ),
        ("array neighbors", ["--queries <queries.npy>", "minkowski", "approximate", "--threads", "--json"]),
        ("array umap", ["--minimum-distance", "--labels", "spectral, pca, random", "--place"]),
        ("array mds", ["--from-rows", "relaxed", "--tolerance"]),
        ("array bundle", ["edges x 4", "--offsets <offsets.npy>", "--bandwidth-decay", "--strength", "inkBefore"]),
        ("array quality", ["trustworthiness  whether", "continuity ", "--per-point"]),
      ])
    func command(name: String, expected: [String]) async throws {
      let outcome = try await Strata.run(name.split(separator: " ").map(String.init) + ["--help"])
      #expect(outcome.status == 0)
      #expect(outcome.errors.isEmpty)
      for text in expected { #expect(outcome.output.contains(text), "\(text)") }
      let overview = outcome.output.components(separatedBy: "USAGE:")[0].split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(overview.allSatisfy { $0.count <= 80 })
      // A line of running text that ends early, with more of the paragraph below, was wrapped twice.
      for (line, next) in zip(overview, overview.dropFirst()) where !next.isEmpty && !line.hasPrefix(" ") {
        guard let word = next.split(separator: " ").first, !next.hasPrefix(" "), !line.isEmpty,
          line.firstMatch(of: /^\S+ {2}/) == nil, next.firstMatch(of: /^\S+ {2}/) == nil
        else { continue }
        #expect(line.count + 1 + word.count > 79, "\"\(line)\" is followed by \"\(next)\"")
      }
    }

    @Test(
      "wrong usage is said in one line with the usage below, and exits with 64",
      arguments: [
        (["frob"], "frob"), (["analyze"], "<model.onnx>"), (["analyze", "a.onnx"], "<images>"),
        (["analyze", "a.onnx", "b"], "--study"), (["layers"], "<model.onnx>"), (["report"], "<study>"),
        (["analyze", "a.onnx", "b", "--study", "c", "--layrs", "d"], "Did you mean '--layers'?"),
        (["analyze", "a.onnx", "b", "--study", "c", "--limit", "0"], "--limit must be at least 1."),
        (["analyze", "a.onnx", "b", "--study", "c", "--limit", "many"], "many"),
        (["analyze", "a.onnx", "b", "--study", "c", "--neighbors", "3"], "between 15 and 1000"),
        (["analyze", "a.onnx", "b", "--study", "c", "--batch", "0"], "between 1 and 4096"),
        (["analyze", "a.onnx", "b", "--study", "c", "--threads", "0"], "between 1 and 1024"),
        (["analyze", "a.onnx", "b", "--study", "c", "--seed", "9223372036854775808"], "9223372036854775807"),
        (["analyze", "a.onnx", "b", "--study", "c", "--pool", "median"], "avg, max"),
        (["analyze", "a.onnx", "b", "--study", "c", "--precision", "f16"], "bf16"),
        (["analyze", "a.onnx", "b", "--study", "c", "--embed", "umap-2x"], "as in umap-15d"),
        (["analyze", "a.onnx", "b", "--study", "c", "--embed", "tsne-4d"], "2 to 3"),
        (["analyze", "a.onnx", "b", "--study", "c", "--embed", ","], "names no embedding"),
        (["analyze", "a.onnx", "b", "--study", "c", "--label-map", "m.csv"], "--label-map needs --classes"),
        (["neighbors", "a.study", "--json", "--csv"], "not both"),
        (["neighbors", "a.study", "3", "--sample", "2"], "--sample draws the queries"),
        (["neighbors", "a.study", "-k", "0"], "between 1 and 10000"),
        (["suspects", "a.study", "--json", "--csv"], "not both"),
        (["suspects", "a.study", "--kind", "odd"], "wrong-label"),
        (["suspects", "a.study", "--limit=-1"], "0 or more"),
        (["confusion", "a.study", "--json", "--csv"], "not both"),
        (["confusion", "a.study", "--limit=-1"], "0 or more"),
        (["compare", "a.study", "--models", "a"], "--models takes two networks"),
        (["compare", "a.study", "--layers", "a", "b", "c"], "--layers takes two layers"),
        (["compare", "a.study", "--count", "0"], "between 1 and 10000"),
        (["compare", "a.study", "--by", "pixels"], "predictions"),
        (["compare", "a.study", "--json", "--output", "a.png"], "Give one of them"),
        (["corrupt", "a.study"], "--with"), (["corrupt", "a.study", "--with", "fog"], "noise, blur, contrast"),
        (["corrupt", "a.study", "--with", "noise:6"], "1 to 5"),
        (["groups", "a.study"], "either --by COLUMN or --audit"),
        (["groups", "a.study", "--by", "a", "--audit"], "either --by COLUMN or --audit"),
        (["groups", "a.study", "--by", "a", "--pictures"], "--pictures goes with --audit"),
        (["groups", "a.study", "--by", "a", "--bins", "1"], "between 2 and 50"),
        (["figure", "a.study", "--view", "layers"], "--output FILE.png, .webp, .svg or .pdf is missing"),
        (["figure", "a.study", "--view", "cka", "--output", "a.bmp"], "bmp"),
        (["figure", "a.study", "--view", "cka", "--model", "m", "--output", "a.png"], "shows all networks"),
        (["figure", "a.study", "--view", "compare", "--model", "m", "--output", "a.png"], "name both with --models"),
        (
          ["figure", "a.study", "--view", "compare", "--models", "m", "--output", "a.png"],
          "takes two networks; 1 given"
        ),
        (["figure", "a.study", "--view", "compare", "--layers", "x", "--output", "a.png"], "takes two --layers"),
        (
          ["figure", "a.study", "--view", "layers", "--measure", "cka", "--output", "a.png"],
          "--view cka and compare only"
        ),
        (["figure", "a.study", "--view", "evolution", "--model", "m", "--output", "a.png"], "choose a --sequence"),
        (["figure", "a.study", "--view", "cka", "--frames", "1", "--output", "a.png"], "--view projection only"),
        (["figure", "a.study", "--view", "cka", "--link", "#v=tour", "--output", "a.png"], "--view embedding only"),
        (
          ["figure", "a.study", "--view", "layers", "--by", "x", "--output", "a.png"], "--view groups and neurons only"
        ),
        (["figure", "a.study", "--view", "layers", "--width", "10", "--output", "a.png"], "between 30 and 2000"),
        (["figure", "a.study", "--view", "layers", "--font-size", "1", "--output", "a.png"], "between 4 and 24"),
        (["figure", "a.study", "--view", "layers", "--palette", "jet", "--output", "a.png"], "okabe-ito"),
        (
          ["figure", "a.study", "--view", "layers", "--palette", "tableau", "okabe-ito", "--output", "a.png"],
          "Name one of them"
        ),
        (["figure", "a.study", "--view", "embedding", "--mark", "odd", "--output", "a.png"], "low-trust"),
        (["evolution", "a", "--study", "a.study"], "or neither of them"),
        (["evolution", "--study", "a.study", "--embed", "none"], "--embed is about images"),
        (["evolution", "--study", "a.study", "--method", "union", "--lambda", "1"], "dynamic-tsne only"),
        (["attribute", "a.onnx"], "<images>"), (["attribute", "a.onnx", "b.png"], "--output"),
        (["attribute", "a.onnx", "b.png", "--output", "c", "--method", "magic"], "none of saliency"),
        (["attribute", "a.onnx", "b.png", "--output", "c", "--class", "1", "--unit", "a:1"], "give one of them"),
        (["attribute", "a.onnx", "b.png", "--output", "c", "--unit", "conv"], "a layer and a channel"),
        (["attribute", "a.onnx", "b.png", "--output", "c", "--steps", "0"], "auto or a number"),
        (["attribute", "a.onnx", "b.png", "--output", "c", "--window", "3x"], "height x width"),
        (["attribute", "a.onnx", "b.png", "--output", "c", "--fill", "300"], "a gray from 0 to 255"),
        (["attribute", "a.onnx", "b.png", "--output", "c", "--method", "saliency", "--layer", "a"], "about grad-cam"),
        (["serve", "a.study", "--port", "70000"], "between 0 and 65535"),
        (["demo", "--images", "5"], "between 20 and"),
      ])
    func wrongUsage(arguments: [String], expected: String) async throws {
      let folder = try TemporaryFolder()
      let outcome = try await Strata.run(arguments, in: folder.url)
      #expect(outcome.status == Status.usage)
      #expect(outcome.errors.contains(expected), "\(outcome.errors)")
      #expect(outcome.errors.contains("Usage: strata"))
      #expect(outcome.output.isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }
  }
}
