public import ImageDatasets

/// Maps of images, a point an image: one, or several side by side on one scale, such as layers or before and after training.
///
/// Points are drawn in an order that follows from the seed, so that no class lies over all others. More than
/// ``pointLimit`` points become pixels in vector files; the caption says so.
public struct MapFigure: Figure {
  /// More points than these are drawn as pixels.
  public static let pointLimit = 20_000

  /// What the colors of points mean.
  public enum Colors: Sendable {
    /// Classes, as indices of the figure's; nil without one.
    case classes([Int?])
    /// Numbers from 0 to 1, or from −1 to 1 on a scale of two directions; nil without one.
    case numbers([Double?])
  }

  /// What is special about an image.
  public enum Mark: Sendable, Equatable {
    /// The network takes it for another class: a triangle in the color of that class, gray for one that has none.
    case wrong(Int?)
    /// Its place cannot be trusted: a ring.
    case uncertain
  }

  /// One map.
  public struct Panel: Sendable {
    /// What the map shows.
    public var title: String
    /// Its numbers, below it.
    public var detail: String
    /// x and y of every image; not finite for those on no map.
    public var positions: [Float]
    /// The colors of its points.
    public var colors: Colors
    /// Numbers from 0 to 1 whose distribution is drawn below the map; empty for none.
    public var distribution: [Double]

    /// Makes a panel.
    public init(title: String, detail: String, positions: [Float], colors: Colors, distribution: [Double] = []) {
      (self.title, self.detail, self.positions) = (title, detail, positions)
      (self.colors, self.distribution) = (colors, distribution)
    }
  }

  /// Which part of the plane is shown.
  public struct Window: Sendable, Equatable {
    /// The place in the middle.
    public var center: (x: Double, y: Double)
    /// Half of its height.
    public var reach: Double

    /// Makes a window.
    public init(center: (x: Double, y: Double), reach: Double) { (self.center, self.reach) = (center, reach) }

    /// Whether two windows show the same part.
    public static func == (first: Window, second: Window) -> Bool {
      first.center == second.center && first.reach == second.reach
    }
  }

  /// How images are drawn.
  public enum Drawing: String, Sendable, CaseIterable {
    /// A point each.
    case dots
    /// Points, and the pictures of some where there is room.
    case mixed
    /// A picture each.
    case images
  }

  /// Where the names of classes stand.
  public enum NamePlace: String, Sendable, CaseIterable {
    /// In the middle of their points where there is one map with at most as many classes as colors, else in the legend.
    case automatic
    /// In the middle of their points.
    case map
    /// In the legend.
    case legend
  }

  /// What stands above.
  public var title: String
  /// Names of the classes.
  public var classes: [String]
  /// The maps; at least one.
  public var panels: [Panel]
  /// What is to be known of it and where it comes from.
  public var caption: [String]
  /// What the ends of the scale of numbers say.
  public var scale: (low: String, high: String) = ("0", "1")
  /// What the colors mean, above the legend; empty for nothing.
  public var colorTitle = ""
  /// Whether numbers have two directions.
  public var isDiverging = false
  /// Whether all maps have one scale; if not, each fills its square.
  public var sharesScale = false
  /// Which part is shown; nil shows all.
  public var window: Window?
  /// What is special about each image; empty for nothing.
  public var marks: [Mark?] = []
  /// Where names stand.
  public var names = NamePlace.automatic
  /// How images are drawn.
  public var drawing = Drawing.dots
  /// Pictures by image, of those that ``pictureItems(_:)`` names.
  public var pictures: [Int: PixelImage] = [:]
  /// The radius of points; nil follows from their number.
  public var pointSize: Double?
  /// How opaque points are, above 0 and at most 1; nil follows from their number.
  public var opacity: Double?
  /// The order of drawing follows from it.
  public var seed: UInt64 = 0

  /// Makes a figure.
  public init(title: String, classes: [String], panels: [Panel], caption: [String]) {
    (self.title, self.classes, self.panels, self.caption) = (title, classes, panels, caption)
  }

  /// The height of a single map for a width of 1: as the points ask for, or 2/3 for a window.
  var aspect: Double {
    guard panels.count == 1, window == nil, let positions = panels.first?.positions else { return 2 / 3 }
    let (x, y) = (PlaneView.range(of: positions, axis: 0), PlaneView.range(of: positions, axis: 1))
    return min(0.85, max(0.45, (y.upperBound - y.lowerBound) / max(1e-9, x.upperBound - x.lowerBound)))
  }

  /// How many images of the first map lie outside of the window.
  public var countOutside: Int {
    guard let window, let positions = panels.first?.positions else { return 0 }
    let across = window.reach / (panels.count == 1 ? aspect : 1)
    return (0..<positions.count / 2).count { item in
      abs(Double(positions[2 * item]) - window.center.x) > across
        || abs(Double(positions[2 * item + 1]) - window.center.y) > window.reach
    }
  }

  /// How many images each map has.
  var itemCount: Int { (panels.first?.positions.count ?? 0) / 2 }

  var isRaster: Bool { itemCount * panels.count > Self.pointLimit }

  /// - Throws: `FigureError` when the panels' lists do not fit together, or the figure is too narrow.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    try check()
    return try FigurePage(
      title: title, caption: caption + notes(style), content: MapContent(figure: self), style: style)
  }

  /// What the caption adds about how points are drawn.
  func notes(_ style: FigureStyle) -> [String] {
    isRaster ? ["Points are drawn as pixels, \(Int(style.resolution)) to the inch."] : []
  }

  /// The images whose pictures the figure shows in this style, ascending.
  /// - Throws: as ``page(_:)``.
  public func pictureItems(_ style: FigureStyle) throws -> [Int] {
    switch drawing {
    case .dots: return []
    case .images: return Array(0..<itemCount)
    case .mixed:
      try check()
      let collector = PictureCollector()
      _ = try FigurePage(
        title: title, caption: caption, content: MapContent(figure: self, collector: collector), style: style)
      return collector.items.sorted()
    }
  }

  func check() throws {
    let items = itemCount
    let fits = panels.allSatisfy { panel in
      let count =
        switch panel.colors {
        case .classes(let labels): labels.count
        case .numbers(let numbers): numbers.count
        }
      return panel.positions.count == 2 * items && count == items
    }
    guard !panels.isEmpty, fits, marks.isEmpty || marks.count == items else {
      throw FigureError(
        kind: .badInput,
        description: "The maps do not have a point, a color and a mark for each of \(items) images. Make them again.")
    }
  }
}

/// Takes down which pictures have room.
final class PictureCollector {
  var items: Set<Int> = []
}
