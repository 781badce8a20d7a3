import NumericKernels

/// Which images of a large data set take part.
///
/// `stratified` takes the same number of every class as far as there are enough (equal, not in proportion, so that
/// rare classes can be seen); images without a label count as one more class. Within a class images are drawn at
/// random from the seed. A smaller limit always keeps a subset of a larger one. `first` takes the first ones
/// in the data set's order. Both give ascending positions. O(n log n); the same on every machine.
public struct SampleSelection: Sendable, Codable, Equatable {
  /// How images are chosen.
  public enum Strategy: String, Sendable, Codable, CaseIterable {
    /// Equally many of every class, drawn at random.
    case stratified
    /// The first ones.
    case first
  }

  /// How images are chosen.
  public var strategy: Strategy
  /// At most this many; `nil` takes all.
  public var limit: Int?
  /// Seed of the random choice.
  public var seed: UInt64

  /// Creates a selection.
  public init(strategy: Strategy = .stratified, limit: Int? = nil, seed: UInt64 = 42) {
    self.strategy = strategy
    self.limit = limit
    self.seed = seed
  }

  /// Ascending positions of the chosen items.
  public func indices(of dataset: any ImageDataset) -> [Int] {
    indices(labels: dataset.items.map(\.label))
  }

  /// Ascending positions of the chosen items, given the label of every item.
  public func indices(labels: [Int?]) -> [Int] {
    guard let limit, limit < labels.count else { return Array(labels.indices) }
    guard strategy == .stratified else { return Array(0..<max(0, limit)) }
    var members = [Int: [Int]]()
    for (index, label) in labels.enumerated() { members[label ?? -1, default: []].append(index) }
    let labels = members.keys.sorted()
    let quotas = quotas(of: labels.map { members[$0]?.count ?? 0 }, limit: max(0, limit))
    var chosen = [Int]()
    for (label, quota) in zip(labels, quotas) {
      var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(label)))
      let keyed = (members[label] ?? []).map { (key: generator.next(), index: $0) }
      chosen += keyed.sorted { ($0.key, $0.index) < ($1.key, $1.index) }.prefix(quota).map(\.index)
    }
    return chosen.sorted()
  }

  /// What was chosen, as a sentence for logs and reports.
  public func statement(chosen: Int, of total: Int, classCount: Int) -> String {
    if chosen == total { return "All \(total) images." }
    switch strategy {
    case .first: return "The first \(chosen) of \(total) images, in the order of the data set."
    case .stratified:
      return "\(chosen) of \(total) images, equally many of each of \(classCount) classes as far as there are enough, "
        + "drawn at random (seed \(seed))."
    }
  }

  /// Fills all classes evenly; what is left over goes to classes in a random order.
  private func quotas(of counts: [Int], limit: Int) -> [Int] {
    var level = 0
    var total = 0
    while true {
      let open = counts.count { $0 > level }
      if open == 0 || total + open > limit { break }
      // All open classes can grow up to the smallest of them, or until the limit is met.
      let next = counts.filter { $0 > level }.min() ?? level
      let step = min(next - level, (limit - total) / open)
      level += step
      total += step * open
    }
    var quotas = counts.map { min($0, level) }
    var generator = SeededGenerator(seed: seed, stream: 0x5157_7261_7461)
    let order = counts.indices.map { (key: generator.next(), position: $0) }
      .sorted { ($0.key, $0.position) < ($1.key, $1.position) }
    for (_, position) in order where total < limit && counts[position] > level {
      quotas[position] += 1
      total += 1
    }
    return quotas
  }
}
