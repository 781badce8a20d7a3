import ArgumentParser
import Figures
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// A sequence of a study with its arrays, as figures.
struct EvolutionFigureOutput {
  private let sequence: EvolutionSequence
  private let description: StudyDescription
  private let labels: [Int?]
  private let positions: [[Float]]
  private let trails: [Float]

  private let source: FigureSource

  /// Reads the sequence asked for; without one the only one there is, or the first over layers.
  init(_ source: FigureSource) throws {
    let (study, name) = (source.study, source.selection.sequence)
    self.source = source
    let sequences = try EvolutionReport(study).sequences
    guard let first = sequences.first else {
      throw ValidationError(
        "The study has no sequence of maps yet. Make one first: strata evolution --study \(study.url.path)")
    }
    guard let sequence = name.map({ name in sequences.first { $0.folder == name } }) ?? first else {
      throw ValidationError(
        "The study has no sequence \(name ?? ""). It has: \(sequences.map(\.folder).joined(separator: ", ")).")
    }
    func array(_ array: EvolutionArray) throws -> NPYFile {
      guard let file = try EvolutionReport.file(array, sequence: sequence.folder, of: study) else {
        throw ValidationError("The sequence \(sequence.folder) has no \(array.rawValue). Run strata evolution again.")
      }
      return try NPYFile(contentsOf: file)
    }
    let all = try study.database.items().map(\.labelIndex)
    labels = try array(.items).int32Elements().map { all[Int($0)] }
    let (places, size) = (try array(.positions).floatElements(), 2 * sequence.itemCount)
    positions = sequence.frames.indices.map { Array(places[$0 * size..<($0 + 1) * size]) }
    trails = try array(.trails).floatElements()
    self.sequence = sequence
    description = source.description
  }

  /// The trails, bundled as far as asked for: 0 leaves them straight.
  func evolution() -> EvolutionFigure {
    let strength = source.drawing.bundling ?? 0.8
    return EvolutionFigure(
      title: title, labels: labels, classes: description.classes,
      frames: zip(sequence.frames, positions).map {
        .init(name: $0.name, hit: $0.metrics["neighborhoodHit"], positions: $1)
      }, trails: drawn(strength), vertexCount: sequence.vertexCount,
      caption: [
        method + ".", measures + ".",
        String(format: "Trails bundled by kernel density, class by class, to %.0f %%.", 100 * strength),
        source.provenance,
      ])
  }

  /// Vertices on the line from the unbundled to the bundled place.
  private func drawn(_ strength: Double) -> [Float] {
    guard strength < 1 else { return trails }
    let (vertices, step) = (sequence.vertexCount, sequence.segmentVertexCount)
    var result = trails
    for item in 0..<sequence.itemCount {
      for vertex in 0..<vertices {
        let frame = min(vertex / step, sequence.frames.count - 2)
        let share = Float(vertex - frame * step) / Float(step)
        for axis in 0..<2 {
          let (before, after) = (positions[frame][2 * item + axis], positions[frame + 1][2 * item + axis])
          let place = (item * vertices + vertex) * 2 + axis
          let straight = before + share * (after - before)
          result[place] = Float(1 - strength) * straight + Float(strength) * trails[place]
        }
      }
    }
    return result
  }

  /// Some of the maps, side by side.
  func projection() throws -> MapFigure {
    let frames = source.selection.frames
    let chosen = frames.isEmpty ? [0, sequence.frames.count - 1] : frames
    if let missing = chosen.first(where: { !sequence.frames.indices.contains($0) }) {
      throw ValidationError("There is no frame \(missing); frames count from 0 to \(sequence.frames.count - 1).")
    }
    var figure = MapFigure(
      title: title, classes: description.classes,
      panels: chosen.map {
        .init(
          title: sequence.frames[$0].name, detail: detail(of: sequence.frames[$0]), positions: positions[$0],
          colors: .classes(labels))
      },
      caption: [
        method + ".",
        "NH: share of the 6 nearest in the map with the same label; in brackets among the layer's activations.",
        source.provenance,
      ])
    try source.draw(&figure)
    return figure
  }

  private var title: String { "\(description.name): \(sequence.name)" }

  private var method: String {
    var parts = ["\(sequence.itemCount) images", sequence.method]
    if let penalty = sequence.parameters["movementPenalty"]?.effective.doubleValue {
      parts.append(String(format: "movement penalty %g", penalty))
    }
    if let perplexity = sequence.parameters["perplexity"]?.effective.doubleValue {
      parts.append(String(format: "perplexity %g", perplexity))
    }
    if let seed = sequence.parameters["seed"]?.effective.integerValue { parts.append("seed \(seed)") }
    return parts.joined(separator: ", ")
  }

  private var measures: String {
    var parts: [String] = []
    if let movement = sequence.measures["meanMovement"] {
      parts.append(String(format: "Movement from frame to frame %.3f radii", movement))
    }
    if let first = sequence.measures["firstNeighborhoodHit"], let last = sequence.measures["lastNeighborhoodHit"] {
      parts.append(String(format: "neighborhood hit (k = 6) %.3f in the first, %.3f in the last map", first, last))
    }
    return parts.joined(separator: "; ")
  }

  private func detail(of frame: EvolutionSequence.Frame) -> String {
    var parts: [String] = []
    if let hit = frame.metrics["neighborhoodHit"] {
      let own = frame.metrics["layerNeighborhoodHit"].map { String(format: " (layer %.2f %%)", 100 * $0) } ?? ""
      parts.append(String(format: "NH %.2f %%", 100 * hit) + own)
    }
    let model = description.models.first { $0.folder == frame.model }
    if sequence.kind == .epochs, let accuracy = model?.accuracy?.top1 {
      parts.append(String(format: "accuracy %.2f %%", 100 * accuracy))
    }
    return parts.joined(separator: ", ")
  }
}
