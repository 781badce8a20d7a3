import Foundation
import ImageDatasets
import Testing

@Suite("MNIST and CIFAR-10 files")
struct PackedDatasetTests {
  private func idx(_ shape: [Int], _ bytes: [UInt8]) -> Data {
    let header = [0, 0, 8, UInt8(shape.count)]
    let sizes = shape.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
    return Data(header + sizes + bytes)
  }

  /// `gzip -n` of the IDX labels [3, 1], made once.
  private static let packedLabels = Data([
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x63, 0x60, 0xE0, 0x60, 0x64, 0x60, 0x60, 0x60, 0x62, 0x66, 0x04, 0x00, 0x4C,
    0xCF, 0xB6, 0xC9, 0x0A, 0, 0, 0,
  ])

  @Test("IDX images and labels become grey images with split and number")
  func readsIDX() throws {
    let folder = try TestFolder()
    try folder.write("train-images-idx3-ubyte", idx([2, 2, 3], (0..<12).map { UInt8($0) }))
    try folder.write("train-labels-idx1-ubyte", idx([2], [3, 1]))
    try folder.write("t10k-images.idx3-ubyte", idx([1, 2, 3], (100..<106).map { UInt8($0) }))
    try folder.write("t10k-labels.idx1-ubyte", idx([1], [0]))
    let dataset = try DatasetFormat.open(folder.url.path)
    #expect(dataset.items.map(\.identifier) == ["train/000000", "train/000001", "test/000000"])
    #expect(dataset.items.map(\.label) == [3, 1, 0])
    #expect(dataset.classNames == ["0", "1", "2", "3"])
    #expect(
      try dataset.image(at: 1) == PixelImage(width: 3, height: 2, channelCount: 1, pixels: [6, 7, 8, 9, 10, 11]))
    #expect(try dataset.image(at: 2).pixels == [100, 101, 102, 103, 104, 105])
    #expect(try DatasetFormat.open(folder.url.path, split: "test").items.count == 1)
    try folder.write("classes.txt", Data("shirt\ncoat\nbag\nboot\n".utf8))
    #expect(try DatasetFormat.open(folder.url.path).classNames == ["shirt", "coat", "bag", "boot"])
    #expect(try IDXDataset(folder: folder.url, classNames: ClassNames(["a", "b", "c", "d"])).classNames[3] == "d")
  }

  @Test("gzip is unpacked; damage and a cut are reported")
  func readsGzip() throws {
    let folder = try TestFolder()
    try folder.write("train-images-idx3-ubyte", idx([2, 1, 1], [9, 8]))
    try folder.write("train-labels-idx1-ubyte.gz", Self.packedLabels)
    #expect(try IDXDataset(folder: folder.url).items.map(\.label) == [3, 1])
    try folder.write("train-labels-idx1-ubyte.gz", Self.packedLabels.dropLast(9))
    #expect(try datasetsError { _ = try IDXDataset(folder: folder.url) }.description.contains("ends too early"))
    var damaged = Self.packedLabels
    damaged[22] ^= 0xFF
    try folder.write("train-labels-idx1-ubyte.gz", damaged)
    #expect(try datasetsError { _ = try IDXDataset(folder: folder.url) }.description.contains("is damaged"))
  }

  @Test("IDX files of a wrong kind, size or number are refused")
  func refusesIDX() throws {
    let folder = try TestFolder()
    let images = try folder.write("images", idx([2, 2, 2], [UInt8](repeating: 1, count: 8)))
    let labels = try folder.write("labels", idx([2], [0, 7]))
    let three = try folder.write("three", idx([3], [0, 1, 2]))
    let short = try folder.write("short", idx([2, 2, 2], [UInt8](repeating: 1, count: 7)))
    let lying = try folder.write("lying", idx([2_000_000_000, 2_000_000_000, 2_000_000_000], [1]))
    let cases: [(URL, URL, String)] = [
      (labels, labels, "not an IDX file"), (images, images, "not an IDX file"), (short, labels, "but has 7"),
      (images, three, "has 2 images, but"), (lying, labels, "2000000000"),
    ]
    for (first, second, reason) in cases {
      let error = try datasetsError { _ = try IDXDataset(images: first, labels: second) }
      #expect(error.description.contains(reason), "\(error)")
    }
    let names = ClassNames(["a", "b"])
    let error = try datasetsError { _ = try IDXDataset(images: images, labels: labels, classNames: names) }
    #expect(error.description.contains("label 7 of image 1"))
  }

  @Test("CIFAR-10 planes become interleaved RGB; wrong sizes and labels are refused")
  func readsCIFAR() throws {
    let folder = try TestFolder()
    var record = [UInt8](repeating: 0, count: 3073)
    record[0] = 3
    record[1] = 10
    record[1 + 1024] = 20
    record[1 + 2048] = 30
    record[1024] = 40
    try folder.write("data_batch_2.bin", Data(record + record))
    try folder.write("test_batch.bin", Data(record))
    let dataset = try DatasetFormat.open(folder.url.path)
    #expect(dataset.items.map(\.identifier) == ["data_batch_2/000000", "data_batch_2/000001", "test_batch/000000"])
    #expect(dataset.items.map { $0.attributes["split"] } == ["train", "train", "test"])
    #expect(dataset.classNames[3] == "cat" && dataset.items[0].label == 3)
    let image = try dataset.image(at: 2)
    #expect(Array(image.pixels[0..<3]) == [10, 20, 30] && image.pixels[1023 * 3] == 40)
    try folder.write("test_batch.bin", Data(record.dropLast()))
    #expect(try datasetsError { _ = try CIFARDataset(folder: folder.url) }.description.contains("3072 bytes"))
    record[0] = 10
    try folder.write("test_batch.bin", Data(record))
    #expect(try datasetsError { _ = try CIFARDataset(folder: folder.url) }.description.contains("label 10"))
  }
}
