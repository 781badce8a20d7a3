import Foundation
import Testing

extension CommandLineSuite {
  @Suite("strata attribute")
  struct AttributeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: [String], status: Int32 = 0) async throws -> Strata.Outcome {
      let arguments = ["attribute", try await DemoModel.path()] + arguments + DemoModel.preprocessing + ["--quiet"]
      let outcome = try await Strata.run(arguments, in: folder.url)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      return outcome
    }

    private func record(_ name: String) throws -> [String: Any] {
      let data = try Data(contentsOf: folder.file("\(name)/attribution.json"))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test(
      "each image and method gets a picture and a map, and a record says what they were made with",
      .enabled(if: Strata.hasTorch))
    func maps() async throws {
      let photos = try folder.writePhotos(2, to: "photos")
      let methods = "saliency,gradient-x-input,integrated-gradients,smooth-grad,grad-cam,occlusion"
      let outcome = try await run(
        [
          photos + "/photo-0.png", "photos/photo-1.png", "--output", "maps", "--method", methods, "--samples", "3",
          "--steps", "4", "--class", "7",
        ])
      #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " })
      #expect(outcome.output.contains("output 7") && outcome.errors.isEmpty)
      let record = try record("maps")
      let images = try #require(record["images"] as? [[String: Any]])
      #expect(images.count == 2 && (record["methods"] as? [[String: Any]])?.count == 6)
      for image in images {
        #expect(image["classIndex"] as? Int == 7 && image["score"] is Double)
        for map in try #require(image["maps"] as? [[String: Any]]) {
          let (picture, values) = (try #require(map["picture"] as? String), try #require(map["values"] as? String))
          let (png, npy) = (
            try Data(contentsOf: folder.file("maps/\(picture)")), try Data(contentsOf: folder.file("maps/\(values)"))
          )
          #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
          // The demonstration's images have 32 × 32 pixels.
          #expect(String(decoding: npy.prefix(128), as: UTF8.self).contains("(32, 32)"))
          #expect(npy.count == 128 + 4 * 32 * 32)
        }
      }
      #expect(folder.contains("maps/001-photo-0-grad-cam.png") && folder.contains("maps/002-photo-1-occlusion.npy"))
    }

    @Test("the same bytes with any number of threads, of the labels of a data set", .enabled(if: Strata.hasTorch))
    func threads() async throws {
      for threads in ["1", "3"] {
        _ = try await run([
          "builtin:digits:60:5", "--limit", "10", "--class", "label", "--method", "smooth-grad,grad-cam", "--samples",
          "3", "--threads", threads, "--output", "maps-\(threads)",
        ])
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("maps-1"))
      #expect(files.count == 41)
      for file in files {
        #expect(
          try Data(contentsOf: folder.file("maps-1/\(file)")) == Data(contentsOf: folder.file("maps-3/\(file)")),
          "\(file)")
      }
      let images = try #require(try record("maps-1")["images"] as? [[String: Any]])
      let digits = images.compactMap { $0["label"] as? String }
      #expect(digits.count == 10 && digits == images.compactMap { ($0["classIndex"] as? Int).map(String.init) })
    }

    @Test("a unit instead of a class, and the sanity check as JSON", .enabled(if: Strata.hasTorch))
    func unit() async throws {
      try folder.writePhotos(1, to: "photos")
      let outcome = try await run([
        "photos", "--output", "maps", "--unit", "relu1:3@2,5", "--method", "saliency", "--sanity", "--json",
      ])
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect(record["target"] as? String == "unit")
      #expect((record["unit"] as? [String: Any])?["position"] as? [Int] == [2, 5])
      let methods = try #require(record["methods"] as? [[String: Any]])
      let sanity = try #require(methods[0]["sanity"] as? [String: Any])
      #expect(sanity["layerCount"] as? Int == 1 && (sanity["steps"] as? [[String: Any]])?.count == 1)
    }

    @Test(
      "classes, units, layers and labels that are not there are told, and no record is written",
      .enabled(if: Strata.hasTorch),
      arguments: [
        (["--class", "10"], "no class 10. Expected 0 to 9"), (["--unit", "nowhere:1"], "no layer `nowhere`"),
        (["--unit", "relu1:4000"], "no channel 4000"), (["--class", "label"], "it has no label"),
        (["--method", "grad-cam", "--layer", "nowhere"], "no layer `nowhere`"),
        (["--method", "occlusion", "--window", "40"], "larger than the image, 32 × 32"),
      ])
    func refusals(_ arguments: [String], _ part: String) async throws {
      try folder.writePhotos(1, to: "photos")
      let outcome = try await run(["photos/photo-0.png", "--output", "maps"] + arguments, status: Status.data)
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
      #expect(!folder.contains("maps/attribution.json"))
    }

    @Test("without libtorch the package to install is named; an image that is not there is told")
    func absences() async throws {
      let model = try await DemoModel.path()
      let absent = try await Strata.run(
        ["attribute", model, "builtin:digits:20", "--output", "maps"], in: folder.url,
        environment: ["STRATA_TORCH_LIBRARY": folder.path("nowhere.so")])
      #expect(absent.status == Status.inputOutput && absent.errors.contains("libtorch"), "\(absent.errors)")
      guard Strata.hasTorch else { return }
      let image = try await run(["nowhere.png", "--output", "maps"], status: Status.data)
      #expect(image.errors.contains("nowhere.png"), "\(image.errors)")
    }
  }
}
