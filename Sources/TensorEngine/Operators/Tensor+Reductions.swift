import CTorchInterface

private let dimensionRange = "dimensions from -rank to rank - 1, each once"

extension Tensor {
  /// The sum over dimensions, or over all when none are named. `keepingDimensions` leaves size 1 where they were.
  public func sum(over dimensions: [Int] = [], keepingDimensions: Bool = false) throws -> Tensor {
    try reduce("sum", STRATA_TORCH_SUM, dimensions, keepingDimensions)
  }

  /// The mean over dimensions, or over all when none are named.
  public func mean(over dimensions: [Int] = [], keepingDimensions: Bool = false) throws -> Tensor {
    try reduce("mean", STRATA_TORCH_MEAN, dimensions, keepingDimensions)
  }

  /// The largest value over dimensions, or over all when none are named. Values that tie share the gradient evenly.
  public func maximum(over dimensions: [Int] = [], keepingDimensions: Bool = false) throws -> Tensor {
    try reduce("maximum", STRATA_TORCH_MAXIMUM, dimensions, keepingDimensions)
  }

  /// The smallest value over dimensions, or over all when none are named. Values that tie share the gradient evenly.
  public func minimum(over dimensions: [Int] = [], keepingDimensions: Bool = false) throws -> Tensor {
    try reduce("minimum", STRATA_TORCH_MINIMUM, dimensions, keepingDimensions)
  }

  /// The product over dimensions, or over all when none are named.
  public func product(over dimensions: [Int] = [], keepingDimensions: Bool = false) throws -> Tensor {
    try reduce("product", STRATA_TORCH_PRODUCT, dimensions, keepingDimensions)
  }

  /// The index of the largest value along a dimension, as Int64; which one of several equal ones is not said.
  public func indexOfMaximum(along dimension: Int = -1) throws -> Tensor {
    try Tensor.make("index of maximum", [self], expected: dimensionRange) { $0.argmax(handle, Int64(dimension), $1) }
  }

  /// e^x over the sum of e^x along a dimension.
  public func softmax(along dimension: Int = -1) throws -> Tensor {
    try Tensor.make("softmax", [self], expected: dimensionRange) { $0.softmax(handle, Int64(dimension), false, $1) }
  }

  /// The logarithm of `softmax`, computed stably.
  public func logSoftmax(along dimension: Int = -1) throws -> Tensor {
    try Tensor.make("log softmax", [self], expected: dimensionRange) { $0.softmax(handle, Int64(dimension), true, $1) }
  }

  private func reduce(
    _ name: StaticString, _ reduction: strata_torch_reduction, _ dimensions: [Int], _ keeping: Bool
  ) throws -> Tensor {
    try Tensor.make(name, [self], expected: dimensionRange) {
      $0.reduce(
        Int32(reduction.rawValue), handle, dimensions.map(Int64.init), Int32(dimensions.count), keeping, $1)
    }
  }
}
