public import Foundation

/// JSON as Strata writes it: UTF-8, sorted keys, no escaped slashes. The same value always gives the same bytes,
/// so that a hash of them can serve as an ETag or a run key.
public enum StudyJSON {
  /// The bytes of `value` as JSON; `pretty` is indented, for people.
  public static func data(_ value: some Encodable, pretty: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
      return try encoder.encode(value)
    } catch {
      throw StudyStoreError(
        kind: .badInput,
        "A value cannot be written as JSON (\(error)). Numbers must be finite; remove the infinity or NaN.")
    }
  }

  /// `value` as JSON text.
  public static func text(_ value: some Encodable, pretty: Bool = false) throws -> String {
    String(decoding: try data(value, pretty: pretty), as: UTF8.self)
  }

  /// The value that `text` holds, or nil when it does not hold one.
  static func value<Value: Decodable>(_ type: Value.Type, from text: String?) -> Value? {
    guard let text else { return nil }
    return try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
