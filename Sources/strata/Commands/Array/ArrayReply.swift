import Foundation
import NumericKernels
import StudyStore

/// An array that was read or written.
struct ArrayDescription: Encodable {
  let path: String
  let shape: [Int]
}

/// What a command on arrays reports.
struct ArrayReply: Encodable {
  let command: String
  var inputs: [String: ArrayDescription] = [:]
  var outputs: [String: ArrayDescription] = [:]
  var parameters: [String: ParameterPair] = [:]
  var metrics: [String: JSONValue] = [:]
  var seconds = 0.0
  var peakMemory = 0
  let threads: Int
  let instructionSet = TileKernels.instructionSet

  init(command: String, threads: Int) {
    self.command = command
    self.threads = threads
  }

  private enum CodingKeys: String, CodingKey {
    case command, inputs, outputs, parameters, metrics, seconds, threads, instructionSet
    case peakMemory = "peakMemoryBytes"
  }

  /// The reply for people: a name and a value a line.
  var table: String {
    var rows: [(String, String)] = []
    for (role, array) in inputs.sorted(by: { $0.key < $1.key }) { rows.append((role, array.text)) }
    for (role, array) in outputs.sorted(by: { $0.key < $1.key }) { rows.append((role, array.text)) }
    for (name, pair) in parameters.sorted(by: { $0.key < $1.key }) {
      let isClamped = pair.requested != .null && pair.requested != pair.effective
      rows.append((name, pair.effective.text + (isClamped ? " (asked for: \(pair.requested.text))" : "")))
    }
    for (name, value) in metrics.sorted(by: { $0.key < $1.key }) { rows.append((name, value.text)) }
    rows.append(
      ("time", String(format: "%.2f s, %d threads, %@", seconds, threads, instructionSet)))
    rows.append(("peak memory", String(format: "%.0f MB", Double(peakMemory) / 1e6)))
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 }.joined(separator: "\n")
  }
}

extension ArrayDescription {
  fileprivate var text: String { path + "  " + shape.map(String.init).joined(separator: " × ") }
}

extension JSONValue {
  /// The value as people read it.
  var text: String {
    switch self {
    case .null: "–"
    case .bool(let value): value ? "yes" : "no"
    case .integer(let value): String(value)
    case .number(let value): value.significantDigits
    case .string(let value): value
    case .array(let values): values.map(\.text).joined(separator: ", ")
    case .object(let values):
      values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")
    }
  }
}

extension Double {
  /// Five significant digits, or fewer where they suffice.
  fileprivate var significantDigits: String {
    self == rounded() && abs(self) < 1e6 ? String(Int(self)) : String(format: "%.5g", self)
  }
}
