import Foundation
import StudyPipeline
import StudyStore

/// Sequences of maps as tables.
struct EvolutionText {
  /// What `--json` prints.
  struct Document: Encodable {
    let sequences: [EvolutionSequence]
  }

  private static let nameWidth = 24
  private static let strayCount = 5

  private let sequences: [EvolutionSequence]
  private let classes: [String]

  init(_ sequences: [EvolutionSequence], classes: [String]) {
    (self.sequences, self.classes) = (sequences, classes)
  }

  var text: String {
    sequences.map { "\(heading(of: $0))\n\(table(of: $0).text)\n\(strays(of: $0))" }.joined(separator: "\n\n")
  }

  private func heading(of sequence: EvolutionSequence) -> String {
    var parts = ["\(sequence.name): \(sequence.itemCount) images", sequence.method]
    if let penalty = sequence.parameters["movementPenalty"]?.effective.doubleValue {
      parts.append(String(format: "movement penalty %g", penalty))
    }
    return parts.joined(separator: ", ")
  }

  private func table(of sequence: EvolutionSequence) -> TextTable {
    let measures = [
      ("hit", "neighborhoodHit"), ("in layer", "layerNeighborhoodHit"), ("silh.", "separation"),
      ("trust", "trustworthiness"), ("movement", "movement"), ("stability", "stability"),
      ("in layer", "layerStability"),
    ]
    var table = TextTable(columns: [("#", .right), ("frame", .left)] + measures.map { ($0.0, .right) })
    for (place, frame) in sequence.frames.enumerated() {
      table.add(
        [String(place), TextTable.shortened(frame.name, to: Self.nameWidth)]
          + measures.map { frame.metrics[$0.1].map { String(format: "%.3f", $0) } ?? "–" })
    }
    return table
  }

  private func strays(of sequence: EvolutionSequence) -> String {
    guard !sequence.strays.isEmpty else { return "No trail strays." }
    let shown = sequence.strays.prefix(Self.strayCount).map { stray in
      let via = classes.indices.contains(stray.via) ? classes[stray.via] : "class \(stray.via)"
      let frames = stray.frames.map { sequence.frames[$0].name }
      return "image \(stray.item) via \(via) (\(frames[0]) to \(frames[1]))"
    }
    let more = sequence.strays.count > Self.strayCount ? ", …" : ""
    let count = sequence.strays.count == 1 ? "1 stray trail" : "\(sequence.strays.count) stray trails"
    return "\(count): \(shown.joined(separator: ", "))\(more)."
  }
}
