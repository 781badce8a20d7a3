import Foundation
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Units within strata, and rates by group")
struct StratifiedUnitTests {
  @Test("one stratum is the plain test; one with a single group changes nothing")
  func singleStratum() throws {
    let data = RepresentationReference.normal(60, 6, seed: 3)
    let groups = (0..<60).map { Int?($0 % 3 == 0 ? 1 : 0) }
    let plain = try GroupUnits(data, groups: groups)
    let single = try GroupUnits(data, groups: groups, within: groups.map { _ in 4 })
    #expect(single == plain)
    let cut = groups.map { $0 }.enumerated().map { $0 < 40 ? $1 : 0 }
    let within = try GroupUnits(data, groups: cut, within: (0..<60).map { $0 < 40 ? 1 : 2 })
    let alone = try GroupUnits(data, groups: cut.enumerated().map { $0 < 40 ? $1 : nil })
    #expect(within == alone)
    #expect(throws: RepresentationAnalysisError.self) { try GroupUnits(data, groups: groups, within: [1]) }
  }

  /// The statistic of van Elteren by counting pairs, less what is expected, for a group in each stratum.
  private func excess(_ values: [Double], _ isInside: [Bool], _ strata: [Int]) -> Double {
    Set(strata).reduce(0) { sum, stratum in
      let items = strata.indices.filter { strata[$0] == stratum }
      let (inside, outside) = (items.filter { isInside[$0] }, items.filter { !isInside[$0] })
      let wins = inside.reduce(0.0) { sum, i in
        sum + outside.reduce(0.0) { $0 + (values[i] > values[$1] ? 1 : values[i] == values[$1] ? 0.5 : 0) }
      }
      return sum + (wins - Double(inside.count * outside.count) / 2) / Double(items.count + 1)
    }
  }

  @Test("area and p-value are those of all divisions within strata, counted one by one")
  func bruteForce() throws {
    // Two strata of 5 and 6 items, 2 and 3 of them inside; ties within and across.
    let values: [Double] = [1, 2, 2, 5, 4, 7, 3, 3, 9, 3, 8]
    let strata = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    let isInside = [false, true, false, true, false, true, false, false, true, true, false]
    let data = Matrix(rowCount: 11, columnCount: 1, elements: values.map(Float.init))
    let found = try GroupUnits(data, groups: isInside.map { $0 ? 1 : 0 }, within: strata)
    let unit = try #require(found.units.first { $0.group == 1 })
    let observed = excess(values, isInside, strata)
    #expect(abs(unit.area - (0.5 + observed / (6.0 / 6 + 9.0 / 7))) < 1e-12)
    var (squares, count) = (0.0, 0.0)
    for choice in 0..<(1 << 11) {
      let chosen = (0..<11).map { choice >> $0 & 1 == 1 }
      guard chosen[..<5].count(where: { $0 }) == 2, chosen[5...].count(where: { $0 }) == 3 else { continue }
      let value = excess(values, chosen, strata)
      (squares, count) = (squares + value * value, count + 1)
    }
    // The variance over all divisions is exactly that of the normal approximation.
    let z = abs(observed) / (squares / count).squareRoot()
    #expect(count == 200 && abs(unit.pValue - twoSided(z)) < 1e-9)
  }

  /// The two-sided probability of a normal number beyond z, by Simpson's rule.
  private func twoSided(_ z: Double) -> Double {
    let (steps, end) = (20_000, 12.0)
    let width = (end - z) / Double(steps)
    let sum = (0...steps).reduce(0.0) { sum, step in
      let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4.0 : 2.0
      let place = z + Double(step) * width
      return sum + weight * exp(-place * place / 2)
    }
    return 2 * sum * width / 3 / (2 * Double.pi).squareRoot()
  }

  @Test("a unit that knows the label but not the attribute is not taken for one that does; threads change nothing")
  func confounded() throws {
    var generator = SeededGenerator(seed: 2)
    let labels = (0..<600).map { Int?($0 % 4) }
    let square = labels.map { label -> Int? in
      Double.random(in: 0..<1, using: &generator) < (label == 2 ? 0.9 : 0.1) ? 1 : 0
    }
    var data = RepresentationReference.normal(600, 8, seed: 7)
    for row in 0..<600 {
      if labels[row] == 2 { data[row, 3] += 4 }
      if square[row] == 1 { data[row, 5] += 2 }
    }
    let plain = try GroupUnits(data, groups: square).strongest(limit: 4)
    #expect(Set(plain.map(\.column)).contains(3), "without strata the label passes for the attribute")
    let found = try GroupUnits(data, groups: square, within: labels)
    let strongest = found.strongest(limit: 10).filter { $0.group == 1 }
    #expect(strongest.map(\.column) == [5] && strongest[0].area > 0.85)
    for threads in [1, 2, 4, 7] {
      #expect(try GroupUnits(data, groups: square, within: labels, parallel: .init(threadCount: threads)) == found)
    }
  }

  @Test("rates are sums over sums, with the interval of a ratio; a mean has that of its standard error")
  func rates() throws {
    let groups: [Int?] = [7, 7, 7, 7, 2, nil, 7, 2]
    let found = try GroupRates(
      numerators: [1, 0, 3, 2, 5, 9, nil, 0], denominators: [2, 2, 4, 2, 5, 9, 3, 0], groups: groups, within: 0...1)
    #expect(found.groups.map(\.group) == [2, 7] && found.groups.map(\.count) == [2, 4])
    #expect(found.groups[0].value == 1 && found.groups[1].value == 0.6)
    // Residuals −0.2, −1.2, 0.6, 0.8: √(4/3 · 2.48)/10.
    let half = 1.959963984540054 * (4.0 / 3 * 2.48).squareRoot() / 10
    let interval = try #require(found.groups[1].interval)
    #expect(abs(interval.lower - (0.6 - half)) < 1e-12 && abs(interval.upper - min(1, 0.6 + half)) < 1e-12)
    let means = try GroupRates(numerators: [1, 2, 4], groups: [0, 0, 1], within: -9...9)
    #expect(means.groups[0].value == 1.5 && means.groups[1].interval == nil)
    // Deviation √½ over √2 items.
    #expect(abs(try #require(means.groups[0].interval).upper - (1.5 + 1.959963984540054 * 0.5)) < 1e-12)
    #expect(try GroupRates(numerators: [1], denominators: [0], groups: [3], within: 0...1).groups.isEmpty)
    #expect(throws: RepresentationAnalysisError.self) {
      try GroupRates(numerators: [1], groups: [1, 2], within: 0...1)
    }
    #expect(throws: RepresentationAnalysisError.self) {
      try GroupRates(numerators: [.infinity], groups: [1], within: 0...1)
    }
  }

  @Test("an interval of 95 % holds the true share about as often")
  func coverage() throws {
    var generator = SeededGenerator(seed: 11)
    var held = 0
    for _ in 0..<400 {
      let hits = (0..<80).map { _ in Double((0..<10).count { _ in Double.random(in: 0..<1, using: &generator) < 0.3 }) }
      let rate = try GroupRates(
        numerators: hits, denominators: [Double](repeating: 10, count: 80), groups: [Int?](repeating: 0, count: 80),
        within: 0...1)
      let interval = try #require(rate.groups[0].interval)
      if interval.lower <= 0.3 && 0.3 <= interval.upper { held += 1 }
    }
    #expect((365...395).contains(held), "held \(held) of 400")
  }
}
