/// A small tensor whose elements are known, or are free sizes: what shape arithmetic works on.
struct ConstantValue: Sendable, Equatable {
  enum Element: Sendable, Equatable {
    case integer(Dimension)
    case real(Double)

    var dimension: Dimension? {
      switch self {
      case .integer(let dimension): dimension
      case .real(let value): value.rounded() == value && abs(value) < 1e15 ? Dimension(Int(value)) : nil
      }
    }
    var number: Double? {
      switch self {
      case .integer(let dimension): dimension.value.map(Double.init)
      case .real(let value): value
      }
    }
  }

  /// Larger tensors are weights, not shapes.
  static let largestCount = 1024

  var shape: [Int]
  var elements: [Element]

  init(shape: [Int], elements: [Element]) {
    self.shape = shape
    self.elements = elements
  }

  init(vector: [Dimension]) {
    self.init(shape: [vector.count], elements: vector.map { .integer($0) })
  }

  init(scalar: Dimension) {
    self.init(shape: [], elements: [.integer(scalar)])
  }

  /// The elements as sizes, nil where one of them is not a whole number.
  var dimensions: [Dimension]? {
    let all = elements.compactMap(\.dimension)
    return all.count == elements.count ? all : nil
  }

  /// The elements as known whole numbers.
  var integers: [Int]? {
    guard let all = dimensions?.compactMap(\.value), all.count == elements.count else { return nil }
    return all
  }

  /// The elements as known numbers.
  var numbers: [Double]? {
    let all = elements.compactMap(\.number)
    return all.count == elements.count ? all : nil
  }
}
