import ArrayArchives
public import Foundation
import NumericKernels
import StudyPipeline
public import StudyStore

/// The arrays of a study as one `.npz` file. Row `i` of each is item `i`.
///
/// The arrays of a layer are called as their files are in the study: `M/L/activations`, `M/L/neighbors`,
/// `M/L/neighbor-distances`, `M/L/umap-2d`, `M/L/umap-2d.trust`, with the folders `M` of the network and `L` of the layer. Besides
/// there are `labels` (Int32, -1 for none) and `classes` (their names), `identifiers`, `attributes/NAME`, and for each network
/// `M/predictions/classes` (items × 5, Int32, the most probable first, -1 where there are fewer), `M/predictions/probabilities` and
/// `M/predictions/names`.
public struct StudyArrays: Sendable {
  /// Kinds of arrays.
  public enum Kind: String, Sendable, CaseIterable {
    /// Items × features, Float32.
    case activations
    /// Items × dimensions, Float32.
    case embeddings
    /// Items × k, Int32 and Float32.
    case neighbors
    /// Items, Float32, for each embedding.
    case trust
    /// Items, Int32, and names of the classes.
    case labels
    /// What networks say.
    case predictions
    /// What images are called.
    case identifiers
    /// The further columns of the manifest.
    case attributes
  }

  private let study: Study
  private let choice: ExportChoice
  private let kinds: Set<Kind>

  /// Prepares; nothing is read yet.
  public init(_ study: Study, choice: ExportChoice, kinds: Set<Kind> = Set(Kind.allCases)) {
    (self.study, self.choice, self.kinds) = (study, choice, kinds)
  }

  /// Writes the file array by array; none is held in memory. It appears under its name when it is whole; an older one is replaced.
  /// The same study gives the same bytes.
  /// - Parameters:
  ///   - url: where.
  ///   - isCompressed: whether arrays are deflated. Floats shrink by a tenth or so, and reading takes longer.
  ///   - report: told how many arrays of how many are written; throws to stop, which leaves no file.
  /// - Returns: the names of the arrays.
  /// - Throws: as ``ExportChoice/chosenLayers(of:)``; errors of the study's files; `badInput` when nothing is left to write.
  @discardableResult
  public func write(
    to url: URL, isCompressed: Bool = false, report: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> [String] {
    let parts = try layerFiles().map { file in
      Part(name: file.name) { writer in try writer.add(file.name, contentsOf: file.url) }
    }
    let all = try itemParts() + predictionParts() + parts
    guard !all.isEmpty else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The chosen layers have none of these arrays: \(kinds.map(\.rawValue).sorted().joined(separator: ", ")). "
          + "Choose others with --arrays and --layers.")
    }
    let writer = try NPZWriter(url: url, isCompressed: isCompressed)
    for (index, part) in all.enumerated() {
      try report(index, all.count)
      try part.add(writer)
    }
    try writer.finish()
    return all.map(\.name)
  }

  private struct Part {
    let name: String
    let add: (NPZWriter) throws -> Void
  }

  private func layerFiles() throws -> [(name: String, url: URL)] {
    try choice.chosenLayers(of: study).flatMap { chosen in
      var roles: [(ArtifactRole, String?)] = []
      if kinds.contains(.activations) { roles.append((.activations, nil)) }
      if kinds.contains(.neighbors) { roles += [(.neighbors, nil), (.neighborDistances, nil)] }
      for name in chosen.embeddings {
        if kinds.contains(.embeddings) { roles.append((.embedding, name)) }
        if kinds.contains(.trust) { roles.append((.embeddingTrust, name)) }
      }
      return try roles.compactMap { role, name -> (name: String, url: URL)? in
        guard
          let url = try study.file(role, name: name, layer: chosen.layer.folder, of: chosen.model.folder)
        else { return nil }
        return ("\(chosen.path)/\(url.deletingPathExtension().lastPathComponent)", url)
      }
    }
  }

  private func itemParts() throws -> [Part] {
    var parts: [Part] = []
    let items = try study.database.items()
    if kinds.contains(.labels) {
      let (labels, classes) = (try study.database.itemLabels(), try study.database.classes())
      parts.append(Part(name: "labels") { try $0.add("labels", labels, shape: [labels.count]) })
      parts.append(Part(name: "classes") { try $0.add("classes", classes) })
    }
    if kinds.contains(.identifiers), !choice.without.contains(.names) {
      parts.append(Part(name: "identifiers") { try $0.add("identifiers", items.map(\.identifier)) })
    }
    if kinds.contains(.attributes), !choice.without.contains(.attributes) {
      for name in try study.description().attributes {
        let part = "attributes/\(name)"
        parts.append(Part(name: part) { try $0.add(part, items.map { $0.attributes[name] ?? "" }) })
      }
    }
    return parts
  }

  private func predictionParts() throws -> [Part] {
    guard kinds.contains(.predictions) else { return [] }
    return try choice.models(of: study).flatMap { model -> [Part] in
      guard let said = try study.database.predictionColumns(ofModel: model.folder) else { return [] }
      let (path, rankCount) = ("\(model.folder)/predictions", 5)
      let shape = [said.classIndex.count, rankCount]
      func padded<Value>(_ rows: [[Value]], with filler: Value) -> [Value] {
        rows.flatMap { $0.prefix(rankCount) + Array(repeating: filler, count: max(0, rankCount - $0.count)) }
      }
      let classes = padded(said.top5.classIndex.map { $0.map { Int32($0) } }, with: -1)
      let probabilities = padded(said.top5.probability, with: 0)
      let names = model.outputClasses.map(\.name)
      return [
        Part(name: "\(path)/classes") { try $0.add("\(path)/classes", classes, shape: shape) },
        Part(name: "\(path)/probabilities") { try $0.add("\(path)/probabilities", probabilities, shape: shape) },
        Part(name: "\(path)/names") { try $0.add("\(path)/names", names) },
      ]
    }
  }
}
