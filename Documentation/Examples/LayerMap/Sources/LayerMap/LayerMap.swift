import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels

/// Maps the activations of a layer into the plane, and says how far the map can be trusted:
///
///     swift run -c release LayerMap activations.npy map.npy
@main
struct LayerMap {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      print("usage: LayerMap ACTIVATIONS.npy MAP.npy")
      exit(64)
    }
    do {
      try map(URL(fileURLWithPath: arguments[1]), to: URL(fileURLWithPath: arguments[2]))
    } catch {
      // Errors say what, where, what was expected and what to do.
      FileHandle.standardError.write(Data("LayerMap: \(error)\n".utf8))
      exit(65)
    }
  }

  static func map(_ input: URL, to output: URL) throws {
    let activations = try NPYFile(contentsOf: input).matrix()
    var options = UMAPOptions()
    options.seed = 42
    let neighbors = try NearestNeighbors().neighbors(of: activations, neighborCount: options.neighborCount - 1)
    let result = try UMAP(options: options).embed(activations, neighbors: neighbors)
    let quality = try Trustworthiness(of: result.embedding, data: activations)
    try NPYWriter.write(result.embedding, to: output)
    print("\(activations.rowCount) points, trustworthiness \((quality.overall * 1000).rounded() / 1000)")
  }
}
