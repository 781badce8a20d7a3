import Foundation
import ImageDatasets

/// The images that the command was given: files, and items of data sets.
struct AttributionImageSources {
  /// One image.
  struct Item {
    /// What people call it: the file's path, or the item's in its data set.
    let name: String
    /// The name of its label, if it has one.
    let label: String?
    /// The output of the network that stands for the label, if one does.
    let output: Int?
    fileprivate let source: Source
  }

  fileprivate enum Source {
    case file(URL)
    case item(any ImageDataset, Int)
  }

  let items: [Item]
  /// What a person should know.
  let remarks: [String]

  /// Opens what was given.
  ///
  /// - Parameters:
  ///   - paths: Image files; folders, tables and built-in data sets.
  ///   - sample: How many items of each data set are taken.
  ///   - outputs: The names of the network's outputs.
  ///   - outputCount: Their number. Without names, a data set with as many classes is taken to have them in their order.
  /// - Throws: `ImageDatasetsError` for what is no data set.
  init(_ paths: [String], sample: SampleSelection, outputs: ClassNames?, outputCount: Int) throws {
    var items: [Item] = []
    var remarks: [String] = []
    for path in paths {
      guard Self.isDataset(path) else {
        let url = URL(fileURLWithPath: path)
        items.append(Item(name: path, label: nil, output: nil, source: .file(url)))
        continue
      }
      let dataset = try DatasetFormat.open(path)
      remarks += dataset.remarks
      let meanings = Self.outputs(of: dataset, outputs: outputs, outputCount: outputCount)
      for index in sample.indices(of: dataset) {
        let item = dataset.items[index]
        items.append(
          Item(
            name: item.identifier, label: item.label.map { dataset.classNames[$0] },
            output: item.label.flatMap { meanings[$0] }, source: .item(dataset, index)))
      }
    }
    (self.items, self.remarks) = (items, remarks)
  }

  /// Decodes an image.
  func image(_ index: Int, using decoder: ImageDecoder) throws -> PixelImage {
    switch items[index].source {
    case .file(let url): try decoder.decode(contentsOf: url)
    case .item(let dataset, let item): try dataset.image(at: item, using: decoder)
    }
  }

  private static func isDataset(_ path: String) -> Bool {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return path.hasPrefix("builtin:") || ["csv", "tsv"].contains(ending) || exists && isFolder.boolValue
  }

  /// The output of each class of a data set.
  private static func outputs(of dataset: any ImageDataset, outputs: ClassNames?, outputCount: Int) -> [Int?] {
    if let outputs {
      return ClassNameMatching(
        identifiers: dataset.classIdentifiers, names: dataset.classNames, outputs: outputs
      ).outputOfLabel
    }
    let isSame = dataset.classNames.count == outputCount
    return dataset.classNames.indices.map { isSame ? $0 : nil }
  }
}
