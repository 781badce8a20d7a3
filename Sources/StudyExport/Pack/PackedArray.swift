package import Foundation

/// An array with small numbers: whole ones as narrow as they can be, others as steps between a least and a largest value,
/// by column or by row.
///
/// The page makes Float32 or Int32 of it again. A scaled number differs from the true one by half a step at most, and by
/// the rounding to Float32.
package struct PackedArray: Sendable {
  /// How the numbers are kept, as the page reads it.
  package struct Form: Sendable, Equatable, Encodable {
    package enum Element: String, Sendable, Encodable { case u1, u2, i4, f4, b2 }
    var shape: [Int]
    /// What the page makes of it: `f4` or `i4`.
    var to: Element
    var element: Element
    /// 0: each row has its own steps, 1: each column; nil: the numbers are what they are.
    var scaled: Int?
    /// `columns` where a column's numbers lie together.
    var order: String?
    /// Each number of a row is told by how much it exceeds the one before.
    var delta: Bool?
    /// All low bytes come before all high ones, which compresses better.
    var planes: Bool?
    /// The shape that the page tells, where it is another with as many numbers.
    var told: [Int]?
  }

  package private(set) var form: Form
  package let data: Data
  /// The largest step, in units of the values; 0 where nothing is rounded.
  let largestStep: Float

  /// Rows of a matrix of which every column, or every row, is told in `levels` steps between its least and largest value.
  ///
  /// Values that are not finite are kept as Float32, and so are all others then. O(elements).
  package static func scaled(
    _ values: [Float], shape: [Int], by axis: Int = 1, levels: Int, columnsTogether: Bool = false, delta: Bool = false
  ) -> PackedArray {
    let (rows, columns) = extents(shape)
    guard values.allSatisfy(\.isFinite), !values.isEmpty else { return plain(values, shape: shape) }
    let scales = (0..<(axis == 0 ? rows : columns)).map { place in
      axis == 0
        ? Scale(values[(place * columns)..<((place + 1) * columns)], levels: levels)
        : Scale(stride(from: place, to: values.count, by: columns).lazy.map { values[$0] }, levels: levels)
    }
    var numbers = [UInt16](repeating: 0, count: values.count)
    for row in 0..<rows {
      var before: UInt16 = 0
      for column in 0..<columns {
        let number = scales[axis == 0 ? row : column].number(values[row * columns + column])
        // Rows of differences ascend; where rounding has them fall, the page would read a wrap-around.
        let kept = delta ? max(number, before) : number
        numbers[columnsTogether ? column * rows + row : row * columns + column] = delta ? kept - before : kept
        before = kept
      }
    }
    let element: Form.Element = levels < 256 ? .u1 : .u2
    var data = Data()
    for scale in scales { append(scale.step.bitPattern, to: &data) }
    for scale in scales { append(scale.least.bitPattern, to: &data) }
    append(numbers, element, to: &data)
    return PackedArray(
      form: Form(
        shape: shape, to: .f4, element: element, scaled: axis, order: columnsTogether ? "columns" : nil,
        delta: delta ? true : nil, planes: element == .u2 ? true : nil), data: data,
      largestStep: scales.map(\.step).max() ?? 0)
  }

  /// The same numbers, row by row, in another shape.
  func told(as shape: [Int]) -> PackedArray {
    var array = self
    array.form.told = shape
    return array
  }

  /// Whole numbers in the narrowest form that holds them all.
  package static func integers(_ values: [Int32], shape: [Int]) -> PackedArray {
    let (least, largest) = (values.min() ?? 0, values.max() ?? 0)
    var data = Data()
    guard least >= 0, largest <= UInt16.max else {
      for value in values { append(UInt32(bitPattern: value), to: &data) }
      return PackedArray(form: Form(shape: shape, to: .i4, element: .i4), data: data, largestStep: 0)
    }
    let element: Form.Element = largest < 256 ? .u1 : .u2
    append(values.map { UInt16($0) }, element, to: &data)
    return PackedArray(
      form: Form(shape: shape, to: .i4, element: element, planes: element == .u2 ? true : nil), data: data,
      largestStep: 0)
  }

  /// The upper halves of Float32, rounded: 8 significant bits, an error of 2⁻⁹ at most, whatever the size of a number.
  package static func halves(_ values: [Float], shape: [Int]) -> PackedArray {
    let numbers = values.map { value in
      // To the nearest, ties to even; what is no number stays so.
      value.isNaN
        ? UInt16(0x7FC0)
        : UInt16(truncatingIfNeeded: (UInt64(value.bitPattern) + 0x7FFF + UInt64(value.bitPattern >> 16 & 1)) >> 16)
    }
    var data = Data()
    append(numbers, .u2, to: &data)
    return PackedArray(
      form: Form(shape: shape, to: .f4, element: .b2, planes: true), data: data, largestStep: 0)
  }

  /// Float32 as they are.
  static func plain(_ values: [Float], shape: [Int]) -> PackedArray {
    var data = Data()
    for value in values { append(value.bitPattern, to: &data) }
    return PackedArray(form: Form(shape: shape, to: .f4, element: .f4), data: data, largestStep: 0)
  }

  private static func extents(_ shape: [Int]) -> (rows: Int, columns: Int) {
    (shape.first ?? 0, shape.dropFirst().reduce(1, *))
  }

  private static func append(_ number: UInt32, to data: inout Data) {
    withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
  }

  private static func append(_ numbers: [UInt16], _ element: Form.Element, to data: inout Data) {
    data.append(contentsOf: numbers.lazy.map { UInt8(truncatingIfNeeded: $0) })
    if element == .u2 { data.append(contentsOf: numbers.lazy.map { UInt8(truncatingIfNeeded: $0 >> 8) }) }
  }
}

/// The steps of one column or row.
private struct Scale {
  let least: Float
  let step: Float
  private let levels: Float

  init(_ values: some Sequence<Float>, levels: Int) {
    var (low, high) = (Float.infinity, -Float.infinity)
    for value in values { (low, high) = (min(low, value), max(high, value)) }
    least = low
    self.levels = Float(levels)
    // A range beyond the largest Float32 must not make the step infinite.
    step = Float((Double(high) - Double(low)) / Double(levels))
  }

  func number(_ value: Float) -> UInt16 {
    guard step > 0 else { return 0 }
    return UInt16(min(levels, ((Double(value) - Double(least)) / Double(step)).rounded().asFloat))
  }
}

extension Double {
  fileprivate var asFloat: Float { Float(self) }
}
