/// How a tap's values are condensed inside the network, before they leave it.
public enum TapReduction: Sendable, Hashable, Codable {
  /// Every value, in the tensor's own shape.
  case whole
  /// The mean over all positions: `[N, C]`.
  case mean
  /// The maximum over all positions: `[N, C]`.
  case maximum
  /// The position of the first maximum, flattened row by row, as Int64: `[N, C]`.
  case argumentOfMaximum
  /// Means over a grid of cells, as PyTorch's `AdaptiveAvgPool2d` forms them: `[N, C, height, width]`. Along a single
  /// axis of positions, `height * width` cells: `[N, C, height * width]` or, for tokens, `[N, height * width, F]`.
  case grid(height: Int, width: Int)
  /// The maximum of every row of a feature map, that is over the width: `[N, C, H]`.
  case rowMaxima
  /// The maximum of every column of a feature map, that is over the height: `[N, C, W]`.
  case columnMaxima

  /// A short word for names of files and tensors, such as `mean` or `grid7x7`.
  public var name: String {
    switch self {
    case .whole: "whole"
    case .mean: "mean"
    case .maximum: "maximum"
    case .argumentOfMaximum: "argumentOfMaximum"
    case .grid(let height, let width): "grid\(height)x\(width)"
    case .rowMaxima: "rowMaxima"
    case .columnMaxima: "columnMaxima"
    }
  }
}

/// One output that a tapped network shall have.
public struct TapOutput: Sendable, Equatable, Codable {
  /// Where the values are read.
  public let tapPoint: TapPoint
  /// How they are condensed.
  public let reduction: TapReduction
  /// The name of the output in the tapped network.
  public var outputName: String

  /// Makes an output; its name is `strata/<tensor name>/<reduction>` unless told otherwise.
  public init(tapPoint: TapPoint, reduction: TapReduction, outputName: String? = nil) {
    self.tapPoint = tapPoint
    self.reduction = reduction
    self.outputName = outputName ?? "strata/\(tapPoint.tensorName)/\(reduction.name)"
  }
}

extension TapPoint {
  /// Whether a reduction has a meaning for this tap, and the sizes that it needs are known.
  ///
  /// Vectors have no positions: their mean and maximum are the vector itself, and nothing else applies. A grid needs
  /// known sizes of the position axes. Taps of the layout `other` can only be read whole.
  public func supports(_ reduction: TapReduction) -> Bool {
    switch (reduction, layout) {
    case (.whole, _), (.mean, .vector), (.maximum, .vector): true
    case (_, .vector), (_, .other): false
    case (.mean, _), (.maximum, _), (.argumentOfMaximum, _): true
    case (.grid(let height, let width), _): supportsGrid(height: height, width: width)
    case (.rowMaxima, _), (.columnMaxima, _): positionShape.count == 2
    }
  }

  /// A grid is a product with constant matrices, which must not become larger than the weights of a network.
  private func supportsGrid(height: Int, width: Int) -> Bool {
    let sizes = positionShape.compactMap { $0 }
    guard (1...1024).contains(height), (1...1024).contains(width), sizes.count == positionShape.count else {
      return false
    }
    let cells = sizes.count == 1 ? [height * width] : [height, width]
    return zip(cells, sizes).allSatisfy { (1...1 << 24).contains($1) && $0 * $1 <= 1 << 24 }
  }

  /// The sizes of the axes that positions run over: height and width, or a length; empty for vectors.
  public var positionShape: [Int?] {
    switch layout {
    case .spatial: Array(shape.dropFirst(2))
    case .tokens: Array(shape.dropFirst().dropLast())
    case .vector, .other: []
    }
  }
}
