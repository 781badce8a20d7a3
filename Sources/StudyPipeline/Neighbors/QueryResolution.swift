import Foundation
import ImageDatasets
import StudyStore

/// Finds out which images are meant by what a person writes.
struct QueryResolution {
  /// A query.
  enum Query: Equatable {
    case item(Int)
    case file(URL)
  }

  let items: [StudyItem]

  /// Rows whose attribute `split` is the given one; all without one.
  func rows(ofSplit split: String?) throws -> [Int] {
    guard let split else { return Array(items.indices) }
    let rows = items.indices.filter { items[$0].attributes["split"] == split }
    guard rows.isEmpty else { return rows }
    let known = Set(items.compactMap { $0.attributes["split"] }).sorted()
    throw StudyPipelineError(
      kind: .badInput,
      description: known.isEmpty
        ? "The images of this study have no splits, so \"\(split)\" names none. A manifest with a column split gives "
          + "them; make the study from one, or leave the split out."
        : "No image of this study is in the split \"\(split)\". There are: \(known.joined(separator: ", ")).")
  }

  /// Images of the study, as many of each class as possible, in the order of their classes.
  func sample(_ count: Int?, from rows: [Int], seed: UInt64) -> [Query] {
    let labels = rows.map { items[$0].labelIndex }
    let wished = count ?? min(10, max(1, Set(labels).count))
    let chosen = SampleSelection(strategy: .stratified, limit: wished, seed: seed).indices(labels: labels)
    return chosen.map { rows[$0] }.sorted {
      (items[$0].labelIndex ?? .max, $0) < (items[$1].labelIndex ?? .max, $1)
    }.map { .item($0) }
  }

  /// The image that a text names: a row, an identifier or the end of one, a path of the study's, or another file.
  func query(_ text: String) throws -> Query {
    if let row = Int(text) {
      guard items.indices.contains(row) else {
        throw StudyPipelineError(
          kind: .badInput,
          description: "The study has no image \(row). Its \(items.count) images are numbered from 0.")
      }
      return .item(row)
    }
    let path = URL(fileURLWithPath: text).standardizedFileURL.path
    if let row = items.firstIndex(where: { $0.identifier == text || $0.sourcePath == path }) { return .item(row) }
    if FileManager.default.fileExists(atPath: path) { return .file(URL(fileURLWithPath: path)) }
    let ending = items.indices.filter { items[$0].identifier.hasSuffix("/" + text) }
    if ending.count == 1 { return .item(ending[0]) }
    throw StudyPipelineError(
      kind: .badInput,
      description: ending.isEmpty
        ? "\(text) is neither an image of the study nor a file. Give a number from 0 to \(items.count - 1), an "
          + "identifier such as \(items.first?.identifier ?? "cat/a.jpg"), or the path of an image."
        : "\(ending.count) images of the study end in /\(text), \(items[ending[0]].identifier) and "
          + "\(items[ending[1]].identifier) among them. Give the whole identifier.")
  }
}
