import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

extension ExportContext {
  private static let trailLevels = 65_535

  /// The sequences of maps over layers and epochs with their trails, of the images that take part.
  func evolutionEntries() async throws -> [PackEntry] {
    var report = try EvolutionReport(study)
    var entries: [PackEntry] = []
    for place in report.sequences.indices {
      try progressed("evolution", place, of: report.sequences.count, layer: report.sequences[place].name)
      guard let entry = try sequenceEntry(&report.sequences[place]) else { continue }
      entries.append(entry)
    }
    report.sequences.removeAll { $0.itemCount == 0 }
    return [PackEntry(name: "/api/evolution", files: [try PackFile("", json: report)])] + entries
  }

  private func sequenceEntry(_ sequence: inout EvolutionSequence) throws -> PackEntry? {
    func file(_ array: EvolutionArray) throws -> NPYFile? {
      try EvolutionReport.file(array, sequence: sequence.folder, of: study).map { try NPYFile(contentsOf: $0) }
    }
    guard let items = try file(.items)?.int32Elements(), let positions = try file(.positions)?.floatElements(),
      let trails = try file(.trails)?.floatElements(), let labels = try file(.neighborLabels)?.int32Elements()
    else {
      sequence.itemCount = 0
      return nil
    }
    let all = items.count
    let kept = items.indices.filter { sample.place(of: Int(items[$0])) != nil }
    sequence.itemCount = kept.count
    sequence.strays = has(.labels) ? sequence.strays.compactMap(sampled) : []
    guard !kept.isEmpty else { return nil }
    let (frames, vertices) = (sequence.frames.count, sequence.vertexCount)
    if !has(.labels) {
      for frame in sequence.frames.indices {
        sequence.frames[frame].metrics = sequence.frames[frame].metrics.filter { Self.isUnlabeled($0.key) }
      }
    }
    var (places, ways, around): ([Float], [Float], [Int32]) = ([], [], [])
    for frame in 0..<frames {
      for item in kept {
        let start = 2 * (frame * all + item)
        places += positions[start..<(start + 2)]
        around.append(has(.labels) ? labels[frame * all + item] : -1)
      }
    }
    for item in kept { ways += trails[(2 * vertices * item)..<(2 * vertices * (item + 1))] }
    let own = kept.map { Int32(sample.place(of: Int(items[$0])) ?? 0) }
    // The page takes all coordinates of an array from the same least and largest values.
    return PackEntry(
      name: "/api/evolution/\(sequence.folder)",
      files: [
        PackFile("/items.npy", .integers(own, shape: [own.count])),
        PackFile("/positions.npy", coordinates(places, shape: [frames, kept.count, 2])),
        PackFile("/trails.npy", coordinates(ways, shape: [kept.count, vertices, 2])),
        PackFile("/neighbor-labels.npy", .integers(around, shape: [frames, kept.count])),
      ])
  }

  private func coordinates(_ values: [Float], shape: [Int]) -> PackedArray {
    let flat = PackedArray.scaled(
      values, shape: [values.count / 2, 2], levels: Self.trailLevels, columnsTogether: true)
    return flat.told(as: shape)
  }

  private func sampled(_ stray: EvolutionSequence.Stray) -> EvolutionSequence.Stray? {
    guard let place = sample.place(of: stray.item) else { return nil }
    var stray = stray
    stray.item = place
    return stray
  }

  private static func isUnlabeled(_ metric: String) -> Bool {
    ["movement", "stability", "trustworthiness"].contains(metric)
  }
}
