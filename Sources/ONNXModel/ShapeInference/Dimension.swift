/// The size of an axis as a whole number times free sizes: `3`, `N`, `49 * N`.
///
/// Networks are mostly exported with a free batch size, and shape arithmetic inside them multiplies and divides it.
/// A monomial is enough to follow that. Arithmetic wraps on overflow: sizes that large come from damaged files only,
/// and a shape with a negative size is dropped.
struct Dimension: Equatable, Sendable, ExpressibleByIntegerLiteral {
  var factor: Int
  /// The free sizes, sorted; a size that occurs twice is squared.
  var symbols: [String]

  init(_ factor: Int, symbols: [String] = []) {
    self.factor = factor
    self.symbols = factor == 0 ? [] : symbols
  }

  init(integerLiteral value: Int) {
    self.init(value)
  }

  var value: Int? { symbols.isEmpty ? factor : nil }

  static func * (left: Dimension, right: Dimension) -> Dimension {
    guard !left.symbols.isEmpty || !right.symbols.isEmpty else { return Dimension(left.factor &* right.factor) }
    return Dimension(left.factor &* right.factor, symbols: (left.symbols + right.symbols).sorted())
  }

  /// The exact quotient, nil where it is not a monomial.
  func divided(by divisor: Dimension) -> Dimension? {
    guard divisor.factor > 0, factor % divisor.factor == 0 else { return nil }
    var rest = symbols
    for symbol in divisor.symbols {
      guard let index = rest.firstIndex(of: symbol) else { return nil }
      rest.remove(at: index)
    }
    return Dimension(factor / divisor.factor, symbols: rest)
  }

  /// The sum, nil where it is not a monomial.
  func adding(_ other: Dimension) -> Dimension? {
    if other.factor == 0 { return self }
    if factor == 0 { return other }
    guard symbols == other.symbols else { return nil }
    return Dimension(factor &+ other.factor, symbols: symbols)
  }

  var negated: Dimension { Dimension(0 &- factor, symbols: symbols) }
}

extension [Dimension] {
  var product: Dimension { reduce(Dimension(1)) { $0 * $1 } }
  var values: [Int?] { map(\.value) }
}
