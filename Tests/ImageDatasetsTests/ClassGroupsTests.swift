import Foundation
import ImageDatasets
import Testing

@Suite("Groups of classes")
struct ClassGroupsTests {
  private struct Animals: ImageDataset {
    let name = "animals"
    let classNames = ["tabby cat", "tiger cat", "beagle", "crane"]
    let classIdentifiers = ["n01", "n02", "n03", "n04"]
    let items: [DatasetItem] = []
    func image(at index: Int) throws -> PixelImage {
      throw ImageDatasetsError(.badInput, "This data set has no images. Take another.")
    }
  }

  private func groups(_ text: String) throws -> ClassGroups {
    let folder = try TestFolder()
    let file = folder.url.appendingPathComponent("groups.csv")
    try Data(text.utf8).write(to: file)
    return try ClassGroups(contentsOf: file, dataset: Animals())
  }

  @Test("every further column is a division; labels are found by name or identifier; what is not named is in no group")
  func divisions() throws {
    let read = try groups("kind,label,size\ncat,Tabby Cat,small\ncat,n02,\ndog,beagle,large\n")
    #expect(read.divisions.map(\.name) == ["kind", "size"])
    #expect(read.divisions[0].groups == ["cat", "dog"])
    #expect(read.divisions[0].groupOfClass == [0, 0, 1, nil])
    #expect(read.divisions[1].groups == ["small", "large"])
    #expect(read.divisions[1].groupOfClass == [0, nil, 1, nil])
    #expect(read.unnamedClasses == ["crane"])
  }

  @Test(
    "a wrong file is refused by line",
    arguments: [
      ("label,kind\nlion,cat\n", "line 2: \"lion\" is no label"), ("label\nbeagle\n", "needs the column"),
      ("name,kind\nbeagle,dog\n", "needs the column"),
      ("label,kind\nbeagle,dog\nn03,cat\n", "line 3: \"n03\" occurs a second time"),
    ])
  func refused(text: String, message: String) throws {
    #expect {
      try groups(text)
    } throws: { "\($0)".contains(message) && ($0 as? ImageDatasetsError)?.kind == .badInput }
  }
}
