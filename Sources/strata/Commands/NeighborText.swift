import Foundation
import StudyPipeline

/// Neighbours for a terminal or a spreadsheet.
struct NeighborText {
  /// Longer labels lose their middle, so that three layers fit 100 columns.
  private static let labelWidth = 18

  private let table: NeighborTable

  init(_ table: NeighborTable) { self.table = table }

  /// A block for each query: a line a rank, a column a layer.
  var text: String {
    let blocks = table.rows.map { row in
      let name = row.query.item.map { "#\($0) \(row.query.identifier)" } ?? row.query.identifier
      return name + (row.query.label.map { " (\($0))" } ?? "") + "\n" + block(row).text
    }
    return "\(table.model): \(table.metric) distance, nearest of \(table.candidateCount) images\n\n"
      + blocks.joined(separator: "\n\n")
  }

  private func block(_ row: NeighborTable.Row) -> TextTable {
    let heads = zip(table.columns, row.neighbors).map { column, neighbors -> TextTable.Column in
      let name = TextTable.shortened(column.isInput ? "pixels" : column.layer, to: Self.labelWidth)
      let judged = neighbors.compactMap(\.isSameClass)
      return (judged.isEmpty ? name : "\(name) \(judged.count { $0 })/\(judged.count)", .left)
    }
    var text = TextTable(columns: [("", .right)] + heads)
    for rank in 0..<(row.neighbors.map(\.count).max() ?? 0) {
      text.add(
        [String(rank + 1)]
          + row.neighbors.map { neighbors in
            guard neighbors.indices.contains(rank) else { return "" }
            let neighbor = neighbors[rank]
            let mark = neighbor.isSameClass.map { $0 ? "+" : "-" } ?? " "
            let label = TextTable.shortened(neighbor.picture.label ?? "", to: Self.labelWidth)
            return "\(mark) \(Self.distance(neighbor.distance)) #\(neighbor.picture.item ?? 0) \(label)"
          })
    }
    return text
  }

  /// One line a neighbor, with a head.
  var csv: String {
    var lines = ["query,query_identifier,query_label,layer,rank,item,identifier,label,distance,same_class"]
    for row in table.rows {
      for (column, neighbors) in zip(table.columns, row.neighbors) {
        for (rank, neighbor) in neighbors.enumerated() {
          lines.append(
            CSVText.line([
              row.query.item.map(String.init) ?? "", row.query.identifier, row.query.label ?? "", column.layer,
              String(rank + 1), neighbor.picture.item.map(String.init) ?? "", neighbor.picture.identifier,
              neighbor.picture.label ?? "", String(neighbor.distance), neighbor.isSameClass.map { String($0) } ?? "",
            ]))
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func distance(_ value: Float) -> String {
    String(format: value < 100 ? "%.3f" : "%.0f", Double(value))
  }
}
