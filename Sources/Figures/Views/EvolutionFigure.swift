import Foundation

/// The way of images through layers or epochs: bundled trails, hue = class, lightness = frame, and a strip of maps.
public struct EvolutionFigure: Figure {
  /// A map of the sequence.
  public struct Frame: Sendable {
    /// The layer or epoch.
    public var name: String
    /// Neighborhood hit, 0…1, if it is known.
    public var hit: Double?
    /// x and y of every image.
    public var positions: [Float]

    /// Makes a frame.
    public init(name: String, hit: Double?, positions: [Float]) {
      (self.name, self.hit, self.positions) = (name, hit, positions)
    }
  }

  /// What stands above.
  public var title: String
  /// The class of every image, as an index of `classes`; nil without one.
  public var labels: [Int?]
  /// Names of the classes.
  public var classes: [String]
  /// The maps, in order; at least two.
  public var frames: [Frame]
  /// x and y of the vertices of every trail, one trail after the other.
  public var trails: [Float]
  /// Vertices of a trail.
  public var vertexCount: Int
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(
    title: String, labels: [Int?], classes: [String], frames: [Frame], trails: [Float], vertexCount: Int,
    caption: [String]
  ) {
    (self.title, self.labels, self.classes, self.frames) = (title, labels, classes, frames)
    (self.trails, self.vertexCount, self.caption) = (trails, vertexCount, caption)
  }

  /// More pieces of trails than these become pixels in vector files.
  var isRaster: Bool { labels.count > 500 }

  /// - Throws: `FigureError` when arrays do not have the sizes that the labels ask for, or the figure is too narrow.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    guard frames.count >= 2, frames.allSatisfy({ $0.positions.count == 2 * labels.count }), vertexCount >= 2,
      trails.count == 2 * vertexCount * labels.count
    else {
      throw FigureError(
        kind: .badInput,
        description: "The maps and trails are not those of \(labels.count) images in at least two frames. "
          + "Make the sequence again with strata evolution.")
    }
    let note = isRaster ? ["Trails are drawn as pixels, \(Int(style.resolution)) to the inch."] : []
    return try FigurePage(title: title, caption: caption + note, content: EvolutionContent(figure: self), style: style)
  }
}

/// Sizes are in points at letters of 7 points.
private struct EvolutionContent: FigureContent {
  private static let stripGap = 4.0
  /// Lightness changes in so many steps along a trail.
  private static let depthCount = 16
  private static let leastTile = 28.0

  let figure: EvolutionFigure

  func legend(_ look: FigureLook) -> FigureLegend? {
    let (first, last) = (figure.frames[0].name, figure.frames[figure.frames.count - 1].name)
    return FigureLegend(
      entries: colors(look).legend(names: figure.classes) + [
        .heading("lightness = frame"),
        .scale(
          low: look.shortenedName(first, to: look.scaled(38), size: look.small),
          high: look.shortenedName(last, to: look.scaled(38), size: look.small)
        ) { look.theme.background.mixed(with: look.categories[0], share: Self.lightness($0)) },
      ])
  }

  private func colors(_ look: FigureLook) -> ClassColors { ClassColors(labels: figure.labels, look: look) }

  /// The frames of the strip: evenly spread, the first and the last among them.
  private func strip(_ width: Double) -> [Int] {
    let most = max(2, Int((width + Self.stripGap) / (40 + Self.stripGap)))
    let count = min(8, min(most, figure.frames.count))
    return (0..<count).map { Int((Double($0) * Double(figure.frames.count - 1) / Double(count - 1)).rounded()) }
  }

  private func tile(_ width: Double) -> Double {
    let count = Double(max(4, strip(width).count))
    return (width - (count - 1) * Self.stripGap) / count
  }

  private func stripHeight(_ width: Double, _ look: FigureLook) -> Double {
    tile(width) + 2 * look.line(look.small) + look.scaled(8)
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    guard tile(width) >= Self.leastTile else { throw tooSmall("Maps of frames", tile(width), least: Self.leastTile) }
    return stripHeight(width, look) + width * 0.8
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, colors) = (canvas.look, colors(canvas.look))
    let order = MixedOrder.places(figure.labels.count)
    drawStrip(on: canvas, in: frame, colors, order)
    let stage = FigureRectangle(
      x: frame.x, y: frame.y + stripHeight(frame.width, look), width: frame.width, height: frame.width * 0.8)
    let view = PlaneView(
      x: PlaneView.range(of: figure.trails, axis: 0), y: PlaneView.range(of: figure.trails, axis: 1), into: stage,
      padding: look.scaled(6))
    canvas.clipped(stage, isRaster: figure.isRaster) { drawTrails(on: canvas, view, colors, order) }
    drawNames(on: canvas, view, stage, colors)
  }

  private func drawStrip(
    on canvas: FigureCanvas, in area: FigureRectangle, _ colors: ClassColors, _ order: [Int]
  ) {
    let (look, tile) = (canvas.look, tile(area.width))
    let all = figure.frames.flatMap(\.positions)
    let (rangeX, rangeY) = (PlaneView.range(of: all, axis: 0), PlaneView.range(of: all, axis: 1))
    for (place, index) in strip(area.width).enumerated() {
      let frame = figure.frames[index]
      let square = FigureRectangle(
        x: area.x + Double(place) * (tile + Self.stripGap), y: area.y, width: tile, height: tile)
      let view = PlaneView(x: rangeX, y: rangeY, into: square, padding: 3)
      canvas.clipped(square, isRaster: figure.isRaster) {
        for item in order {
          let point = view.point(item, of: frame.positions)
          canvas.disk(point.x, point.y, radius: 0.38, colors.color(of: figure.labels[item]))
        }
      }
      canvas.outline(square, look.theme.line, thickness: look.hairline)
      let base = square.bottom + look.line(look.small)
      canvas.text(frame.name, square.x, base, size: look.small, look.theme.ink, width: tile, isName: true)
      guard let hit = frame.hit else { continue }
      canvas.text(
        String(format: "hit %.2f", hit), square.x, base + look.line(look.small), size: look.small,
        look.theme.thirdInk, width: tile)
    }
  }

  /// Deep parts are drawn over shallow ones; within a depth, images come in a mixed order.
  private func drawTrails(on canvas: FigureCanvas, _ view: PlaneView, _ colors: ClassColors, _ order: [Int]) {
    let (vertices, last) = (figure.vertexCount, figure.vertexCount - 1)
    let opacity = min(0.75, max(0.16, 320 / Double(max(1, order.count))))
    let depths = min(Self.depthCount, last)
    for depth in 0..<depths {
      let (from, to) = (depth * last / depths, (depth + 1) * last / depths)
      let share = Self.lightness(Double(depth) / Double(max(1, depths - 1)))
      for item in order {
        let points = (from...to).map { view.point(item * vertices + $0, of: figure.trails) }
        let color = canvas.look.theme.background.mixed(with: colors.color(of: figure.labels[item]), share: share)
        canvas.path(points, color, thickness: 0.45, opacity: opacity)
      }
    }
    for item in order {
      let point = view.point(item * vertices + last, of: figure.trails)
      canvas.disk(point.x, point.y, radius: 0.8, colors.color(of: figure.labels[item]))
    }
  }

  /// How much of the class's color a depth from 0 to 1 shows.
  private static func lightness(_ depth: Double) -> Double { 0.14 + 0.86 * depth }

  /// The classes' names in the middle of their ends.
  private func drawNames(
    on canvas: FigureCanvas, _ view: PlaneView, _ stage: FigureRectangle, _ colors: ClassColors
  ) {
    let end = figure.frames[figure.frames.count - 1].positions
    var placement = NamePlacement(in: stage)
    for label in colors.classes {
      let points = figure.labels.indices.filter { figure.labels[$0] == label }.map { view.point($0, of: end) }
      let name = figure.classes.indices.contains(label) ? figure.classes[label] : "class \(label)"
      placement.draw(name, of: points, size: canvas.look.body, on: canvas)
    }
  }
}
