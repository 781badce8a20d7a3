import Foundation
import ImageDatasets
import StudyExport
import StudyStore
import Testing

/// The numbers of an array of a page, as the page reads them; written anew from the description of the format.
struct PackedValues {
  let shape: [Int]
  private(set) var values: [Float] = []

  init(_ reply: (file: PackReader.File, data: Data)) throws {
    try self.init(try #require(reply.file.array), reply.data)
  }

  init(_ array: PackedArray) throws {
    let form = try JSONDecoder().decode([String: JSONValue].self, from: StudyJSON.data(array.form))
    try self.init(form, array.data)
  }

  private init(_ form: [String: JSONValue], _ data: Data) throws {
    shape = form["shape"]?.integers ?? []
    let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
    let (axis, count) = (form["scaled"]?.integerValue, rows * columns)
    let scales = axis.map { $0 == 0 ? rows : columns } ?? 0
    let bytes = [UInt8](data)
    func float(_ place: Int) -> Float {
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[4 * place + $1]) << (8 * UInt32($1)) })
    }
    let start = 8 * scales
    func number(_ place: Int) -> Int {
      switch form["element"] {
      case "u1": Int(bytes[start + place])
      case "u2": Int(bytes[start + place]) | Int(bytes[start + count + place]) << 8
      default: Int(Int32(bitPattern: float(2 * scales + place).bitPattern))
      }
    }
    for row in 0..<rows {
      var sum = 0
      for column in 0..<columns {
        if form["element"] == "f4" {
          values.append(float(2 * scales + row * columns + column))
          continue
        }
        if form["element"] == "b2" {
          let place = row * columns + column
          values.append(Float(bitPattern: UInt32(bytes[place]) << 16 | UInt32(bytes[count + place]) << 24))
          continue
        }
        let told = number(form["order"] == "columns" ? column * rows + row : row * columns + column)
        sum = form["delta"] == true ? sum + told : told
        guard let axis else {
          values.append(Float(sum))
          continue
        }
        let scale = axis == 0 ? row : column
        values.append(Float(Double(float(scales + scale)) + Double(sum) * Double(float(scale))))
      }
    }
  }
}

extension JSONValue {
  subscript(_ key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }
  subscript(_ place: Int) -> JSONValue? { list.indices.contains(place) ? list[place] : nil }
  var list: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
  var count: Int { list.count }
  var strings: [String] { list.compactMap(\.stringValue) }
  var integers: [Int] { list.compactMap(\.integerValue) }
}

extension PrivateStudy {
  func json(_ value: some Encodable) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: StudyJSON.data(value))
  }
}

/// Sizes of pictures.
enum ImageSizes {
  static func size(of bytes: UnsafeRawBufferPointer) throws -> (width: Int, height: Int) {
    let image = try ImageDecoder().decode(bytes, named: "a picture")
    return (image.width, image.height)
  }
}
