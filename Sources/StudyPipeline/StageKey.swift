import Crypto
import Foundation
import StudyStore

/// Names a stage's work by its content: the same inputs, parameters and code give the same key, anything else another.
///
/// A stage whose key is that of a finished run is not run again.
public struct StageKey: Sendable {
  private var hash = SHA256()

  /// Starts the key of a stage. `version` is raised when the stage's code begins to give other results.
  public init(stage: String, version: Int) {
    add("stage", stage)
    add("version", String(version))
  }

  /// Adds a named input: a parameter, or the hash of a file.
  public mutating func add(_ name: String, _ value: String) {
    // Lengths keep ("ab", "c") apart from ("a", "bc").
    hash.update(data: Data("\(name.utf8.count):\(name)=\(value.utf8.count):\(value);".utf8))
  }

  /// Adds a value by its JSON with sorted keys.
  public mutating func add(_ name: String, encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    add(name, String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// The key: 64 hexadecimal digits.
  public var digest: String { ContentHash.text(hash.finalize()) }
}
