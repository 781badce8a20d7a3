import ImageDatasets

/// Draws the maps of a ``MapFigure``. Sizes are in points at letters of 7 points.
struct MapContent: FigureContent {
  private static let distributionHeight = 34.0
  /// The side of a picture, and how far apart the middles of two are.
  private static let picture = (side: 15.0, distance: 27.0)

  let figure: MapFigure
  var collector: PictureCollector?

  private var grid: PanelGrid {
    PanelGrid(
      heads: figure.panels.map { ($0.title, $0.detail) },
      extra: figure.panels.contains { !$0.distribution.isEmpty } ? Self.distributionHeight : 0,
      aspect: figure.aspect)
  }

  private var labels: [Int?] {
    figure.panels.flatMap { panel -> [Int?] in
      if case .classes(let labels) = panel.colors { labels } else { [] }
    }
  }

  private var hasNumbers: Bool {
    figure.panels.contains { if case .numbers = $0.colors { true } else { false } }
  }

  private func colors(_ look: FigureLook) -> ClassColors {
    // The labels of the first map: of all maps together, frequencies would only be multiplied.
    ClassColors(labels: hasNumbers ? [] : Array(labels.prefix(figure.itemCount)), look: look)
  }

  private func hasNamesOnMap(_ look: FigureLook) -> Bool {
    guard !hasNumbers else { return false }
    switch figure.names {
    case .map: return true
    case .legend: return false
    case .automatic: return figure.panels.count == 1 && !colors(look).classes.isEmpty
    }
  }

  func legend(_ look: FigureLook) -> FigureLegend? {
    var entries: [FigureLegend.Entry] = []
    if hasNumbers {
      entries.append(
        .scale(
          low: figure.scale.low, high: figure.scale.high,
          color: figure.isDiverging ? { look.diverging(2 * $0 - 1) } : look.sequential))
    } else if !hasNamesOnMap(look) {
      entries += colors(look).legend(names: figure.classes)
    } else if colors(look).hasOthers {
      entries.append(.sign(.disk, colors(look).other, colors(look).classes.isEmpty ? "no labels" : "others"))
    }
    if !entries.isEmpty, !figure.colorTitle.isEmpty { entries.insert(.heading(figure.colorTitle), at: 0) }
    let isWrong = { (mark: MapFigure.Mark?) in if case .wrong? = mark { true } else { false } }
    let (wrong, uncertain) = (figure.marks.count(where: isWrong), figure.marks.count { $0 == .uncertain })
    if wrong > 0 {
      entries.append(.sign(.triangle, look.theme.thirdInk, "\(wrong) misclassified (colour: prediction)"))
    }
    if uncertain > 0 { entries.append(.sign(.ring, look.theme.thirdInk, "\(uncertain) of low trust")) }
    return entries.isEmpty ? nil : FigureLegend(entries: entries)
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double { try grid.height(ofWidth: width, look) }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let look = canvas.look
    let colors = colors(look)
    let mixed = MixedOrder.places(figure.itemCount, seed: figure.seed)
    for (panel, square) in zip(figure.panels, grid.draw(on: canvas, in: frame)) {
      let view = view(of: panel, in: square, look)
      let order = order(mixed, panel, colors)
      let pictured = pictured(panel, view, square, order, look)
      canvas.clipped(square, isRaster: figure.isRaster) {
        drawPoints(panel, on: canvas, view, square, order, colors)
      }
      canvas.clipped(square) { drawPictures(pictured, panel, on: canvas, view, colors) }
      canvas.outline(square, look.theme.line, thickness: look.hairline)
      if hasNamesOnMap(look) { drawNames(panel, on: canvas, view, square, colors, avoiding: pictured) }
      if !panel.distribution.isEmpty { drawDistribution(panel, on: canvas, below: square) }
    }
  }

  /// What has no color of its own comes first, below the others.
  private func order(_ mixed: [Int], _ panel: MapFigure.Panel, _ colors: ClassColors) -> [Int] {
    guard case .classes(let labels) = panel.colors else { return mixed }
    return mixed.filter { !colors.hasColor(labels[$0]) } + mixed.filter { colors.hasColor(labels[$0]) }
  }

  private func view(of panel: MapFigure.Panel, in square: FigureRectangle, _ look: FigureLook) -> PlaneView {
    if let window = figure.window {
      return PlaneView(
        x: window.center.x - window.reach...window.center.x + window.reach,
        y: window.center.y - window.reach...window.center.y + window.reach, into: square, padding: 0)
    }
    let shown = figure.sharesScale ? figure.panels.flatMap(\.positions) : panel.positions
    return PlaneView(
      x: PlaneView.range(of: shown, axis: 0), y: PlaneView.range(of: shown, axis: 1), into: square,
      padding: look.scaled(6))
  }

  private func radius(_ side: Double) -> Double {
    figure.pointSize ?? min(1.6, max(0.35, side * 0.2 / Double(max(1, figure.itemCount)).squareRoot()))
  }

  private var opacity: Double {
    figure.opacity ?? min(0.9, max(0.25, 0.9 - 0.15 * (Double(max(1, figure.itemCount)) / 3000).squareRoot()))
  }

  private func drawPoints(
    _ panel: MapFigure.Panel, on canvas: FigureCanvas, _ view: PlaneView, _ square: FigureRectangle, _ order: [Int],
    _ colors: ClassColors
  ) {
    let (radius, look) = (radius(square.width), canvas.look)
    for item in order where figure.marks.isEmpty || figure.marks[item] == nil {
      guard figure.drawing != .images || figure.pictures[item] == nil else { continue }
      let point = view.point(item, of: panel.positions)
      switch panel.colors {
      case .classes(let labels):
        colors.drawPoint(labels[item], at: point, radius: radius, on: canvas, opacity: opacity)
      case .numbers(let numbers):
        canvas.disk(point.x, point.y, radius: radius, color(numbers[item], look), opacity: opacity)
      }
    }
    for item in order {
      guard !figure.marks.isEmpty, let mark = figure.marks[item] else { continue }
      let point = view.point(item, of: panel.positions)
      switch mark {
      case .wrong(let predicted):
        canvas.triangle(
          point.x, point.y, radius: max(1.8, radius * 1.9), colors.color(of: predicted),
          edge: FigureStroke(color: look.theme.background, thickness: 0.35))
      case .uncertain:
        let color =
          switch panel.colors {
          case .classes(let labels): colors.color(of: labels[item])
          case .numbers(let numbers): color(numbers[item], look)
          }
        canvas.ring(point.x, point.y, radius: max(1, radius * 0.85), color, thickness: max(0.4, radius * 0.4))
      }
    }
  }

  private func color(_ number: Double?, _ look: FigureLook) -> FigureColor {
    number.map { figure.isDiverging ? look.diverging($0) : look.sequential($0) } ?? look.theme.thirdInk
  }

  private func pictureSide(_ look: FigureLook) -> Double {
    figure.drawing == .images ? look.scaled(Self.picture.side * 0.75) : look.scaled(Self.picture.side)
  }

  /// The images with a picture: all, or those that come first in the order of drawing and leave others room.
  private func pictured(
    _ panel: MapFigure.Panel, _ view: PlaneView, _ square: FigureRectangle, _ order: [Int], _ look: FigureLook
  ) -> [Int] {
    guard figure.drawing == .mixed else { return figure.drawing == .images ? order : [] }
    let distance = look.scaled(Self.picture.distance)
    var (chosen, cells) = ([Int](), [[Int]: [(x: Double, y: Double)]]())
    let inside = square.inset(by: pictureSide(look) / 2 + 1)
    for item in order {
      let point = view.point(item, of: panel.positions)
      guard point.x >= inside.x, point.x <= inside.right, point.y >= inside.y, point.y <= inside.bottom else {
        continue
      }
      let (column, row) = (Int(point.x / distance), Int(point.y / distance))
      let near = (-1...1).flatMap { right in (-1...1).flatMap { cells[[column + right, row + $0]] ?? [] } }
      let isFree = near.allSatisfy {
        ($0.x - point.x) * ($0.x - point.x) + ($0.y - point.y) * ($0.y - point.y) >= distance * distance
      }
      guard isFree else { continue }
      cells[[column, row], default: []].append(point)
      chosen.append(item)
    }
    collector?.items.formUnion(chosen)
    return chosen
  }

  private func drawPictures(
    _ items: [Int], _ panel: MapFigure.Panel, on canvas: FigureCanvas, _ view: PlaneView, _ colors: ClassColors
  ) {
    let (look, side) = (canvas.look, pictureSide(canvas.look))
    for item in items {
      guard let picture = figure.pictures[item] else { continue }
      let point = view.point(item, of: panel.positions)
      let box = FigureRectangle(x: point.x - side / 2, y: point.y - side / 2, width: side, height: side)
      let color =
        switch panel.colors {
        case .classes(let labels): colors.color(of: labels[item])
        case .numbers(let numbers): color(numbers[item], look)
        }
      canvas.image(picture, box)
      canvas.outline(box, color, thickness: look.scaled(0.8))
    }
  }

  /// The classes' names in the middle of their points, or above where they would hide them.
  private func drawNames(
    _ panel: MapFigure.Panel, on canvas: FigureCanvas, _ view: PlaneView, _ square: FigureRectangle,
    _ colors: ClassColors, avoiding pictured: [Int]
  ) {
    guard case .classes(let labels) = panel.colors else { return }
    let (size, side) = (canvas.look.body, pictureSide(canvas.look))
    let pictures = pictured.map { item -> FigureRectangle in
      let point = view.point(item, of: panel.positions)
      return FigureRectangle(x: point.x - side / 2, y: point.y - side / 2, width: side, height: side)
    }
    var placement = NamePlacement(in: square, avoiding: figure.drawing == .mixed ? pictures : [])
    for label in colors.classes {
      let points = labels.indices.filter { labels[$0] == label && panel.positions[2 * $0].isFinite }
        .map { view.point($0, of: panel.positions) }
        .filter { square.overlaps(FigureRectangle(x: $0.x, y: $0.y, width: 0.1, height: 0.1)) }
      let name = figure.classes.indices.contains(label) ? figure.classes[label] : "class \(label)"
      placement.draw(name, of: points, size: size, on: canvas)
    }
  }

  /// How many images have which number, in bars.
  private func drawDistribution(_ panel: MapFigure.Panel, on canvas: FigureCanvas, below square: FigureRectangle) {
    let look = canvas.look
    let top = square.bottom + look.scaled(4)
    let base = top + look.scaled(Self.distributionHeight) - look.scaled(4) - look.line(look.small)
    let binCount = 25
    var counts = [Int](repeating: 0, count: binCount)
    for value in panel.distribution where value.isFinite {
      counts[min(binCount - 1, max(0, Int(value * Double(binCount))))] += 1
    }
    let (most, step) = (Double(max(1, counts.max() ?? 1)), square.width / Double(binCount))
    for (bin, count) in counts.enumerated() where count > 0 {
      let height = (base - top) * Double(count) / most
      canvas.fill(
        square.x + Double(bin) * step, base - height, step - 0.4, height,
        color((Double(bin) + 0.5) / Double(binCount), look))
    }
    canvas.path([(square.x, base), (square.right, base)], look.theme.line, thickness: look.hairline)
    for (share, anchor) in [(0.0, FigureText.Anchor.start), (0.5, .middle), (1, .end)] {
      canvas.text(
        share == 0.5 ? ".5" : "\(Int(share))", square.x + share * square.width, base + look.small * 1.15,
        size: look.small, look.theme.thirdInk, anchor: anchor)
    }
  }
}
