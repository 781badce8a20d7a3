import Foundation
import NumericKernels
import StudyStore

/// Embeddings with small numbers, and by how much these differ.
struct EmbeddingContents {
  var entries: [PackEntry]
  /// The largest error of a coordinate, in units of the root mean square radius of its embedding.
  var largestError: Double
}

extension ExportContext {
  /// Steps between the least and the largest coordinate of a dimension.
  private static let coordinateLevels = 65_535
  /// Steps of a point's trustworthiness.
  private static let trustLevels = 255

  /// Every embedding, aligned where it is, and the trust of its points.
  func embeddingContents() throws -> EmbeddingContents {
    var contents = EmbeddingContents(entries: [], largestError: 0)
    for (place, (model, layer)) in layers.enumerated() {
      try progressed("embeddings", place, of: layers.count, layer: layer.name)
      for embedding in layer.embeddings {
        let aligned = try study.file(
          .alignedEmbedding, name: embedding.name, layer: layer.folder, of: model.folder)
        guard
          let file = try aligned
            ?? study.file(.embedding, name: embedding.name, layer: layer.folder, of: model.folder)
        else { continue }
        let (values, shape) = try sample.selected(NPYFile(contentsOf: file))
        let packed = PackedArray.scaled(values, shape: shape, levels: Self.coordinateLevels, columnsTogether: true)
        let error = Double(packed.largestStep) / 2 / Self.radius(values, columns: shape.last ?? 1)
        contents.largestError = max(contents.largestError, error)
        var files = [PackFile(aligned == nil ? "" : "/aligned", packed)]
        if let trust = try study.file(.embeddingTrust, name: embedding.name, layer: layer.folder, of: model.folder) {
          let (values, shape) = try sample.selected(NPYFile(contentsOf: trust))
          files.append(PackFile("/trust", .scaled(values, shape: shape, levels: Self.trustLevels)))
        }
        contents.entries.append(
          PackEntry(name: "\(Self.address(model, layer))/embeddings/\(embedding.name)", files: files))
      }
    }
    return contents
  }

  /// The root mean square distance from the mean.
  private static func radius(_ values: [Float], columns: Int) -> Double {
    let rows = values.count / max(1, columns)
    guard rows > 0 else { return 1 }
    var squares = 0.0
    for column in 0..<columns {
      var (sum, square) = (0.0, 0.0)
      for row in 0..<rows { sum += Double(values[row * columns + column]) }
      for row in 0..<rows {
        let difference = Double(values[row * columns + column]) - sum / Double(rows)
        square += difference * difference
      }
      squares += square
    }
    let radius = (squares / Double(rows)).squareRoot()
    return radius > 0 ? radius : 1
  }
}
