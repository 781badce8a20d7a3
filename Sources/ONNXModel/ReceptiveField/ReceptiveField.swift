/// Which pixels of the network's input a position of a tensor depends on (Araujo, Norris & Sim 2019,
/// doi:10.23915/distill.00021).
///
/// Along each axis of the image the field is an interval that moves with the position. It is a bound: nothing outside it
/// has an influence; inside, padding, dilation and dead units may leave gaps, and most of the influence lies in the
/// middle. Where branches meet it is the smallest interval around all of them. Deviating from the paper, branches that
/// move at different strides, and operators that look everywhere or at positions that are not known beforehand, have the
/// whole image as their field, instead of none.
public struct ReceptiveField: Sendable, Codable, Equatable {
  /// The field along one axis of the image.
  public struct Axis: Sendable, Codable, Equatable {
    /// The axis of the tensor that positions are counted on.
    public let positionAxis: Int
    /// The pixels from one position to the next; a fraction behind transposed convolutions and enlargements.
    public let stride: Double
    /// Where the field of position 0 begins, in pixels; below zero in the padding.
    public let start: Double
    /// Where the field of position 0 ends, that pixel included.
    public let end: Double

    /// The most pixels of a field, before it is clipped to the image.
    public var size: Int { Self.whole(end - start, .down) + 1 }

    /// The pixels of a position's field that lie in an image of a size; nil where it lies in the padding altogether.
    public func pixels(at position: Int, of size: Int) -> Range<Int>? {
      let lower = max(0, Self.whole(start + stride * Double(position), .up))
      let upper = min(size - 1, Self.whole(end + stride * Double(position), .down))
      return lower <= upper ? lower..<upper + 1 : nil
    }

    /// Rounds, but takes what is whole up to the rounding of the strides' products for whole.
    private static func whole(_ value: Double, _ rule: FloatingPointRoundingRule) -> Int {
      let nearest = value.rounded()
      return Int(clamping: abs(value - nearest) < 1e-6 ? nearest : value.rounded(rule))
    }
  }

  /// A part of an image.
  public struct Crop: Sendable, Codable, Equatable {
    /// Rows of pixels, from the top.
    public let rows: Range<Int>
    /// Columns of pixels, from the left.
    public let columns: Range<Int>

    /// Makes a crop.
    public init(rows: Range<Int>, columns: Range<Int>) { (self.rows, self.columns) = (rows, columns) }
  }

  /// One for each axis of the image, rows first; nil where every position sees the whole axis.
  public let axes: [Axis?]

  /// Whether every position sees the whole image.
  public var isGlobal: Bool { axes.allSatisfy { $0 == nil } }

  /// The part of an image that a position of a tensor depends on, clipped to the image.
  ///
  /// - Parameters:
  ///   - row: The position on the axis that follows the rows; any where none does.
  ///   - column: The position on the axis that follows the columns; any where none does.
  ///   - height: The height of the network's input. Its pixels are those after preprocessing, not the file's.
  ///   - width: Its width.
  /// - Returns: Nil where the position only sees padding, and for networks whose input has not two spatial axes.
  public func crop(row: Int, column: Int, height: Int, width: Int) -> Crop? {
    guard axes.count == 2, height > 0, width > 0,
      let rows = axes[0].map({ $0.pixels(at: row, of: height) }) ?? 0..<height,
      let columns = axes[1].map({ $0.pixels(at: column, of: width) }) ?? 0..<width
    else { return nil }
    return Crop(rows: rows, columns: columns)
  }
}

extension Int {
  fileprivate init(clamping value: Double) { self = Int(Swift.max(-1e15, Swift.min(1e15, value))) }
}

extension ONNXNetwork {
  /// The receptive field of a tensor.
  ///
  /// Attention, dense layers after flattening, and pooling over everything see the whole image, and so does everything
  /// after them. O(nodes).
  /// - Throws: `ONNXModelError`: `noMatchingLayer` for a name that no node makes, `badInput` for a tensor that does not
  ///   depend on the image.
  public func receptiveField(ofTensor name: String) throws -> ReceptiveField {
    guard analysis.facts[name] != nil else {
      throw ONNXModelError(
        kind: .noMatchingLayer,
        description: "No node of \(fileName) makes a tensor \(name). See `strata layers` for what there is.")
    }
    guard let fields = ReceptiveFieldAnalysis(analysis, opset: opsetVersion).fields(of: name) else {
      throw ONNXModelError(
        kind: .badInput,
        description: "The tensor \(name) of \(fileName) does not depend on the image. Choose an activation.")
    }
    return ReceptiveField(
      axes: fields.axes.map { followed in
        followed.map {
          ReceptiveField.Axis(
            positionAxis: $0.axis, stride: $0.pixels.stride, start: $0.pixels.start, end: $0.pixels.end)
        }
      })
  }
}
