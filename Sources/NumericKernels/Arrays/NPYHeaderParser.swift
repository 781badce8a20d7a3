/// Reads the Python dictionary in the header of a `.npy` file. Anything unexpected is an error that names the file.
struct NPYHeaderParser {
  private let fileName: String
  private var text: [UInt8] = []
  private var position = 0

  /// No sensible header is longer; a longer one is damage (NumPy refuses beyond 10,000 as well).
  private static let longestHeader = 65_536

  /// What the dictionary says, before its element type is looked at.
  struct Entries {
    var descriptor: String
    var isColumnMajor: Bool
    var shape: [Int]
    var dataOffset: Int
  }

  /// The header of an array of numbers. `bytes` are the file or its beginning, `fileByteCount` the size of the whole.
  static func parse(
    _ bytes: UnsafeRawBufferPointer, fileByteCount: Int? = nil, fileName: String
  ) throws -> NPYHeader {
    var parser = NPYHeaderParser(fileName: fileName)
    let entries = try parser.entries(of: bytes)
    return try parser.header(entries, fileByteCount: fileByteCount ?? bytes.count)
  }

  /// What the header of any array says.
  static func entries(_ bytes: UnsafeRawBufferPointer, fileName: String) throws -> Entries {
    var parser = NPYHeaderParser(fileName: fileName)
    return try parser.entries(of: bytes)
  }

  private init(fileName: String) { self.fileName = fileName }

  private mutating func entries(of bytes: UnsafeRawBufferPointer) throws -> Entries {
    guard bytes.count >= 10, bytes[0] == 0x93, bytes[1..<6].elementsEqual("NUMPY".utf8) else {
      throw failure("does not begin with \\x93NUMPY", remedy: "Save it with numpy.save.")
    }
    guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw failure("has format version \(bytes[6]).\(bytes[7]); known are 1.0 to 3.0", remedy: "Save it again.")
    }
    let prefix = bytes[6] == 1 ? 10 : 12
    guard bytes.count >= prefix else { throw failure("ends inside its header", remedy: "Save it again.") }
    var length = 0
    for index in (8..<prefix).reversed() { length = length << 8 | Int(bytes[index]) }
    guard length <= Self.longestHeader, prefix + length <= bytes.count else {
      throw failure(
        "has a header of \(length) bytes, more than the file or the limit of \(Self.longestHeader) holds",
        remedy: "Save it again.")
    }
    text = Array(bytes[prefix..<prefix + length])
    return try dictionary(dataOffset: prefix + length)
  }

  private mutating func dictionary(dataOffset: Int) throws -> Entries {
    var descriptor: String?
    var isColumnMajor: Bool?
    var shape: [Int]?
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descriptor == nil:
        guard !accept("[") else {
          throw failure(
            "is a structured array; plain numbers are expected",
            remedy: "Save one field at a time, as in numpy.save(file, array['field']).")
        }
        descriptor = try string()
      case "fortran_order" where isColumnMajor == nil: isColumnMajor = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default: throw failure("has an unknown or repeated header entry '\(key)'", remedy: "Save it with numpy.save.")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count, let descriptor, let isColumnMajor, let shape else {
      throw failure("has a header without descr, fortran_order and shape", remedy: "Save it with numpy.save.")
    }
    return Entries(descriptor: descriptor, isColumnMajor: isColumnMajor, shape: shape, dataOffset: dataOffset)
  }

  private func header(_ entries: Entries, fileByteCount: Int) throws -> NPYHeader {
    let (shape, dataOffset) = (entries.shape, entries.dataOffset)
    let elementType = try elementType(entries.descriptor)
    guard let byteCount = NPYHeader.byteCount(shape: shape, elementType: elementType) else {
      throw failure("claims the impossible shape \(shape)", remedy: "Save it again.")
    }
    let found = fileByteCount - dataOffset
    guard byteCount == found else {
      throw failure(
        "claims \(byteCount) bytes of data (shape \(shape), type \(elementType.rawValue)) but holds \(found)",
        remedy: "It is truncated or damaged; save it again.")
    }
    return NPYHeader(
      elementType: elementType, isColumnMajor: entries.isColumnMajor, shape: shape, dataOffset: dataOffset)
  }

  private func elementType(_ descriptor: String) throws -> NPYElementType {
    // Single bytes have no order; some writers give them one.
    let isByte = descriptor.utf8.count == 3 && descriptor.hasSuffix("1")
    let name = isByte ? "|" + descriptor.dropFirst() : descriptor
    guard let type = NPYElementType(rawValue: name) else {
      if descriptor.hasSuffix("O") {
        throw failure(
          "holds pickled Python objects, which may run any code and are never loaded",
          remedy: "Save plain numbers or text: array.astype('<f4') or array.astype(str).")
      }
      if descriptor.dropFirst().hasPrefix("U") || descriptor.dropFirst().hasPrefix("S") {
        throw failure(
          "holds text ('\(descriptor)'); numbers are expected here",
          remedy: "Convert it first, for example with array.astype('<f4').")
      }
      if descriptor.hasPrefix(">") {
        throw failure(
          "has big-endian elements ('\(descriptor)'); little-endian ones are expected",
          remedy: "Convert it first with array.astype('<\(descriptor.dropFirst())').")
      }
      let known = NPYElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw failure(
        "has elements of type '\(descriptor)'; known are \(known)",
        remedy: "Convert it first, for example with array.astype('<f4').")
    }
    return type
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x0A, 0x09, 0x0D].contains(text[position]) { position += 1 }
  }

  private mutating func accept(_ character: Character) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Character) throws {
    guard accept(character) else {
      throw failure("has a malformed header: '\(character)' expected at byte \(position)", remedy: "Save it again.")
    }
  }

  private mutating func string() throws -> String {
    skipSpace()
    guard position < text.count, text[position] == 0x27 || text[position] == 0x22 else {
      throw failure(
        "has a malformed header: a quoted word expected at byte \(position)",
        remedy: "Structured arrays are not supported; save plain numbers.")
    }
    let quote = text[position]
    let start = position + 1
    guard let end = text[start...].firstIndex(of: quote) else {
      throw failure("has a malformed header: a quote is not closed", remedy: "Save it again.")
    }
    position = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  private mutating func boolean() throws -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw failure("has a malformed header: True or False expected at byte \(position)", remedy: "Save it again.")
  }

  private mutating func tuple() throws -> [Int] {
    try expect("(")
    var extents: [Int] = []
    while !accept(")") {
      skipSpace()
      let digits = text[position...].prefix { (0x30...0x39).contains($0) }
      guard let extent = Int(String(decoding: digits, as: UTF8.self)), extents.count < 32 else {
        throw failure("has a malformed shape at byte \(position) of its header", remedy: "Save it again.")
      }
      position += digits.count
      extents.append(extent)
      if !accept(",") {
        try expect(")")
        break
      }
    }
    return extents
  }

  private func failure(_ problem: String, remedy: String) -> NumericKernelsError {
    NumericKernelsError(kind: .badInput, description: "\(fileName) \(problem). \(remedy)")
  }
}
