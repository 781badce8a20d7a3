import Foundation
import ImageDatasets
import Testing

@Suite("Folders of images")
struct ImageFolderTests {
  @Test("class folders give sorted classes and items, and tell what they left out")
  func classFolders() throws {
    let folder = try TestFolder()
    try folder.writeImage("dog/b.png", gray: 20)
    try folder.writeImage("dog/a.PNG", gray: 10)
    try folder.writeImage("cat/deep/er/c.jpeg", gray: 30)
    try folder.writeImage("loose.png")
    try folder.write("dog/notes.txt", text: "x")
    try folder.write("dog/.DS_Store", text: "x")
    try FileManager.default.createDirectory(at: folder.path("empty"), withIntermediateDirectories: true)
    let dataset = try ImageFolder(root: folder.url)
    #expect(dataset.classNames == ["cat", "dog"])
    #expect(dataset.items.map(\.identifier) == ["cat/deep/er/c.jpeg", "dog/a.PNG", "dog/b.png"])
    #expect(dataset.items.map(\.label) == [0, 1, 1])
    #expect(try (0..<3).map { try dataset.image(at: $0).pixels[0] } == [30, 10, 20])
    #expect(dataset.fileURL(at: 1)?.path == folder.path("dog/a.PNG").path)
    for reason in ["loose.png", "notes.txt", "empty"] {
      #expect(dataset.remarks.contains { $0.contains(reason) }, "\(reason)")
    }
    let inspection = DatasetInspection(dataset)
    #expect(inspection.itemCount == 3 && inspection.classCounts == [1, 2] && inspection.unlabeledCount == 0)
  }

  @Test("a link back to its own folder is not followed; a link elsewhere is")
  func links() throws {
    let folder = try TestFolder()
    try folder.writeImage("data/a/1.png")
    try folder.writeImage("elsewhere/2.png")
    try FileManager.default.createSymbolicLink(
      at: folder.path("data/a/loop"), withDestinationURL: folder.path("data/a"))
    try FileManager.default.createSymbolicLink(
      at: folder.path("data/a/there"), withDestinationURL: folder.path("elsewhere"))
    let dataset = try ImageFolder(root: folder.path("data"))
    #expect(dataset.items.map(\.identifier) == ["a/1.png", "a/there/2.png"])
    #expect(try dataset.image(at: 1).width == 6)
  }

  @Test("train and val folders become the attribute split")
  func splits() throws {
    let folder = try TestFolder()
    try folder.writeImage("train/a/1.png")
    try folder.writeImage("val/a/1.png")
    try folder.writeImage("val/b/1.png")
    let dataset = try ImageFolder(root: folder.url)
    #expect(dataset.classNames == ["a", "b"])
    #expect(dataset.items.map(\.identifier) == ["train/a/1.png", "val/a/1.png", "val/b/1.png"])
    let validation = try DatasetFormat.open(folder.url.path, split: "val")
    #expect(validation.items.map(\.identifier) == ["val/a/1.png", "val/b/1.png"])
    #expect(try validation.image(at: 1).width == 6)
    #expect(throws: ImageDatasetsError.self) { try DatasetFormat.open(folder.url.path, split: "test") }
  }

  @Test("folders named by WordNet id are shown by their names")
  func wordNetFolders() throws {
    let folder = try TestFolder()
    try folder.writeImage("n01440764/1.png")
    try folder.writeImage("other/1.png")
    let names = ClassNames(["n01440764 tench, Tinca tinca", "n01443537 goldfish"])
    let dataset = try ImageFolder(root: folder.url, classNames: names)
    #expect(dataset.classNames == ["tench", "other"])
    #expect(dataset.classIdentifiers == ["n01440764", "other"])
  }

  @Test("a flat folder has no labels, unless every file name begins with a WordNet id")
  func flatFolder() throws {
    let folder = try TestFolder()
    try folder.writeImage("n02007558_flamingo.png")
    try folder.writeImage("n01440764_great_tench.JPEG")
    let labeled = try FlatImageFolder(root: folder.url)
    #expect(labeled.classNames == ["great tench", "flamingo"])
    #expect(labeled.classIdentifiers == ["n01440764", "n02007558"])
    #expect(labeled.items.map(\.label) == [0, 1])
    #expect(try FlatImageFolder(root: folder.url, labeling: .none).items.map(\.label) == [nil, nil])
    try folder.writeImage("photo.png")
    let unlabeled = try FlatImageFolder(root: folder.url)
    #expect(unlabeled.items.map(\.label) == [nil, nil, nil] && unlabeled.classNames.isEmpty)
  }

  @Test("missing, empty and wrong folders say what to do")
  func wrongFolders() throws {
    let folder = try TestFolder()
    let file = try folder.write("x.txt", text: "x")
    let cases: [(() throws -> Void, String)] = [
      ({ _ = try ImageFolder(root: folder.path("none")) }, "does not exist"),
      ({ _ = try ImageFolder(root: file) }, "is a file"),
      ({ _ = try ImageFolder(root: folder.url) }, "has no folder with"),
      ({ _ = try FlatImageFolder(root: folder.url) }, "has no JPEG"),
      ({ _ = try DatasetFormat.open(folder.url.path) }, "has no images"),
    ]
    for (open, reason) in cases {
      let error = try datasetsError(open)
      #expect(error.description.contains(folder.url.path) && error.description.contains(reason))
    }
  }

  @Test("a broken image is found when it is decoded, not before")
  func brokenImage() throws {
    let folder = try TestFolder()
    try folder.writeImage("a/1.png")
    try folder.write("a/2.jpg", text: "no image")
    let dataset = try ImageFolder(root: folder.url)
    #expect(try dataset.image(at: 0).height == 5)
    let error = try datasetsError { _ = try dataset.image(at: 1) }
    #expect(error.kind == .unreadableImage && error.description.contains("a/2.jpg"))
  }

  @Test("the format of a path is told from what is there")
  func detection() throws {
    let folder = try TestFolder()
    try folder.writeImage("classes/a/1.png")
    try folder.writeImage("flat/1.png")
    try folder.writeImage("list/images/1.png")
    try folder.write("list/manifest.csv", text: "path,label\nimages/1.png,x\n")
    #expect(try DatasetFormat.detect(folder.path("classes").path) == .imageFolder)
    #expect(try DatasetFormat.detect(folder.path("flat").path) == .flat)
    #expect(try DatasetFormat.detect(folder.path("list").path) == .manifest)
    #expect(try DatasetFormat.open(folder.path("list").path).classNames == ["x"])
    #expect(try DatasetFormat.open(folder.path("list/manifest.csv").path).items.count == 1)
    #expect(try DatasetFormat.open("builtin:digits:30").items.count == 30)
  }
}
