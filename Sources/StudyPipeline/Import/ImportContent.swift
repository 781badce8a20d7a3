import Foundation
import NumericKernels
import StudyStore

/// The arrays of an import: layers, ready-made embeddings, and which embeddings are still to be made.
struct ImportContent {
  let sources: ImportSources
  let modelName: String
  let given: [GivenEmbeddingStage.Placed]
  /// What is computed; those that are given are not.
  let embeddings: [EmbeddingRequest]
  let remarks: [String]
  /// Whether the layers are nothing but the given embeddings.
  let isEmbeddingOnly: Bool

  /// Opens the files that the options name.
  init(_ asked: ImportOptions) throws {
    var options = asked
    var remarks: [String] = []
    isEmbeddingOnly = asked.arrays.isEmpty
    if isEmbeddingOnly {
      guard !asked.given.isEmpty else {
        throw StudyPipelineError(
          kind: .badInput, description: "There is nothing to import. Give files that end in .npy, .npz or .csv.")
      }
      // Neighbors and measures need some data: the coordinates themselves.
      options.arrays = asked.given.map(\.file)
      remarks.append(
        "No activations are given: neighbours, trust and measures are those of the coordinates themselves.")
    }
    let sources = try ImportSources(options)
    self.sources = sources
    modelName = try asked.modelName ?? sources.modelName ?? Self.modelName(of: options.arrays)
    given = try asked.given.enumerated().map { index, embedding in
      try Self.placed(embedding, options, layers: sources.layers, own: asked.arrays.isEmpty ? index : nil)
    }
    try Self.requireDistinct(given)
    let names = Set(given.map(\.name))
    embeddings = isEmbeddingOnly ? [] : asked.embeddings.filter { !names.contains($0.name) }
    for request in asked.embeddings where names.contains(request.name) && !isEmbeddingOnly {
      remarks.append("\(request.name) is given, so it is not computed.")
    }
    self.remarks = sources.remarks + remarks
  }

  /// Throws `badInput` unless there is one prediction a row.
  func require(_ predictions: ImportedPredictions?, at url: URL?) throws {
    guard let predictions, let first = sources.layers.first, predictions.rows.count != first.rowCount else { return }
    throw StudyPipelineError(
      kind: .badInput,
      description: "\(url?.path ?? first.place) has \(predictions.rows.count) predictions, but \(first.place) has "
        + "\(first.rowCount) rows. Give one for each row, in the same order.")
  }

  private static func modelName(of files: [URL]) throws -> String {
    if files.count == 1 { return files[0].deletingPathExtension().lastPathComponent }
    return files[0].standardizedFileURL.deletingLastPathComponent().lastPathComponent
  }

  private static func placed(
    _ embedding: GivenEmbedding, _ options: ImportOptions, layers: [ImportedArray], own: Int?
  ) throws -> GivenEmbeddingStage.Placed {
    let array = try own.map { layers[$0] } ?? ImportSources.single(embedding.file, options)
    guard let first = layers.first, array.rowCount == first.rowCount else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(array.place) has \(array.rowCount) rows, but \(layers.first?.place ?? "") has "
          + "\(layers.first?.rowCount ?? 0). Row i of every array must be the same item.")
    }
    guard array.columnCount <= 64 else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(array.place) has \(array.columnCount) dimensions; an embedding has at most 64. Give it among the arrays "
          + "instead, as a layer.")
    }
    var layer = own ?? layers.count - 1
    if let wanted = embedding.layer {
      guard let found = layers.firstIndex(where: { $0.name == wanted }) else {
        throw StudyPipelineError(
          kind: .badInput,
          description: "There is no layer \(wanted) for the embedding \(array.place). There are: "
            + "\(layers.map(\.name).joined(separator: ", ")).")
      }
      layer = found
    }
    return .init(name: try name(of: embedding, dimensions: array.columnCount), array: array, layer: layer)
  }

  /// Names are part of file names and addresses.
  private static func name(of embedding: GivenEmbedding, dimensions: Int) throws -> String {
    let stem = embedding.file.deletingPathExtension().lastPathComponent
    let standard = stem.firstMatch(of: /-\d+d$/) == nil ? "\(stem)-\(dimensions)d" : stem
    let name = embedding.name ?? StudyPaths.folderName(for: standard)
    guard StudyPaths.folderName(for: name) == name, !["activations", "neighbors", "neighbor-distances"].contains(name)
    else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\"\(name)\" cannot be the name of an embedding. Use letters, digits, points, - and _, as in "
          + "--embedding my-umap=\(embedding.file.lastPathComponent).")
    }
    return name
  }

  private static func requireDistinct(_ given: [GivenEmbeddingStage.Placed]) throws {
    for (index, one) in given.enumerated() {
      for other in given[..<index] where other.name == one.name {
        guard other.layer != one.layer, other.array.columnCount == one.array.columnCount else {
          throw StudyPipelineError(
            kind: .badInput,
            description:
              "\(other.array.place) and \(one.array.place) would both be the embedding \(one.name). Name one of "
              + "them, as in --embedding other=\(one.array.place).")
        }
      }
    }
  }
}

extension ImportSources {
  /// A file with a single array.
  static func single(_ url: URL, _ options: ImportOptions) throws -> ImportedArray {
    var own = ImportOptions(study: options.study, arrays: [url])
    (own.columns, own.labelColumn) = ([], nil)
    let sources = try ImportSources(own)
    guard sources.layers.count == 1 else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(url.path) holds \(sources.layers.count) arrays: \(sources.layers.map(\.name).joined(separator: ", ")). "
          + "Save the embedding alone, as .npy.")
    }
    return sources.layers[0]
  }
}
