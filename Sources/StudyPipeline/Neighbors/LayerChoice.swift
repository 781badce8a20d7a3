import Foundation
package import StudyStore

/// Which layers of a study are meant.
package struct LayerChoice {
  /// What the input is called, whatever its tensor's name.
  package static let pixels = "pixels"

  package let layers: [StudyLayer]
  package let outputCount: Int

  /// Of the layers of a network with so many outputs.
  package init(layers: [StudyLayer], outputCount: Int) { (self.layers, self.outputCount) = (layers, outputCount) }

  /// The layers that patterns name, each once, in the order of the patterns; without patterns the input, the layer half
  /// way and the last one before the outputs.
  package func callAsFunction(_ patterns: [String]) throws -> [StudyLayer] {
    guard !patterns.isEmpty else { return defaults }
    var chosen: [StudyLayer] = []
    for pattern in patterns {
      let found = layers.enumerated().filter { Self.matches($1, index: $0, pattern) }.map(\.element)
      guard !found.isEmpty else { throw unknown(pattern) }
      chosen += found.filter { layer in !chosen.contains { $0.folder == layer.folder } }
    }
    return chosen
  }

  /// The layers that patterns name, in the order of the network; without patterns all between the input and the outputs,
  /// or all that there are when none is between.
  package func inOrder(_ patterns: [String]) throws -> [StudyLayer] {
    guard patterns.isEmpty else {
      let wanted = try self(patterns).map(\.folder)
      return layers.filter { wanted.contains($0.folder) }
    }
    return hidden.isEmpty ? layers : hidden
  }

  private var hidden: [StudyLayer] {
    layers.filter { $0.operatorName != "Input" && $0.featureCount != outputCount }
  }

  private var defaults: [StudyLayer] {
    let hidden = self.hidden
    let last = hidden.last ?? layers.last
    let half = hidden.isEmpty ? nil : hidden[(hidden.count - 1) / 2]
    return [layers.first { $0.operatorName == "Input" }, half, last].compactMap(\.self)
      .reduce(into: []) { chosen, layer in
        if !chosen.contains(where: { $0.folder == layer.folder }) { chosen.append(layer) }
      }
  }

  /// Whether a pattern means a layer: its name or folder, a pattern of its name, `#` and its number, or `pixels`.
  package static func matches(_ layer: StudyLayer, index: Int, _ pattern: String) -> Bool {
    if pattern == pixels, layer.operatorName == "Input" { return true }
    if pattern == "#\(index)" || pattern == layer.folder || pattern == layer.name { return true }
    return fnmatch(pattern, layer.name, 0) == 0
  }

  private func unknown(_ pattern: String) -> StudyPipelineError {
    let names = layers.map(\.name).joined(separator: ", ")
    return StudyPipelineError(
      kind: .badInput,
      description: pattern == Self.pixels
        ? "The input is not among the analyzed layers, so there are no pixels to compare. Analyze again without --layers, "
          + "or with the input among them."
        : "The study has no layer \(pattern). It has: \(names). Give a name, a pattern with * and ?, a number such as #3, "
          + "or pixels.")
  }
}
