import Foundation
import ImageDatasets
import Testing

@Suite("Street View House Numbers")
struct SVHNDatasetTests {
  private func fixtures() throws -> URL {
    try #require(Bundle.module.url(forResource: "svhn", withExtension: nil, subdirectory: "Fixtures"))
  }

  /// A folder with a changed copy of the test file.
  private func changed(_ change: (Data) -> Data) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("SVHN.\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let data = try Data(contentsOf: fixtures().appendingPathComponent("test_32x32.mat"))
    try change(data).write(to: folder.appendingPathComponent("test_32x32.mat"))
    return folder
  }

  @Test("compressed and plain files give labels, splits and pixels where scipy has them")
  func contents() throws {
    let dataset = try DatasetFormat.open(fixtures().path)
    #expect(try DatasetFormat.detect(fixtures().path) == .svhn)
    #expect(dataset.classNames == (0..<10).map(String.init))
    #expect(dataset.items.compactMap(\.label) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 1, 1, 2, 3])
    #expect(
      dataset.items.map { $0.attributes["split"] } == Array(repeating: "train", count: 12) + ["test", "test", "test"])
    #expect(dataset.items[12].identifier == "test_32x32/000000")
    let table = try String(contentsOf: fixtures().appendingPathComponent("pixels.csv"), encoding: .utf8)
    let rows = table.split(separator: "\n").map { $0.split(separator: ",").compactMap { Int($0) } }
    #expect(rows.count == 5)
    for row in rows {
      let image = try dataset.image(at: row[0])
      #expect(image.width == 32 && image.height == 32 && image.channelCount == 3)
      #expect(Int(image.pixels[(row[1] * 32 + row[2]) * 3 + row[3]]) == row[4])
    }
    #expect(try dataset.image(at: 13) == dataset.image(at: 1))
    #expect(try DatasetFormat.open(fixtures().path, split: "test").items.count == 3)
  }

  @Test("cut, foreign and other files are errors that name the file")
  func damaged() throws {
    let cases: [(Data) -> Data] = [
      { $0.prefix(2000) }, { _ in Data("no MAT file at all".utf8) }, { _ in Data() },
      { Data($0.prefix(128)) + Data(repeating: 0xFF, count: 64) },
    ]
    for change in cases {
      let folder = try changed(change)
      defer { try? FileManager.default.removeItem(at: folder) }
      #expect {
        try SVHNDataset(folder: folder)
      } throws: {
        ($0 as? ImageDatasetsError)?.kind == .badInput && "\($0)".contains("test_32x32.mat")
      }
    }
  }
}
