import ImageDatasets

/// A rectangle in points (1/72 inch), from the upper left corner of the page.
public struct FigureRectangle: Sendable, Equatable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// From left to right.
  public var width: Double
  /// From top to bottom.
  public var height: Double

  /// Makes a rectangle.
  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The right edge.
  public var right: Double { x + width }
  /// The lower edge.
  public var bottom: Double { y + height }

  /// Whether two rectangles have more than an edge in common, by more than `tolerance` in both directions.
  public func overlaps(_ other: FigureRectangle, tolerance: Double = 0) -> Bool {
    min(right, other.right) - max(x, other.x) > tolerance && min(bottom, other.bottom) - max(y, other.y) > tolerance
  }

  var middle: (x: Double, y: Double) { (x + width / 2, y + height / 2) }

  func inset(by distance: Double) -> FigureRectangle {
    FigureRectangle(
      x: x + distance, y: y + distance, width: max(0, width - 2 * distance), height: max(0, height - 2 * distance))
  }
}

/// A line of text on a page.
public struct FigureText: Sendable, Equatable {
  /// Where a text stands.
  enum Anchor: String { case start, middle, end }

  /// What it says.
  public let content: String
  /// What it covers, from the tops of its capitals to the ends of its descenders.
  public let box: FigureRectangle
  /// Whether it lies on what is drawn, with a ground of its own around its letters.
  public let isOnGround: Bool
  /// The size of its letters in points.
  public let size: Double

  let x: Double
  let y: Double
  let anchor: Anchor
  let isBold: Bool
  let isRising: Bool
  let color: FigureColor
  let ground: FigureColor?
}

/// How a line is drawn.
struct FigureStroke {
  var color: FigureColor
  var thickness: Double
  var opacity = 1.0
  var dashes: [Double] = []
}

/// One thing on a page. Coordinates are points from the upper left corner.
enum FigureMark {
  case rectangle(FigureRectangle, fill: FigureColor?, stroke: FigureStroke?, opacity: Double)
  case disk(x: Double, y: Double, radius: Double, fill: FigureColor?, stroke: FigureStroke?, opacity: Double)
  /// An open line, or a filled shape.
  case path([(x: Double, y: Double)], fill: FigureColor?, stroke: FigureStroke?, opacity: Double)
  case text(FigureText)
  case image(PixelImage, FigureRectangle)
  /// Nothing of `marks` shows outside the rectangle. Drawn as pixels, they make a vector file small.
  case group(FigureRectangle, isRaster: Bool, marks: [FigureMark])
}
