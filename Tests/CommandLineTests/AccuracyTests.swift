import Foundation
import Testing

extension CommandLineSuite {
  /// The figures that the data's own description gives, computed with another program.
  @Suite("Accuracy of published networks")
  struct AccuracyTests {
    static let data: URL? = {
      let path = ProcessInfo.processInfo.environment["STRATA_DATA"]
      let folder = path.map { URL(fileURLWithPath: $0) } ?? Strata.packageRoot.appendingPathComponent("../shared/data")
      return FileManager.default.fileExists(atPath: folder.appendingPathComponent("models").path)
        ? folder.standardizedFileURL : nil
    }()

    private struct Description: Decodable {
      struct Model: Decodable { let accuracy: Accuracy }
      struct Accuracy: Decodable {
        let top1: Double
        let top5: Double
        let counted: Int
        let unmatched: Int
      }
      let models: [Model]
    }

    /// A network with its preprocessing, photos, and the accuracy that they have together.
    struct Case: CustomTestStringConvertible, Sendable {
      let model: String
      let preprocessing: String
      let images: String
      let count: Int
      let top1: Double
      let top5: Double
      var testDescription: String { "\(model) on \(images)" }
    }

    static let cases = [
      Case(model: "googlenet", preprocessing: "caffe", images: "imagenette-val", count: 500, top1: 0.738, top5: 0.944),
      Case(
        model: "squeezenet1.1", preprocessing: "imagenet", images: "imagenette-val", count: 500, top1: 0.556, top5: 0.78
      ),
      Case(model: "googlenet", preprocessing: "caffe", images: "imagenet-sample", count: 1000, top1: 0.77, top5: 0.941),
      Case(
        model: "squeezenet1.1", preprocessing: "imagenet", images: "imagenet-sample", count: 1000, top1: 0.602,
        top5: 0.826),
    ]

    /// The first and the last; STRATA_ALL_ACCURACIES=1 runs all four, two to three minutes.
    static var chosen: [Case] {
      ProcessInfo.processInfo.environment["STRATA_ALL_ACCURACIES"] == nil ? [cases[0], cases[3]] : cases
    }

    @Test(
      "top-1 and top-5 are within one point of those published",
      .enabled(if: data != nil, "the networks and photos are not here; set STRATA_DATA"), arguments: chosen)
    func accuracy(_ example: Case) async throws {
      let data = try #require(Self.data)
      let folder = try TemporaryFolder()
      let outcome = try await Strata.run(
        [
          "analyze", data.appendingPathComponent("models/\(example.model).onnx").path,
          data.appendingPathComponent(example.images).path, "--study", folder.path("photos.study"), "--preprocess",
          example.preprocessing, "--classes", data.appendingPathComponent("labels/imagenet_synset_words.txt").path,
          "--embed", "none", "--quiet", "--json",
        ], limit: 600)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let accuracy = try #require(
        try JSONDecoder().decode(Description.self, from: Data(outcome.output.utf8)).models.first
      ).accuracy
      #expect(accuracy.counted == example.count && accuracy.unmatched == 0)
      #expect(abs(accuracy.top1 - example.top1) <= 0.01, "top-1 is \(accuracy.top1)")
      #expect(abs(accuracy.top5 - example.top5) <= 0.01, "top-5 is \(accuracy.top5)")
    }
  }
}
