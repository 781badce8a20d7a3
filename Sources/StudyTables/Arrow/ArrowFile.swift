public import Foundation

/// Writes a table in Arrow's file format, which is Feather version 2: `pyarrow.feather.read_table`, `pandas.read_feather` and
/// `polars.read_ipc` read it (arrow.apache.org/docs/format/Columnar.html, section IPC File Format).
///
/// Types: utf8, int32, float32 and bool, each with a bitmap of what is missing where something is. Nothing is compressed. The same
/// table gives the same bytes.
public struct ArrowFile: Sendable {
  /// Rows of one batch; offsets of texts have 32 bits, and batches of this many rows stay far below that.
  static let batchRowCount = 65_536

  private let table: PointTable
  private let metadata: [(key: String, value: String)]

  /// Prepares; nothing is written yet. `metadata` are kept with the schema.
  public init(_ table: PointTable, metadata: [(key: String, value: String)] = []) {
    (self.table, self.metadata) = (table, metadata)
  }

  /// Writes the file. It appears under its name when it is whole; an older one is replaced. O(rows × columns).
  /// - Throws: `StudyPipelineError` of kind `inputOutput` naming the file.
  public func write(to url: URL) throws {
    let file = try OutputFile(url)
    try file.append(Data("ARROW1".utf8) + [0, 0])
    _ = try Self.append(ArrowMetadata.schemaMessage(table.columns, metadata: metadata), body: Data(), to: file)
    var blocks: [ArrowMetadata.Block] = []
    for start in stride(from: 0, to: table.rowCount, by: Self.batchRowCount) {
      let rows = start..<min(table.rowCount, start + Self.batchRowCount)
      var body = ArrowBody()
      let nodes = table.columns.map { body.append($0.values, rows: rows) }
      let message = ArrowMetadata.batchMessage(rowCount: rows.count, nodes: nodes, bodyByteCount: body.bytes.count)
      blocks.append(try Self.append(message, body: body.bytes, to: file))
    }
    // The end of the stream, for those who read it as one.
    try file.append(Data([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]))
    let footer = ArrowMetadata.footer(table.columns, metadata: metadata, batches: blocks)
    try file.append(Data(footer) + Self.number(footer.count) + Data("ARROW1".utf8))
    try file.finish()
  }

  /// A message: a mark, the length of its metadata, the metadata up to a multiple of eight bytes, the body.
  private static func append(_ message: [UInt8], body: Data, to file: OutputFile) throws -> ArrowMetadata.Block {
    let offset = file.count
    let padded = (message.count + 7) / 8 * 8
    try file.append(Data([0xFF, 0xFF, 0xFF, 0xFF]) + number(padded))
    try file.append(Data(message) + Data(count: padded - message.count))
    try file.append(body)
    return ArrowMetadata.Block(offset: offset, metadataByteCount: 8 + padded, bodyByteCount: body.count)
  }

  private static func number(_ value: Int) -> Data {
    withUnsafeBytes(of: UInt32(value).littleEndian) { Data($0) }
  }
}

/// The buffers of a batch, one behind the other, each beginning at a multiple of 64 bytes.
struct ArrowBody {
  private(set) var bytes = Data()

  mutating func append(_ values: TableColumn.Values, rows: Range<Int>) -> ArrowMetadata.Node {
    switch values {
    case .text(let values): append(texts: values[rows])
    case .integer(let values): append(numbers: values[rows].map { $0.map { UInt32(bitPattern: $0) } })
    case .real(let values): append(numbers: values[rows].map { $0?.bitPattern })
    case .truth(let values):
      append(values[rows].map { $0 != nil }) { $0.append(bits: values[rows].map { $0 == true }) }
    }
  }

  private mutating func append(numbers: [UInt32?]) -> ArrowMetadata.Node {
    append(numbers.map { $0 != nil }) { body in
      body.append(numbers.map { ($0 ?? 0).littleEndian })
    }
  }

  private mutating func append(texts: ArraySlice<String?>) -> ArrowMetadata.Node {
    var offsets: [UInt32] = [0]
    var letters = Data()
    for text in texts {
      letters.append(contentsOf: Data((text ?? "").utf8))
      offsets.append(UInt32(letters.count).littleEndian)
    }
    let first = append(texts.map { $0 != nil }) { $0.append(offsets) }
    return ArrowMetadata.Node(nullCount: first.nullCount, buffers: first.buffers + [append(letters)])
  }

  /// The bitmap of what is there, left out where all is, and what follows it.
  private mutating func append(
    _ isThere: [Bool], values: (inout ArrowBody) -> Range<Int>
  ) -> ArrowMetadata.Node {
    let nullCount = isThere.count { !$0 }
    let bitmap = nullCount == 0 ? bytes.count..<bytes.count : append(bits: isThere)
    return ArrowMetadata.Node(nullCount: nullCount, buffers: [bitmap, values(&self)])
  }

  private mutating func append(bits: [Bool]) -> Range<Int> {
    var packed = Data(count: (bits.count + 7) / 8)
    for (place, bit) in bits.enumerated() where bit { packed[place / 8] |= 1 << UInt8(place % 8) }
    return append(packed)
  }

  private mutating func append(_ numbers: [UInt32]) -> Range<Int> {
    numbers.withUnsafeBytes { append(Data($0)) }
  }

  private mutating func append(_ data: Data) -> Range<Int> {
    let start = bytes.count
    bytes.append(data)
    bytes.append(Data(count: (64 - bytes.count % 64) % 64))
    return start..<start + data.count
  }
}
