import ArgumentParser
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// An embedding of a layer, seen in a plane.
struct EmbeddingView {
  let layer: LayerDescription
  let embedding: EmbeddingDescription
  /// Rows × dimensions; turned onto the next layer's where that has been done.
  let matrix: Matrix
  let isAligned: Bool

  /// Reads the embedding of that name; without one the layer's first in two dimensions, or else its first.
  init(_ study: Study, model: ModelDescription, layer: LayerDescription, named name: String?) throws {
    let known = layer.embeddings
    let chosen =
      name.map { name in known.first { $0.name == name } } ?? known.first { $0.dimensions == 2 } ?? known.first
    guard let chosen else {
      throw ValidationError(
        known.isEmpty
          ? "The layer \(layer.name) has no embedding. Run strata analyze again with --embed \(name ?? "umap-2d")."
          : "The layer \(layer.name) has no embedding \(name ?? ""). It has: "
            + "\(known.map(\.name).joined(separator: ", ")).")
    }
    (self.layer, embedding) = (layer, chosen)
    let aligned = try study.file(.alignedEmbedding, name: chosen.name, layer: layer.folder, of: model.folder)
    let plain = try study.file(.embedding, name: chosen.name, layer: layer.folder, of: model.folder)
    guard let file = aligned ?? plain else {
      throw ValidationError("The file of \(chosen.name) of \(layer.name) is missing. Run strata analyze again.")
    }
    matrix = try NPYFile(contentsOf: file).matrix()
    isAligned = aligned != nil
  }

  /// x and y of every row in a plane, which two rows of as many numbers as there are dimensions span.
  func positions(in plane: [Double]) -> [Float] { Self.positions(of: matrix, in: plane) }

  /// The same of other points.
  static func positions(of matrix: Matrix, in plane: [Double]) -> [Float] {
    let size = matrix.columnCount
    var positions = [Float](repeating: 0, count: 2 * matrix.rowCount)
    for row in 0..<matrix.rowCount {
      for axis in 0..<2 {
        var sum = 0.0
        for column in 0..<size { sum += plane[axis * size + column] * Double(matrix[row, column]) }
        positions[2 * row + axis] = Float(sum)
      }
    }
    return positions
  }

  /// What the layer's images are in the map, in numbers.
  var quality: String {
    var parts: [String] = []
    if let trust = layer.metrics["trustworthiness.\(embedding.name)"] {
      parts.append("trust \(FigureSource.share(trust))")
    }
    if let hit = layer.metrics["neighborhoodHit.\(embedding.name)"] { parts.append("hit \(FigureSource.share(hit))") }
    let space = embedding.dimensions > 2 ? " in \(embedding.dimensions)-D" : ""
    return parts.isEmpty ? "" : parts.joined(separator: ", ") + space
  }

  /// The same in words.
  var qualityInWords: String {
    let known = [
      ("trustworthiness", "trustworthiness", 15), ("neighbourhood hit", "neighborhoodHit", 6),
    ].compactMap { name, key, count in
      layer.metrics["\(key).\(embedding.name)"].map { "\(name) \(FigureSource.share($0)) (k = \(count))" }
    }
    return known.joined(separator: ", ") + (embedding.dimensions > 2 ? " in \(embedding.dimensions) dimensions" : "")
  }

  /// How it was made, such as `umap-2d (15 neighbours)`.
  var method: String {
    let parameters = embedding.parameters
    if let count = parameters["neighborCount"]?.effective.doubleValue {
      return "\(embedding.name) (\(Int(count)) neighbours)"
    }
    guard let perplexity = parameters["perplexity"]?.effective.doubleValue else { return embedding.name }
    return "\(embedding.name) (perplexity \(String(format: "%g", perplexity)))"
  }
}

/// The plane in which a map of more than two dimensions is seen at first, as on the page.
enum FirstPlane {
  /// Above so many points an even choice of so many gives the same plane.
  private static let sampleLimit = 20_000

  /// The two principal axes of the directions from the median to every point, each direction counting once (the spatial sign
  /// covariance): a few points far out do not decide. In two dimensions, the axes as they are. O(rows · dimensions²).
  static func rows(of matrix: Matrix) throws -> [Double] {
    let size = matrix.columnCount
    guard size > 2 else { return [1, 0, 0, 1] }
    let count = min(matrix.rowCount, sampleLimit)
    let chosen = (0..<count).map { $0 * matrix.rowCount / max(1, count) }
    let middle = (0..<size).map { column -> Double in
      let values = chosen.map { matrix[$0, column] }.sorted()
      return values.isEmpty ? 0 : Double(values[values.count / 2])
    }
    var covariance = [Double](repeating: 0, count: size * size)
    var mean = [Double](repeating: 0, count: size)
    let directions = chosen.map { row -> [Double] in
      let offset = (0..<size).map { Double(matrix[row, $0]) - middle[$0] }
      let length = offset.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return offset.map { $0 / (length > 0 ? length : 1) }
    }
    for direction in directions { for axis in 0..<size { mean[axis] += direction[axis] / Double(max(1, count)) } }
    for direction in directions {
      for first in 0..<size {
        for second in 0..<size {
          covariance[first * size + second] += (direction[first] - mean[first]) * (direction[second] - mean[second])
        }
      }
    }
    return try DenseAlgebra.largestEigenpairs(of: covariance, order: size, count: 2).vectors
  }
}
