import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Images and lists that cannot be used")
  struct BadImagesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func analyze(_ images: String, _ options: String...) async throws -> Strata.Outcome {
      try await Strata.run(
        ["analyze", try await DemoModel.path(), images, "--study", "new.study", "--embed", "none"]
          + DemoModel.preprocessing + options, in: folder.url)
    }

    private func expectRefusal(_ outcome: Strata.Outcome, _ expected: [String], status: Int32 = Status.data) {
      #expect(outcome.status == status, "\(outcome.errors)")
      for text in expected { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
      #expect(outcome.errors.hasSuffix(".\n"))
      #expect(outcome.output.isEmpty)
      #expect(!folder.contains("new.study"))
    }

    /// Twenty good photos, and one of each kind that cannot be read.
    private func writeMixedFolder() throws {
      try folder.writePhotos(20, to: "photos")
      let photo = PNGFixture.image()
      try folder.write(Data(), to: "photos/zero.png")
      try folder.write(photo.prefix(60), to: "photos/cut.png")
      try folder.write(PNGFixture.image(claimedSide: 100_000), to: "photos/bomb.png")
      try folder.write("hello", to: "photos/words.jpg")
    }

    @Test("images that cannot be read are left out, counted and listed at the end with their reasons")
    func skipped() async throws {
      try writeMixedFolder()
      let outcome = try await analyze("photos", "--quiet")
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("20 images"))
      #expect(outcome.output.contains("4 images were left out because they cannot be read."))
      let list = try #require(outcome.errors.range(of: "4 images could not be read and were left out:"))
      let lines = outcome.errors[list.upperBound...].split(separator: "\n")
      #expect(lines.count == 4)
      for (file, reason) in [
        ("bomb.png", "claims 100000 x 100000 pixels"), ("cut.png", "truncated"), ("words.jpg", "not a JPEG"),
        ("zero.png", "is empty"),
      ] {
        let line = try #require(lines.first { $0.contains("photos/\(file)") }, "\(file)")
        #expect(line.contains(reason) && line.hasSuffix("remove it."), "\(line)")
      }
      #expect(outcome.seconds < 60)
    }

    @Test("--strict stops at the first of them and leaves nothing behind")
    func strict() async throws {
      try writeMixedFolder()
      expectRefusal(try await analyze("photos", "--strict"), ["photos/bomb.png", "remove it."])
    }

    @Test("--strict leaves an existing study as it was")
    func strictRerun() async throws {
      try folder.writePhotos(20, to: "photos")
      #expect(try await analyze("photos", "--strict").status == 0)
      let before = try StudyFiles(folder.path("new.study")).arrays()
      try folder.write(Data(), to: "photos/zero.png")
      let refused = try await analyze("photos", "--strict")
      #expect(refused.status == Status.data)
      #expect(refused.errors.contains("photos/zero.png is empty"))
      #expect(try StudyFiles(folder.path("new.study")).arrays() == before)
      try FileManager.default.removeItem(at: folder.file("photos/zero.png"))
      #expect(try await analyze("photos", "--strict").status == 0)
      #expect(try StudyFiles(folder.path("new.study")).arrays() == before)
    }

    @Test("a folder without a readable image is refused")
    func nothing() async throws {
      try FileManager.default.createDirectory(at: folder.file("empty"), withIntermediateDirectories: true)
      expectRefusal(try await analyze("empty"), ["empty has no images", "Check the path."])
      try folder.write(Data(), to: "zeros/a.png")
      try folder.write(Data(), to: "zeros/b.jpg")
      expectRefusal(try await analyze("zeros"), ["None of the 2 images", "zeros/a.png is empty"])
      expectRefusal(try await analyze("nowhere"), ["nowhere does not exist"], status: Status.inputOutput)
    }

    @Test(
      "built-in images that do not exist are refused",
      arguments: ["builtin:letters", "builtin:digits:0", "builtin:digits:x"])
    func builtIn(name: String) async throws { expectRefusal(try await analyze(name), ["built-in"]) }

    @Test(
      "a manifest is refused with the file, the line and the remedy",
      arguments: [
        ("path,lable\nphotos/photo-0.png,a\n", ["no column \"label\"", "path, lable"]),
        ("file,label\nphotos/photo-0.png,a\n", ["no column \"path\"", "file, label"]),
        ("path,label\nphotos/photo-0.png,a\nphotos/gone.png,a\n", ["line 3", "photos/gone.png does not exist"]),
        ("path,label\n../photo.png,a\n", ["line 2", "leaves the folder"]),
        ("path,label\nphotos/photo-0.png,a\nphotos/photo-0.png,a\n", ["line 3", "again (first on line 2)"]),
        ("path,label\n", ["lists no image"]),
      ])
    func manifest(text: String, expected: [String]) async throws {
      try folder.writePhotos(2, to: "photos")
      try folder.write(text, to: "list.csv")
      expectRefusal(try await analyze("list.csv"), ["list.csv"] + expected)
    }

    @Test("labels, splits and class lists that do not fit are refused, naming the file")
    func lists() async throws {
      try folder.writePhotos(2, to: "photos")
      try folder.write("path,label,split\nphotos/photo-0.png,cat,train\nphotos/photo-1.png,zebra,val\n", to: "list.csv")
      let ten = (0..<9).map { "class \($0)\n" }.joined() + "cat\n"
      try folder.write(ten, to: "ten.txt")
      expectRefusal(
        try await analyze("list.csv", "--classes", "ten.txt"),
        ["list.csv, line 3", "\"zebra\" is not one of the 10 classes", "add it to the class names."])
      expectRefusal(try await analyze("list.csv", "--split", "test"), ["\"test\"", "train, val"])
      try folder.write("a\nb\nc\n", to: "three.txt")
      expectRefusal(
        try await analyze("photos", "--classes", "three.txt"), ["three.txt has 3 names", "has 10 outputs"])
      try folder.write("a\n\nc\n", to: "hole.txt")
      expectRefusal(try await analyze("photos", "--classes", "hole.txt"), ["hole.txt, line 2, is empty"])
      expectRefusal(
        try await analyze("photos", "--classes", "gone.txt"), ["gone.txt does not exist"], status: Status.inputOutput)
      try folder.write("label,output\ndog,cat\n", to: "map.csv")
      expectRefusal(
        try await analyze("list.csv", "--classes", "ten.txt", "--label-map", "map.csv"), ["list.csv, line 3"])
    }

    @Test("preprocessing that does not exist is refused")
    func preprocessing() async throws {
      try folder.writePhotos(2, to: "photos")
      expectRefusal(try await analyze("photos", "--preprocess", "imgnet"), ["\"imgnet\"", "imagenet, caffe, unit"])
      expectRefusal(
        try await analyze("photos", "--preprocess", "none.json"), ["none.json does not exist"],
        status: Status.inputOutput)
    }
  }
}
