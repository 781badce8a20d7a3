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
    let folder = study.paths.layer(layer.folder, of: model).appendingPathComponent(
      NeuronFiles.folder, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw StudyPipelineError.unwritable(folder, error)
    }
    var artifacts = try maps.map { map in
      try array(map.positions, map.method.rawValue, role: .neuronPositions, name: map.method.rawValue, in: folder)
    }
    artifacts += try scores.map { score in
      let name = score.measure.rawValue
      return try array(score.values, "score-" + name, role: .neuronScores, name: name, in: folder)
    }
    let description = folder.appendingPathComponent(NeuronFiles.description)
    do {
      try StudyJSON.data(document).write(to: description, options: .atomic)
    } catch let error as CocoaError {
      throw StudyPipelineError.unwritable(description, error)
    }
    artifacts.append(FinishedArtifact(path: path(NeuronFiles.description), role: .neurons))
    return artifacts
  }

  private func array(
    _ matrix: Matrix, _ file: String, role: ArtifactRole, name: String, in folder: URL
  ) throws -> FinishedArtifact {
    let shape = [matrix.rowCount, matrix.columnCount]
    try NPYWriter.write(matrix.elements, shape: shape, to: folder.appendingPathComponent(file + ".npy"))
    return FinishedArtifact(path: path(file + ".npy"), role: role, name: name, shape: shape)
  }

  private func path(_ name: String) -> String { NeuronFiles.path(name, layer: layer, model: model) }
}
