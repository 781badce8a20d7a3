import Foundation
import ImageDatasets
import StudyStore
import StudyTables
import Testing

@Suite("Tables as files")
struct TableTests {
  private let fixture: TableFixture

  init() throws { fixture = try TableFixture() }

  private static let numbers: [Float] = [
    0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi, 16_777_216, -1.5e-7,
  ]
  private static let table = PointTable(
    rowCount: 7,
    columns: [
      TableColumn("name, quoted", .text(["a", nil, "", "c,d", "e\"f", "g\r\nh", "ü🐕"])),
      TableColumn.real("number", numbers), TableColumn("whole", .integer([1, nil, -3, .max, .min, 0, 7])),
      TableColumn("is", .truth([true, false, nil, true, true, false, nil])),
    ])

  @Test("fields that need it are quoted, what is missing is empty, an empty text is not")
  func csv() throws {
    let url = fixture.url("t.csv")
    try CSVFile(Self.table).write(to: url)
    let text = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines[0] == "\"name, quoted\",number,whole,is")
    #expect(lines[1] == "a,0.1,1,true" && lines[2] == ",-0.0,,false" && lines[3] == "\"\",1e-45,-3,")
    let read = try CSVTable(contentsOf: url)
    #expect(read.rows.map { $0.fields[0] } == ["a", "", "", "c,d", "e\"f", "g\r\nh", "ü🐕"])
    #expect(read.rows.map { Float($0.fields[1])?.bitPattern } == Self.numbers.map { $0.bitPattern })
  }

  @Test("numbers that are none are missing")
  func missing() {
    #expect(TableColumn.real("x", [1, .nan]).values == .real([1, nil]))
  }

  @Test("an Arrow file is framed as the format says, and the same bytes come twice")
  func arrow() throws {
    let url = fixture.url("t.arrow")
    try ArrowFile(Self.table, metadata: [("k", "v")]).write(to: url)
    let bytes = try [UInt8](Data(contentsOf: url))
    func word(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
    let magic = Array("ARROW1".utf8)
    #expect(Array(bytes.prefix(6)) == magic && Array(bytes.suffix(6)) == magic)
    let footerSize = word(bytes.count - 10)
    let footer = bytes.count - 10 - footerSize
    // Two messages and the end of the stream lie before the footer, each at a multiple of eight bytes.
    var place = 8
    var messages = 0
    while word(place) == 0xFFFF_FFFF, word(place + 4) > 0 {
      #expect(place % 8 == 0 && word(place + 4) % 8 == 0)
      let metadata = place + 8
      place = metadata + word(place + 4)
      if messages == 1 { while word(place) != 0xFFFF_FFFF || word(place + 4) != 0 { place += 8 } }
      messages += 1
      #expect(word(metadata) < 256, "the root table lies near the beginning")
    }
    #expect(messages == 2 && place + 8 == footer)
    try ArrowFile(Self.table, metadata: [("k", "v")]).write(to: fixture.url("u.arrow"))
    #expect(try [UInt8](Data(contentsOf: fixture.url("u.arrow"))) == bytes)
  }

  @Test("a file that cannot be written is an error that names it, and leaves nothing")
  func unwritable() throws {
    let url = fixture.url("absent/t.csv")
    let error = #expect(throws: (any Error).self) { try CSVFile(Self.table).write(to: url) }
    #expect(error.map { "\($0)".contains("absent/t.csv") } == true)
  }
}
