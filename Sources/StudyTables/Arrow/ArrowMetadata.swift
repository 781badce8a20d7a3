import Foundation

/// The metadata of an Arrow file: schema, record batches and footer (format/Schema.fbs, Message.fbs and File.fbs of Apache Arrow,
/// metadata version 5). Numbers of fields are those of these schemas.
enum ArrowMetadata {
  /// Where a message lies in the file.
  struct Block {
    let offset: Int
    let metadataByteCount: Int
    let bodyByteCount: Int
  }

  /// A column's part in a batch: rows without a value, and its buffers in the body.
  struct Node {
    let nullCount: Int
    let buffers: [Range<Int>]
  }

  private static let version: Int16 = 4

  /// The message that begins the file.
  static func schemaMessage(_ columns: [TableColumn], metadata: [(key: String, value: String)]) -> [UInt8] {
    var builder = FlatBufferBuilder()
    let schema = schema(columns, metadata, &builder)
    return message(kind: 1, header: schema, bodyByteCount: 0, &builder)
  }

  /// The message before the body of a batch.
  static func batchMessage(rowCount: Int, nodes: [Node], bodyByteCount: Int) -> [UInt8] {
    var builder = FlatBufferBuilder()
    let buffers = builder.vector(
      ofStructs: nodes.flatMap(\.buffers).map { [Int64($0.lowerBound), Int64($0.count)] })
    let fields = builder.vector(ofStructs: nodes.map { [Int64(rowCount), Int64($0.nullCount)] })
    let batch = builder.table([(0, .long(Int64(rowCount))), (1, .place(fields)), (2, .place(buffers))])
    return message(kind: 3, header: batch, bodyByteCount: bodyByteCount, &builder)
  }

  /// What the end of the file says: the schema once more, and where the batches are.
  static func footer(
    _ columns: [TableColumn], metadata: [(key: String, value: String)], batches: [Block]
  ) -> [UInt8] {
    var builder = FlatBufferBuilder()
    // The 32-bit length of the metadata is followed by four bytes of padding: together a 64-bit number.
    let blocks = builder.vector(
      ofStructs: batches.map { [Int64($0.offset), Int64($0.metadataByteCount), Int64($0.bodyByteCount)] })
    let dictionaries = builder.vector(ofStructs: [])
    let schema = schema(columns, metadata, &builder)
    return builder.finish(
      builder.table([(0, .short(version)), (1, .place(schema)), (2, .place(dictionaries)), (3, .place(blocks))]))
  }

  private static func message(
    kind: UInt8, header: FlatBufferBuilder.Place, bodyByteCount: Int, _ builder: inout FlatBufferBuilder
  ) -> [UInt8] {
    builder.finish(
      builder.table([
        (3, .long(Int64(bodyByteCount))), (2, .place(header)), (0, .short(version)), (1, .byte(kind)),
      ]))
  }

  private static func schema(
    _ columns: [TableColumn], _ metadata: [(key: String, value: String)], _ builder: inout FlatBufferBuilder
  ) -> FlatBufferBuilder.Place {
    var fields: [FlatBufferBuilder.Place] = []
    for column in columns { fields.append(field(column, &builder)) }
    var pairs: [FlatBufferBuilder.Place] = []
    for (key, value) in metadata {
      let (key, value) = (builder.string(key), builder.string(value))
      pairs.append(builder.table([(0, .place(key)), (1, .place(value))]))
    }
    let (all, pairsVector) = (builder.vector(fields), builder.vector(pairs))
    // Little-endian.
    return builder.table([(1, .place(all)), (2, .place(pairsVector)), (0, .short(0))])
  }

  private static func field(_ column: TableColumn, _ builder: inout FlatBufferBuilder) -> FlatBufferBuilder.Place {
    let name = builder.string(column.name)
    let (kind, type) = type(of: column.values, &builder)
    let children = builder.vector([])
    return builder.table([
      (0, .place(name)), (3, .place(type)), (5, .place(children)), (1, .bool(true)), (2, .byte(kind)),
    ])
  }

  /// The number of the type in Arrow's union, and the type itself.
  private static func type(
    of values: TableColumn.Values, _ builder: inout FlatBufferBuilder
  ) -> (UInt8, FlatBufferBuilder.Place) {
    switch values {
    case .integer: (2, builder.table([(0, .int(32)), (1, .bool(true))]))
    case .real: (3, builder.table([(0, .short(1))]))
    case .text: (5, builder.table([]))
    case .truth: (6, builder.table([]))
    }
  }
}
