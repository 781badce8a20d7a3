import Foundation
import ImageDatasets
import Testing

@Suite("Real data sets, where they are present")
struct SharedDataTests {
  @Test(
    "MNIST: counts, first labels and an image",
    .enabled(if: SharedData.has("mnist"), "set STRATA_DATA to the folder with the sample data"))
  func mnist() throws {
    let dataset = try DatasetFormat.open(SharedData.url("mnist").path)
    #expect(dataset.items.count == 70_000)
    #expect(dataset.items.prefix(10).map(\.label) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(dataset.items[60_000..<60_005].map(\.label) == [7, 2, 1, 0, 4])
    let image = try dataset.image(at: 60_000)
    #expect(image.width == 28 && image.channelCount == 1 && image.pixels.contains { $0 > 250 })
  }

  @Test(
    "CIFAR-10: images of each class in the batches, as published",
    .enabled(if: SharedData.has("cifar10"), "set STRATA_DATA to the folder with the sample data"))
  func cifar() throws {
    let dataset = try CIFARDataset(folder: SharedData.url("cifar10"))
    func counts(_ batch: String) -> [Int] {
      let labels = dataset.items.filter { $0.identifier.hasPrefix(batch) }.map(\.label)
      return (0..<10).map { label in labels.count { $0 == label } }
    }
    #expect(counts("data_batch_1") == [1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981])
    #expect(counts("data_batch_2") == [984, 1007, 1010, 995, 1010, 988, 1008, 1026, 987, 985])
    #expect(counts("test_batch") == [Int](repeating: 1000, count: 10))
  }

  @Test(
    "photos: every one decodes, and folders of WordNet ids match the outputs",
    .enabled(if: SharedData.has("imagenette-val"), "set STRATA_DATA to the folder with the sample data"))
  func photos() throws {
    let outputs = try ClassNames(contentsOf: SharedData.url("labels/imagenet_synset_words.txt"))
    #expect(outputs.count == 1000)
    let short = try ClassNames(contentsOf: SharedData.url("labels/imagenet_class_index.json"))
    #expect(short.entries.map(\.wordNetIdentifier) == outputs.entries.map(\.wordNetIdentifier))
    let folder = try DatasetFormat.open(SharedData.url("imagenette-val").path, classNames: outputs)
    #expect(folder.items.count == 500 && folder.classNames[0] == "tench" && folder.classNames[9] == "parachute")
    let flat = try DatasetFormat.open(SharedData.url("imagenet-sample").path, classNames: outputs)
    #expect(flat.items.count == 1000 && flat.classNames.count == 1000)
    for dataset in [folder, flat] {
      let matching = try ClassNameMatching(dataset: dataset, outputs: outputs)
      #expect(matching.unmatchedLabels.isEmpty)
      let decoder = ImageDecoder()
      let preprocessing = try Preprocessing.imagenet.adapted(toInput: (3, 224, 224))
      let preprocessor = Preprocessor(preprocessing)
      var output = [Float](repeating: 0, count: 3 * 224 * 224)
      var grayCount = 0
      for index in dataset.items.indices {
        let image = try dataset.image(at: index, using: decoder)
        grayCount += image.channelCount == 1 ? 1 : 0
        output.withUnsafeMutableBufferPointer { preprocessor.write(image, into: $0) }
        #expect(output.allSatisfy { $0 > -2.2 && $0 < 2.7 })
      }
      #expect(grayCount == (dataset.name == "imagenette-val" ? 9 : 0))
    }
  }

  @Test(
    "the reference crops are the center crops of the photos they are named after",
    .enabled(if: SharedData.has("reference/photos4.json"), "set STRATA_DATA to the folder with the sample data"))
  func referenceCrops() throws {
    let names = try JSONSerialization.jsonObject(with: Data(contentsOf: SharedData.url("reference/photos4.json")))
    let array = try Data(contentsOf: SharedData.url("reference/photos4_rgb_u8.npy"))
    let crops = [UInt8](array.suffix(4 * 224 * 224 * 3))
    let files = try #require(Self.fileNames(in: names))
    try #require(files.count == 4)
    for (index, file) in files.enumerated() {
      let url = try SharedData.url("imagenet-sample").appendingPathComponent(file)
      let photo = try ImageDecoder().decode(contentsOf: url)
      // These crops begin at the half rounded down, where torchvision rounds to even.
      let visible = photo.cropped(x: (photo.width - 224) / 2, y: (photo.height - 224) / 2, width: 224, height: 224)
      let expected = crops[(index * 224 * 224 * 3)..<((index + 1) * 224 * 224 * 3)]
      let difference = zip(visible.pixels, expected).map { abs(Int($0) - Int($1)) }.max()
      #expect((difference ?? 255) <= 2, "\(file)")
    }
  }

  /// All strings that end in .JPEG, wherever the file keeps them.
  private static func fileNames(in value: Any) -> [String]? {
    if let text = value as? String {
      return text.uppercased().hasSuffix(".JPEG") ? [URL(fileURLWithPath: text).lastPathComponent] : []
    }
    if let list = value as? [Any] { return list.flatMap { fileNames(in: $0) ?? [] } }
    if let object = value as? [String: Any] {
      return object.keys.sorted().flatMap { key in object[key].flatMap { fileNames(in: $0) } ?? [] }
    }
    return []
  }
}
