public import Foundation

/// The way of images through layers or epochs: bundled trails, hue = class, lightness = frame, and a strip of maps.
public struct EvolutionFigure: Sendable {
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
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(
    title: String, labels: [Int?], classes: [String], frames: [Frame], trails: [Float], vertexCount: Int,
    caption: [String]
  ) {
    (self.title, self.labels, self.classes, self.frames) = (title, labels, classes, frames)
    (self.trails, self.vertexCount, self.caption) = (trails, vertexCount, caption)
  }

  /// The file's bytes. The same figure has the same bytes on one machine.
  /// - Throws: `FigureError` when arrays do not have the sizes that the labels ask for, or the figure is too narrow.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    guard frames.count >= 2, frames.allSatisfy({ $0.positions.count == 2 * labels.count }), vertexCount >= 2,
      trails.count == 2 * vertexCount * labels.count
    else {
      throw FigureError(
        kind: .badInput,
        description: "The maps and trails are not those of \(labels.count) images in at least two frames. "
          + "Make the sequence again with strata evolution.")
    }
    return try EvolutionDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points.
private struct EvolutionDrawing: FigureDrawing {
  private static let top = 22.0
  private static let legendWidth = 82.0
  private static let stripGap = 4.0
  private static let stripText = 12.0
  private static let largestStrip = 8
  /// Lightness changes in so many steps along a trail.
  private static let depthCount = 16
  private static let smallestWidth = 227.0

  let figure: EvolutionFigure

  /// The frames of the strip: evenly spread, the first and the last among them.
  private var strip: [Int] {
    let count = min(Self.largestStrip, figure.frames.count)
    return (0..<count).map { Int((Double($0) * Double(figure.frames.count - 1) / Double(count - 1)).rounded()) }
  }

  private func tile(_ width: Double) -> Double {
    let count = Double(Self.largestStrip)
    return (width - 2 * FigurePage.margin - (count - 1) * Self.stripGap) / count
  }

  private func stage(_ width: Double) -> (x: Double, y: Double, width: Double, height: Double) {
    let across = width - 2 * FigurePage.margin - Self.legendWidth
    return (FigurePage.margin, FigurePage.margin + Self.top + tile(width) + Self.stripText + 8, across, across * 0.8)
  }

  func height(ofWidth width: Double) throws -> Double {
    guard width >= Self.smallestWidth else {
      throw FigureError(
        kind: .badInput, description: "A figure of trails needs a width of at least 80 mm. Give a larger width.")
    }
    let stage = stage(width)
    return stage.y + stage.height + 10 + FigurePage.height(ofCaption: figure.caption) + FigurePage.margin
  }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let colors = ClassColors(labels: figure.labels, theme: theme)
    let order = MixedOrder.places(figure.labels.count)
    drawStrip(on: canvas, width: width, theme, colors, order)
    let stage = stage(width)
    canvas.clipped(stage.x, stage.y, stage.width, stage.height) {
      drawTrails(on: canvas, stage, theme, colors, order)
    }
    let x = stage.x + stage.width + 10
    let end = colors.drawLegend(
      on: canvas, names: figure.classes, x, stage.y + 10, width: width - FigurePage.margin - x)
    drawDepths(on: canvas, x, end + 8, width: width - FigurePage.margin - x, theme)
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }

  private func drawStrip(
    on canvas: FigureCanvas, width: Double, _ theme: FigureTheme, _ colors: ClassColors, _ order: [Int]
  ) {
    let (tile, y) = (tile(width), FigurePage.margin + Self.top)
    let all = figure.frames.flatMap(\.positions)
    let (rangeX, rangeY) = (PlaneView.range(of: all, axis: 0), PlaneView.range(of: all, axis: 1))
    for (place, index) in strip.enumerated() {
      let (frame, x) = (figure.frames[index], FigurePage.margin + Double(place) * (tile + Self.stripGap))
      canvas.outline(x, y, tile, tile, theme.line, thickness: 0.5)
      let view = PlaneView(x: rangeX, y: rangeY, into: (x, y, tile, tile), padding: 3)
      for item in order {
        let point = view(Double(frame.positions[2 * item]), Double(frame.positions[2 * item + 1]))
        canvas.disk(point.x, point.y, radius: 0.38, colors.color(of: figure.labels[item]))
      }
      let value = frame.hit.map { String(format: "%.3f", $0) } ?? ""
      canvas.text(frame.name, x, y + tile + 8, size: 6, theme.secondInk, width: tile - (value.isEmpty ? 0 : 21))
      canvas.text(value, x + tile, y + tile + 8, size: 6, theme.thirdInk, anchor: .end)
    }
  }

  /// Deep parts are drawn over shallow ones; within a depth, images come in a mixed order.
  private func drawTrails(
    on canvas: FigureCanvas, _ stage: (x: Double, y: Double, width: Double, height: Double), _ theme: FigureTheme,
    _ colors: ClassColors, _ order: [Int]
  ) {
    let view = PlaneView(
      x: PlaneView.range(of: figure.trails, axis: 0), y: PlaneView.range(of: figure.trails, axis: 1), into: stage,
      padding: 6)
    let (vertices, last) = (figure.vertexCount, figure.vertexCount - 1)
    let opacity = min(0.75, max(0.16, 320 / Double(max(1, order.count))))
    let depths = min(Self.depthCount, last)
    for depth in 0..<depths {
      let (from, to) = (depth * last / depths, (depth + 1) * last / depths)
      let share = Self.lightness(Double(depth) / Double(max(1, depths - 1)))
      for item in order {
        let points = (from...to).map { vertex in
          let place = 2 * (item * vertices + vertex)
          return view(Double(figure.trails[place]), Double(figure.trails[place + 1]))
        }
        let color = theme.background.mixed(with: colors.color(of: figure.labels[item]), share: share)
        canvas.path(points, color, thickness: 0.45, opacity: opacity)
      }
    }
    for item in order {
      let place = 2 * (item * vertices + last)
      let point = view(Double(figure.trails[place]), Double(figure.trails[place + 1]))
      canvas.disk(point.x, point.y, radius: 0.8, colors.color(of: figure.labels[item]))
    }
    drawNames(on: canvas, view, theme, colors)
  }

  /// How much of the class's color a depth from 0 to 1 shows.
  private static func lightness(_ depth: Double) -> Double { 0.14 + 0.86 * depth }

  /// The classes' names in the middle of their ends, moved apart where they would cover each other.
  private func drawNames(on canvas: FigureCanvas, _ view: PlaneView, _ theme: FigureTheme, _ colors: ClassColors) {
    let end = figure.frames[figure.frames.count - 1].positions
    var taken: [(x: Double, y: Double)] = []
    for label in colors.classes {
      let items = figure.labels.indices.filter { figure.labels[$0] == label }
      let (xs, ys) = (items.map { end[2 * $0] }.sorted(), items.map { end[2 * $0 + 1] }.sorted())
      var place = view(Double(xs[xs.count / 2]), Double(ys[ys.count / 2]))
      while taken.contains(where: { abs($0.x - place.x) < 34 && abs($0.y - place.y) < 8 }) { place.y += 8 }
      taken.append(place)
      let name = figure.classes.indices.contains(label) ? figure.classes[label] : "class \(label)"
      canvas.textOnGround(name, place.x, place.y + 2.5, size: 7, theme.ink, ground: theme.background)
    }
  }

  private func drawDepths(on canvas: FigureCanvas, _ x: Double, _ y: Double, width: Double, _ theme: FigureTheme) {
    let steps = 24
    canvas.text("lightness = frame", x, y, size: 6, theme.thirdInk, width: width)
    for step in 0..<steps {
      let share = Self.lightness(Double(step) / Double(steps - 1))
      canvas.fill(
        x + width * Double(step) / Double(steps), y + 4, width / Double(steps) + 0.2, 5,
        theme.background.mixed(with: theme.categories[0], share: share))
    }
    let (first, last) = (figure.frames[0].name, figure.frames[figure.frames.count - 1].name)
    canvas.text(first, x, y + 16, size: 6, theme.thirdInk, width: width / 2 - 3)
    canvas.text(last, x + width, y + 16, size: 6, theme.thirdInk, anchor: .end, width: width / 2 - 3)
  }
}
