/// The labels that occur, ascending, and where each item's label is among them.
struct ClassIndex: Sendable {
  let classes: [Int]
  /// The place of each item's label in `classes`; −1 for none.
  let places: [Int]
  /// How many items carry each label.
  let counts: [Int]

  init(_ labels: [Int?]) { self.init(labels, classes: Set(labels.compactMap { $0 }).sorted()) }

  /// Finds labels among given classes, which are distinct; others count as none.
  init(_ labels: [Int?], classes: [Int]) {
    let known = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    self.classes = classes
    places = labels.map { label in label.flatMap { known[$0] } ?? -1 }
    var counts = [Int](repeating: 0, count: classes.count)
    for place in places where place >= 0 { counts[place] += 1 }
    self.counts = counts
  }
}
