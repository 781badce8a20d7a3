import NumericKernels

extension MapSimilarity {
  /// Compares two maps of one size. O(pixels · log pixels).
  public init(_ first: HeatMap, _ second: HeatMap) {
    precondition(first.height == second.height && first.width == second.width, "maps of one image have one size")
    let magnitudes = (first.values.map(abs), second.values.map(abs))
    let scaled = (Self.scaled(magnitudes.0), Self.scaled(magnitudes.1))
    let isVaried = scaled.0 != nil && scaled.1 != nil
    self.init(
      rankCorrelation: isVaried ? Correlation.spearman(magnitudes.0, magnitudes.1) : nil,
      signedRankCorrelation: Correlation.spearman(first.values, second.values),
      structuralSimilarity: scaled.0.flatMap { left in
        scaled.1.map { StructuralSimilarity.mean(left, $0, height: first.height, width: first.width) }
      })
  }

  /// Magnitudes from 0 to 1; nil where all are equal.
  private static func scaled(_ values: [Float]) -> [Double]? {
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    return values.map { (Double($0) - Double(low)) / (Double(high) - Double(low)) }
  }
}
