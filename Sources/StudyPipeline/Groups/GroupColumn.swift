import Foundation
import RepresentationAnalysis
import StudyStore

/// A column of a study as groups of its images.
struct GroupColumn {
  /// More groups cannot be compared with one another.
  static let mostGroups = GroupRequest.mostBins

  /// Why a column is no division into groups.
  enum Obstacle {
    case tooManyNumbers(Int)
    case tooManyValues(Int)
    case notNumbers(String)
    case noValues
  }

  let name: String
  /// Whether it was measured in the thumbnails and sizes.
  let isPicture: Bool
  /// What the groups are called, in order.
  let values: [String]
  /// The place of each image's group in `values`; nil without a value.
  let groups: [Int?]
  /// The largest number of each group, where numbers were divided into groups.
  let upperBounds: [Double]?

  /// Groups by texts; the empty text is none. Groups of numbers are in the order of the numbers.
  init(_ name: String, texts: [String], bins: Int?, isPicture: Bool = false) throws(GroupColumnError) {
    let distinct = Set(texts.filter { !$0.isEmpty })
    let numbers = Dictionary(uniqueKeysWithValues: distinct.compactMap { text in Self.number(text).map { (text, $0) } })
    let isNumeric = numbers.count == distinct.count
    guard !distinct.isEmpty else { throw GroupColumnError(.noValues) }
    if let bins {
      if !isNumeric { throw GroupColumnError(.notNumbers(distinct.filter { numbers[$0] == nil }.sorted()[0])) }
      self.init(name, numbers: texts.map { numbers[$0] }, bins: bins, isPicture: isPicture)
      return
    }
    guard distinct.count <= Self.mostGroups else {
      throw GroupColumnError(isNumeric ? .tooManyNumbers(distinct.count) : .tooManyValues(distinct.count))
    }
    let values = distinct.sorted {
      isNumeric ? (numbers[$0] ?? 0, $0) < (numbers[$1] ?? 0, $1) : $0 < $1
    }
    let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    self.init(name: name, isPicture: isPicture, values: values, groups: texts.map { places[$0] }, upperBounds: nil)
  }

  /// Numbers in groups of nearly the same size, which are called by their smallest and largest number.
  init(_ name: String, numbers: [Double?], bins: Int, isPicture: Bool = false) {
    let groups = (try? Association.quantileGroups(numbers, count: max(2, bins))) ?? []
    var ranges: [Int: ClosedRange<Double>] = [:]
    for case (let group?, let number?) in zip(groups, numbers) {
      let known = ranges[group] ?? number...number
      ranges[group] = min(known.lowerBound, number)...max(known.upperBound, number)
    }
    let sorted = ranges.keys.sorted().compactMap { ranges[$0] }
    let values = sorted.map { range in
      range.lowerBound == range.upperBound
        ? Self.text(range.lowerBound) : "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
    }
    self.init(
      name: name, isPicture: isPicture, values: values, groups: groups, upperBounds: sorted.map(\.upperBound))
  }

  private init(name: String, isPicture: Bool, values: [String], groups: [Int?], upperBounds: [Double]?) {
    (self.name, self.isPicture, self.values, self.groups) = (name, isPicture, values, groups)
    self.upperBounds = upperBounds
  }

  private static func number(_ text: String) -> Double? {
    Double(text.trimmingCharacters(in: .whitespaces)).flatMap { $0.isFinite ? $0 : nil }
  }

  private static func text(_ number: Double) -> String { String(format: "%.4g", number) }
}

/// A column that is no division into groups.
struct GroupColumnError: Error {
  let obstacle: GroupColumn.Obstacle

  init(_ obstacle: GroupColumn.Obstacle) { self.obstacle = obstacle }

  /// What is wrong, in words.
  var reason: String {
    switch obstacle {
    case .tooManyNumbers(let count): "has \(count) different numbers"
    case .tooManyValues(let count): "has \(count) different values"
    case .notNumbers(let text): "has values that are no numbers, such as \"\(text)\""
    case .noValues: "has no values"
    }
  }

  /// What to do about it.
  var remedy: String {
    switch obstacle {
    case .tooManyNumbers: "Divide them into groups of nearly the same size with --bins 4."
    case .tooManyValues: "At most \(GroupColumn.mostGroups) can be compared. Choose a column with fewer."
    case .notNumbers: "Leave out --bins, which is for numbers."
    case .noValues: "Choose another column."
    }
  }
}
