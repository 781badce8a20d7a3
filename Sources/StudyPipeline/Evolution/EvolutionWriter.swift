import Foundation
import NumericKernels
import StudyStore
import TrailBundling

/// Writes the files of a sequence, each beside its place first, and records them.
struct EvolutionWriter {
  static let description = "sequence.json"

  let study: Study
  let sequence: EvolutionSequence

  /// Writes and records everything; nothing is recorded before every file is in place.
  func write(
    items: [Int], positions: [Matrix], trails: FrameTrails, majorities: [[Int?]], run: StudyRun,
    effective: [String: JSONValue]
  ) throws {
    let folder = study.paths.evolution.appendingPathComponent(sequence.folder, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw StudyPipelineError.unwritable(folder, error)
    }
    let (frameCount, itemCount) = (positions.count, items.count)
    let shapes: [(array: EvolutionArray, shape: [Int])] = [
      (.items, [itemCount]), (.positions, [frameCount, itemCount, 2]), (.trails, [itemCount, trails.vertexCount, 2]),
      (.neighborLabels, [frameCount, itemCount]),
    ]
    for (array, shape) in shapes {
      let url = folder.appendingPathComponent(array.fileName)
      switch array {
      case .items: try NPYWriter.write(items.map(Int32.init), shape: shape, to: url)
      case .positions: try NPYWriter.write(Array(positions.map(\.elements).joined()), shape: shape, to: url)
      case .trails: try NPYWriter.write(trails.vertices, shape: shape, to: url)
      case .neighborLabels:
        try NPYWriter.write(majorities.joined().map { Int32($0 ?? -1) }, shape: shape, to: url)
      }
    }
    let description = folder.appendingPathComponent(Self.description)
    do {
      try StudyJSON.data(sequence).write(wholeTo: description)
    } catch let error as CocoaError {
      throw StudyPipelineError.unwritable(description, error)
    }
    try study.finishRun(
      run,
      artifacts: shapes.map {
        FinishedArtifact(path: $0.array.path(inSequence: sequence.folder), role: $0.array.role, shape: $0.shape)
      } + [FinishedArtifact(path: "evolution/\(sequence.folder)/\(Self.description)", role: .evolution)],
      effective: effective)
  }
}
