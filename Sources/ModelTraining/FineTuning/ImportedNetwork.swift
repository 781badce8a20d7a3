import Foundation
import ImageDatasets
import ONNXModel

/// A network from a file that takes images of a known size.
struct ImportedNetwork {
  let network: ONNXNetwork
  /// Channels, height and width.
  let imageShape: [Int]

  init(_ network: ONNXNetwork) throws {
    let shape = network.inputs[0].shape
    let known = shape.dropFirst().compactMap(\.self)
    guard shape.count == 4, known.count == 3 else {
      let found = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
      throw ModelTrainingError(
        kind: .badInput,
        description: """
          The input of \(network.url.relativePath) is [\(found)]. Fine-tuning takes images, [any, channels, height, width] \
          of fixed size. Export the network with a fixed height and width.
          """)
    }
    self.network = network
    imageShape = known
  }
}

extension TrainingRequest {
  /// The network of the file, where one is asked for.
  func importedNetwork() throws -> ImportedNetwork? {
    guard case .imported(let url, _) = network else { return nil }
    return try ImportedNetwork(ONNXNetwork(contentsOf: url))
  }
}

extension Preprocessing {
  /// Images with an eighth more than the crop on each axis: 256 pixels for 224.
  var withRoomForCrops: Preprocessing {
    guard let crop else { return self }
    let enlarged = { (side: Int) in (side * 256 + 112) / 224 }
    var result = self
    result.crop = CropSize(height: enlarged(crop.height), width: enlarged(crop.width))
    switch resizing {
    case .exact(let height, let width): result.resizing = .exact(height: enlarged(height), width: enlarged(width))
    case .shorterSide(let side): result.resizing = .shorterSide(max(side, enlarged(min(crop.height, crop.width))))
    case .automatic, .none: result.resizing = .shorterSide(enlarged(max(crop.height, crop.width)))
    }
    return result
  }
}
