/// Two items that show nearly the same.
public struct DuplicatePair: Sendable, Equatable {
  /// How a pair was found.
  public enum Route: Sendable, Equatable, Hashable {
    /// Close in a layer (or in pixels), by the place of the graph among those searched.
    case layer(Int)
    /// Alike as small pictures.
    case picture
    /// Alike as small pictures, one of them mirrored left to right.
    case mirroredPicture
  }

  /// The item with the smaller index.
  public let first: Int
  /// The item with the larger index.
  public let second: Int
  /// From 0 to 1, 1 for copies: 1 − distance / local scale in a layer, 1 − 2 · share of differing bits for pictures;
  /// the largest over the routes.
  public let score: Double
  /// The routes by which the pair was found, in the order in which they were searched.
  public let routes: [Route]

  /// Takes a pair found elsewhere; items in any order.
  public init(first: Int, second: Int, score: Double, routes: [Route]) {
    (self.first, self.second) = (min(first, second), max(first, second))
    (self.score, self.routes) = (score, routes)
  }

  /// Unites the pairs of several searches; each pair comes once, with its best score and all its routes. The highest
  /// scores first, then by items. O(pairs · log pairs). Deterministic.
  public static func united(_ searches: [[DuplicatePair]]) -> [DuplicatePair] {
    struct Key: Hashable { let first, second: Int }
    var found: [Key: DuplicatePair] = [:]
    for pair in searches.joined() {
      let key = Key(first: pair.first, second: pair.second)
      let before = found[key]
      let routes = before?.routes ?? []
      found[key] = DuplicatePair(
        first: pair.first, second: pair.second, score: max(pair.score, before?.score ?? 0),
        routes: routes + pair.routes.filter { !routes.contains($0) })
    }
    return found.values.sorted { ($1.score, $0.first, $0.second) < ($0.score, $1.first, $1.second) }
  }

  /// Whether its items carry different values of a column, for example train and test, or two labels. An item without a
  /// value differs from none.
  public func isAcross<Value: Equatable>(_ column: [Value?]) -> Bool {
    guard let one = column[first], let other = column[second] else { return false }
    return one != other
  }
}
