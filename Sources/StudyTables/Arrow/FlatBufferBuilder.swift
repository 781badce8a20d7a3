/// Builds one FlatBuffer (google.github.io/flatbuffers), as far as the metadata of Arrow need it: tables, strings, vectors of
/// tables and of structs.
///
/// A buffer is built from its end to its beginning, because offsets point forwards; so the bytes are kept in reverse here. A place
/// is the distance of something's first byte from the end of the buffer.
struct FlatBufferBuilder {
  /// Where something lies, from the end of the buffer.
  struct Place {
    fileprivate let fromEnd: Int
  }

  /// What a field of a table holds.
  enum Field {
    case bool(Bool)
    case byte(UInt8)
    case short(Int16)
    case int(Int32)
    case long(Int64)
    case place(Place)
  }

  private var reversed: [UInt8] = []
  private var alignment = 4

  /// A string: its length, its UTF-8, a zero.
  mutating func string(_ text: String) -> Place {
    let bytes = Array(text.utf8)
    align(to: 4, before: bytes.count + 1)
    reversed.append(0)
    reversed.append(contentsOf: bytes.reversed())
    push(UInt32(bytes.count))
    return Place(fromEnd: reversed.count)
  }

  /// A vector of things that were built before.
  mutating func vector(_ places: [Place]) -> Place {
    align(to: 4, before: 4 * places.count)
    for place in places.reversed() { pushOffset(to: place) }
    push(UInt32(places.count))
    return Place(fromEnd: reversed.count)
  }

  /// A vector of structs that consist of 64-bit numbers.
  mutating func vector(ofStructs structs: [[Int64]]) -> Place {
    let byteCount = structs.reduce(0) { $0 + 8 * $1.count }
    align(to: 4, before: byteCount)
    align(to: 8, before: byteCount)
    for fields in structs.reversed() { for field in fields.reversed() { push(field) } }
    push(UInt32(structs.count))
    return Place(fromEnd: reversed.count)
  }

  /// A table; fields by their number in the schema.
  mutating func table(_ fields: [(slot: Int, value: Field)]) -> Place {
    let start = reversed.count
    var places: [Int: Int] = [:]
    for (slot, value) in fields {
      switch value {
      case .bool(let value): push(UInt8(value ? 1 : 0))
      case .byte(let value): push(value)
      case .short(let value): push(value)
      case .int(let value): push(value)
      case .long(let value): push(value)
      case .place(let place):
        align(to: 4, before: 0)
        pushOffset(to: place)
      }
      places[slot] = reversed.count
    }
    push(0 as Int32)
    let table = reversed.count
    // The layout of the table: what it takes, and where each field lies in it.
    let slotCount = (places.keys.max() ?? -1) + 1
    for slot in (0..<slotCount).reversed() { push(UInt16(places[slot].map { table - $0 } ?? 0)) }
    push(UInt16(table - start))
    push(UInt16(4 + 2 * slotCount))
    let distance = UInt32(reversed.count - table)
    for byte in 0..<4 { reversed[table - 1 - byte] = UInt8(truncatingIfNeeded: distance >> (8 * byte)) }
    return Place(fromEnd: table)
  }

  /// The finished buffer, whose root is a table.
  mutating func finish(_ root: Place) -> [UInt8] {
    align(to: alignment, before: 4)
    pushOffset(to: root)
    return reversed.reversed()
  }

  /// Fills up so that something of `byteCount` bytes begins at a multiple of `size`.
  private mutating func align(to size: Int, before byteCount: Int) {
    alignment = max(alignment, size)
    while (reversed.count + byteCount) % size != 0 { reversed.append(0) }
  }

  private mutating func push<Number: FixedWidthInteger>(_ number: Number) {
    align(to: MemoryLayout<Number>.size, before: 0)
    for byte in (0..<MemoryLayout<Number>.size).reversed() {
      reversed.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }

  private mutating func pushOffset(to place: Place) {
    push(UInt32(reversed.count + 4 - place.fromEnd))
  }
}
