import Foundation
import StudyExport
import Testing

@Suite("Arrays with small numbers")
struct PackedArrayTests {
  @Test(
    "by column, by row, with differences, in one byte or two: half a step away at most",
    arguments: [15, 255, 4095, 65_535])
  func bounds(levels: Int) throws {
    var state: UInt64 = 9
    var values = (0..<(40 * 6)).map { place -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24) * Float(1 + place % 6 * 100) - 3
    }
    for axis in 0...1 {
      for delta in [false, true] where !(delta && axis == 1) {
        if delta { for row in 0..<40 { values[(row * 6)..<(row * 6 + 6)].sort() } }
        let packed = PackedArray.scaled(
          values, shape: [40, 6], by: axis, levels: levels, columnsTogether: axis == 1, delta: delta)
        let read = try PackedValues(packed)
        for place in values.indices {
          let (row, column) = (place / 6, place % 6)
          let line = axis == 0 ? stride(from: row * 6, to: row * 6 + 6, by: 1) : stride(from: column, to: 240, by: 6)
          let range = line.map { values[$0] }
          let step = ((range.max() ?? 0) - (range.min() ?? 0)) / Float(levels)
          #expect(abs(read.values[place] - values[place]) <= step * 0.501 + abs(values[place]) * 1e-6)
        }
      }
    }
  }

  @Test("numbers that are none, and a column that never varies, stay what they are")
  func exceptions() throws {
    let none = try PackedValues(PackedArray.scaled([1, .nan, 2], shape: [3, 1], levels: 255))
    #expect(none.values[0] == 1 && none.values[1].isNaN && none.values[2] == 2)
    let still = try PackedValues(PackedArray.scaled([0.1, 5, 0.1, 6], shape: [2, 2], levels: 255))
    #expect(still.values == [0.1, 5, 0.1, 6])
    let extreme = try PackedValues(PackedArray.scaled([-3e38, 3e38], shape: [2, 1], levels: 15))
    #expect(extreme.values.allSatisfy { $0.isFinite })
  }

  @Test("the upper halves of numbers keep 8 significant bits, whatever their size")
  func halves() throws {
    let values: [Float] = [0, -1, 1e-38, 2.1e-8, 0.4, 3.14159, 1e30, .nan, -.infinity]
    let packed = PackedArray.halves(values, shape: [9])
    #expect(packed.data.count == 18)
    let read = try PackedValues(packed).values
    for (kept, value) in zip(read, values) where value.isFinite { #expect(abs(kept - value) <= abs(value) / 256) }
    #expect(read[7].isNaN && read[8] == -.infinity && read[1] == -1)
  }

  @Test("whole numbers take one, two or four bytes", arguments: [(255, 1), (65_535, 2), (65_536, 4)])
  func integers(largest: Int32, bytes: Int) throws {
    let packed = PackedArray.integers([0, 7, largest], shape: [3])
    #expect(packed.data.count == 3 * bytes)
    #expect(try PackedValues(packed).values == [0, 7, Float(largest)])
    #expect(try PackedValues(PackedArray.integers([-1, 3], shape: [2])).values == [-1, 3])
  }
}
