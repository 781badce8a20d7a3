import Foundation
import ImageDatasets
import Testing

@Suite("CSV manifests")
struct ManifestTests {
  private func folder(_ manifest: String) throws -> TestFolder {
    let folder = try TestFolder()
    for name in ["a.png", "b, c.png", "sub/d.png"] { try folder.writeImage(name) }
    try folder.write("food.csv", text: manifest)
    return folder
  }

  @Test(
    "quotes, a byte order mark, CRLF and semicolons are understood",
    arguments: [
      "path,label,split,note\na.png,pie,train,\"x \"\"y\"\"\nz\"\n\"b, c.png\",cake,test,\n./sub/d.png,,test,q\n",
      "\u{FEFF}Path,Label,split,note\r\na.png,pie,train,\"x \"\"y\"\"\nz\"\r\n\"b, c.png\",cake,test,\r\nsub/d.png,,test,q",
      "path;label;split;note\na.png;pie;train;\"x \"\"y\"\"\nz\"\nb, c.png;cake;test;\n\nsub/d.png;;test;q\n\n",
    ])
  func reads(text: String) throws {
    let folder = try folder(text)
    let dataset = try ManifestDataset(manifest: folder.path("food.csv"))
    #expect(dataset.name == "food")
    #expect(dataset.classNames == ["cake", "pie"])
    #expect(dataset.items.map(\.identifier) == ["a.png", "b, c.png", "sub/d.png"])
    #expect(dataset.items.map(\.label) == [1, 0, nil])
    #expect(dataset.items[0].attributes == ["split": "train", "note": "x \"y\"\nz"])
    #expect(try dataset.image(at: 1).width == 6)
    #expect(DatasetInspection(dataset).attributeNames == ["note", "split"])
  }

  @Test("whole numbers as labels are ordered by value")
  func numericLabels() throws {
    let folder = try folder("path,label\na.png,10\n\"b, c.png\",9\nsub/d.png,10\n")
    let dataset = try ManifestDataset(manifest: folder.path("food.csv"))
    #expect(dataset.classNames == ["9", "10"] && dataset.items.map(\.label) == [1, 0, 1])
  }

  @Test("given classes fix the order; labels are names, ids or positions")
  func givenClasses() throws {
    let folder = try folder("path,label\na.png,Tinca_Tinca\n\"b, c.png\",n01443537\nsub/d.png,2\n")
    let names = ClassNames(["n01440764 tench, Tinca tinca", "n01443537 goldfish", "pie"])
    let dataset = try ManifestDataset(manifest: folder.path("food.csv"), classNames: names)
    #expect(dataset.items.map(\.label) == [0, 1, 2])
    #expect(dataset.classNames == ["tench", "goldfish", "pie"])
    let wrong = try self.folder("path,label\na.png,pie\n\"b, c.png\",cake\n")
    let error = try datasetsError { _ = try ManifestDataset(manifest: wrong.path("food.csv"), classNames: names) }
    #expect(error.description.contains("line 3") && error.description.contains("\"cake\""))
  }

  @Test(
    "what is wrong is named with its line",
    arguments: [
      ("", "is empty"), ("path,label\n", "lists no image"), ("file,label\na.png,x\n", "no column \"path\""),
      ("path,class\na.png,x\n", "no column \"label\""), ("path,label\na.png\n", "line 2, has 1 fields"),
      ("path,label\na.png,x\n\na.png,x\n", "line 4, lists a.png again (first on line 2)"),
      ("path,label\na.png,x\n./a.png,x\n", "again"), ("path,label\n../a.png,x\n", "leaves the folder"),
      ("path,label\nsub/../../a.png,x\n", "leaves the folder"), ("path,label\n/etc/passwd,x\n", "leaves the folder"),
      ("path,label\nnone.png,x\nnone2.png,y\n", "line 2: "), ("path,label\nnone.png,x\nnone2.png,y\n", "1 more"),
      ("path,label\na.png,\"x\n", "line 2, opens a quote"), ("path,label\n\"a.png\"x,y\n", "after a closing quote"),
      ("path,label,path\na.png,x,b\n", "two columns"), ("path,label\n,x\n", "has no path"),
    ])
  func refuses(text: String, reason: String) throws {
    let folder = try folder(text)
    let error = try datasetsError { _ = try ManifestDataset(manifest: folder.path("food.csv")) }
    #expect(error.kind == .badInput)
    #expect(error.description.hasPrefix(folder.path("food.csv").path))
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test("text that is not UTF-8 is refused")
  func encodings() throws {
    let folder = try TestFolder()
    let utf16 = try folder.write("a.csv", Data([0xFF, 0xFE, 0x70, 0x00]))
    let latin = try folder.write("b.csv", Data("path,label\n".utf8) + [0xE9, 0x2C, 0x78])
    #expect(try datasetsError { _ = try ManifestDataset(manifest: utf16) }.description.contains("UTF-16"))
    #expect(try datasetsError { _ = try ManifestDataset(manifest: latin) }.description.contains("not UTF-8"))
    #expect(try datasetsError { _ = try ManifestDataset(manifest: folder.path("none.csv")) }.kind == .inputOutput)
  }
}
