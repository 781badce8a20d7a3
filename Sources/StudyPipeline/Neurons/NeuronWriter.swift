import Foundation
import NeuronAnalysis
import NumericKernels
import StudyStore

/// Writes the files of a layer's neurons, each beside its place first.
struct NeuronWriter {
  let study: Study
  let layer: StudyLayer
  let model: String

  /// Writes everything and tells what there is now, to be recorded.
  func write(
    _ document: NeuronDocument, maps: [NeuronProjection], scores: [(measure: DiscriminativeMeasure, values: Matrix)]
  ) throws -> [FinishedArtifact] {
    try makeFolder(nil)
    let arrays = try maps.map { map in
      try array(map.positions, map.method.rawValue, role: .neuronPositions, name: map.method.rawValue)
    }
    return try arrays + write(scores, by: nil, in: nil)
      + [json(document, NeuronFiles.description, role: .neurons, name: nil)]
  }

  /// Writes how well the neurons tell a column's values apart.
  func write(
    _ document: NeuronGroupDocument, scores: [(measure: DiscriminativeMeasure, values: Matrix)]
  ) throws -> [FinishedArtifact] {
    let folder = NeuronFiles.groupFolder(document.column)
    try makeFolder(folder)
    return try write(scores, by: document.column, in: folder)
      + [json(document, "\(folder)/\(NeuronFiles.groupDescription)", role: .neuronGroups, name: document.column)]
  }

  private func write(
    _ scores: [(measure: DiscriminativeMeasure, values: Matrix)], by column: String?, in folder: String?
  ) throws -> [FinishedArtifact] {
    try scores.map { score in
      let name = score.measure.rawValue
      return try array(
        score.values, (folder.map { $0 + "/" } ?? "") + "score-" + name, role: .neuronScores,
        name: NeuronFiles.scoreName(name, by: column))
    }
  }

  private func array(
    _ matrix: Matrix, _ file: String, role: ArtifactRole, name: String
  ) throws -> FinishedArtifact {
    let shape = [matrix.rowCount, matrix.columnCount]
    try NPYWriter.write(matrix.elements, shape: shape, to: url(file + ".npy"))
    return FinishedArtifact(path: path(file + ".npy"), role: role, name: name, shape: shape)
  }

  private func json(
    _ document: some Encodable, _ file: String, role: ArtifactRole, name: String?
  ) throws -> FinishedArtifact {
    do {
      try StudyJSON.data(document).write(wholeTo: url(file))
    } catch let error as CocoaError {
      throw StudyPipelineError.unwritable(url(file), error)
    }
    return FinishedArtifact(path: path(file), role: role, name: name)
  }

  private func makeFolder(_ name: String?) throws {
    let folder = url(name ?? "")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw StudyPipelineError.unwritable(folder, error)
    }
  }

  private func url(_ name: String) -> URL { study.paths.url(ofRelativePath: path(name)) }

  private func path(_ name: String) -> String { NeuronFiles.path(name, layer: layer, model: model) }
}
