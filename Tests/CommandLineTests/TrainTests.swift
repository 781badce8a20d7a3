import Foundation
import Testing

extension CommandLineSuite {
  @Suite("strata train and strata dataset")
  struct TrainTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func arguments(_ study: String, epochs: Int = 5) -> [String] {
      [
        "train", "builtin:digits:500", "--network", "small-cnn", "--epochs", "\(epochs)", "--study", study,
        "--checkpoints", "0,1", "--threads", "1",
      ]
    }

    private func networks(_ study: String) throws -> [String: Data] {
      let home = folder.file("\(study)/checkpoints/digits-small-cnn")
      return try FileManager.default.contentsOfDirectory(at: home, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "onnx" }
        .reduce(into: [:]) { $0[$1.lastPathComponent] = try Data(contentsOf: $1) }
    }

    @Test("a training killed by force ends with the same networks as one that was not", .enabled(if: Strata.hasTorch))
    func killed() async throws {
      let whole = try await Strata.run(arguments("whole"), in: folder.url)
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(whole.output.contains("trained on 360 images of 10 classes, judged on 40, tested on 100"))
      let running = try Strata.start(arguments("killed"), in: folder.url)
      #expect(try await running.says("epoch 2 "), "\(running.errors)")
      running.send(SIGKILL)
      _ = try await running.finished(within: 30)
      #expect(try networks("killed").count < 3)
      let second = try await Strata.run(arguments("killed"), in: folder.url)
      #expect(second.status == 0 && !second.errors.contains("epoch 1 "), "\(second.errors)")
      #expect(try networks("killed") == networks("whole"))
      #expect(try networks("whole").keys.sorted() == ["epoch-0000.onnx", "epoch-0001.onnx", "epoch-0005.onnx"])
    }

    @Test("a demonstration with few images says what they cannot tell", .enabled(if: Strata.hasTorch))
    func smallDemonstration() async throws {
      let outcome = try await Strata.run(
        ["demo", "--images", "200", "--no-serve", "--study", "few.study"], in: folder.url)
      #expect(outcome.status == 0 && outcome.errors.contains("none is silenced"), "\(outcome.errors)")
      let report = try await Strata.run(["report", "few.study"], in: folder.url)
      #expect(report.status == 0 && report.output.contains("logits"))
    }

    @Test("Ctrl-C stops with 130 and a way to go on, and the record is read by others", .enabled(if: Strata.hasTorch))
    func interrupted() async throws {
      let running = try Strata.start(arguments("stopped", epochs: 400), in: folder.url)
      #expect(try await running.says("epoch-0001.onnx"), "\(running.errors)")
      running.send(SIGINT)
      let outcome = try await running.finished(within: 30)
      #expect(outcome.status == Status.interrupted)
      #expect(outcome.errors.hasSuffix("run the same command again to go on.\n"), "\(outcome.errors)")
      let record = try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.file("stopped/checkpoints/digits-small-cnn/training.json")))
      let values = try #require(record as? [String: Any])
      #expect(values["series"] as? String == "digits-small-cnn")
      #expect((values["classes"] as? [String])?.count == 10)
      #expect(((values["epochs"] as? [[String: Any]])?.first?["epoch"] as? Int) == 1)
      let checkpoints = try #require(values["checkpoints"] as? [[String: Any]])
      #expect(checkpoints.prefix(2).map { $0["file"] as? String } == ["epoch-0000.onnx", "epoch-0001.onnx"])
      #expect(checkpoints.allSatisfy { $0["testAccuracy"] is Double })
    }

    @Test(
      "wrong usage and wrong input are told with what to do, and nothing is made",
      arguments: [
        (["--network", "resnet"], Status.usage, "There is no network \"resnet\""),
        (["--epochs", "0"], Status.usage, "--epochs must be at least 1"),
        (["--checkpoints", "1,x"], Status.usage, "--checkpoints takes whole numbers"),
        (["--validation", "1"], Status.usage, "--validation must be"),
        (["--name", "../up"], Status.usage, "--name is the name of a folder"),
        (["--network", "none.json"], Status.inputOutput, "none.json cannot be read"),
        (["--split", "practice"], Status.data, "no images of the split \"practice\""),
        (["--device", "tpu"], Status.data, "tpu"),
        (["--preprocess", "unit:filter=blur"], Status.data, "the filter \"blur\""),
      ])
    func refusals(extra: [String], status: Int32, message: String) async throws {
      let outcome = try await Strata.run(
        ["train", "builtin:digits:100", "--study", folder.path("study"), "--quiet"] + extra)
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: folder.path("study")))
    }

    @Test("without libtorch the package to install is named")
    func withoutTorch() async throws {
      let outcome = try await Strata.run(
        ["train", "builtin:digits:100", "--study", folder.path("study")],
        environment: ["STRATA_TORCH_LIBRARY": folder.path("nowhere.so")])
      #expect(outcome.status == Status.inputOutput)
      #expect(outcome.errors.contains("libtorch"), "\(outcome.errors)")
    }

    @Test("data sets are listed, and an unknown one or a foreign mirror is told")
    func datasets() async throws {
      let list = try await Strata.run(["dataset", "list"])
      #expect(list.status == 0)
      for name in ["mnist", "fashion-mnist", "cifar10", "svhn"] { #expect(list.output.contains("\n\(name) ")) }
      let unknown = try await Strata.run(["dataset", "get", "imagenet", "--output", folder.path("x")])
      #expect(unknown.status == Status.data && unknown.errors.contains("mnist, fashion-mnist, cifar10, svhn"))
      let mirror = try await Strata.run(["dataset", "get", "mnist", "--mirror", "ftp://example.org/"])
      #expect(mirror.status == Status.usage && mirror.errors.contains("--mirror must be an address"))
      // A port on which nobody listens.
      let gone = try await Strata.run(
        ["dataset", "get", "mnist", "--mirror", "http://127.0.0.1:9/", "--output", folder.path("x"), "--quiet"])
      #expect(gone.status == Status.inputOutput && gone.errors.contains("could not be fetched"), "\(gone.errors)")
    }
  }
}
