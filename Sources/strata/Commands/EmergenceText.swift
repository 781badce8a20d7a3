import StudyPipeline

/// Where classes separate and images find their class, for a terminal.
struct EmergenceText {
  private static let (nameWidth, classesWidth) = (28, 52)

  private let report: EmergenceReport

  init(_ report: EmergenceReport) { self.report = report }

  /// One row for each layer at which something happens, and one for what never does.
  var table: String {
    var table = TextTable(columns: [
      ("#", .right), ("from layer", .left), ("images find their class", .right), ("classes separate", .left),
    ])
    for (place, layer) in report.layers.enumerated() where layer.imageCount + layer.classCount > 0 {
      table.add([
        String(place), TextTable.shortened(layer.name, to: Self.nameWidth), String(layer.imageCount), classes(place),
      ])
    }
    let lost = report.images.count { $0 == -1 }
    if lost > 0 || report.classes.contains(where: { $0.layer < 0 }) {
      table.add(["–", "never", String(lost), classes(-1)])
    }
    return table.text
  }

  /// The names of the classes of a layer, as many as fit.
  private func classes(_ layer: Int) -> String {
    let names = report.classes.filter { $0.layer == layer }.map(\.name)
    var text = ""
    for (place, name) in names.enumerated() {
      let next = (text.isEmpty ? "" : text + ", ") + name
      let rest = names.count - place - 1
      guard next.count <= Self.classesWidth - (rest > 0 ? 12 : 0) || text.isEmpty else {
        return text + " and \(rest + 1) more"
      }
      text = text.isEmpty ? TextTable.shortened(name, to: Self.classesWidth - 12) : next
    }
    return text
  }
}
