public import ImageDatasets

/// Images and their nearest neighbors: one row a query, the query first, then a group of neighbors for each layer, beside or,
/// where that is too narrow, below each other.
///
/// Right and wrong classes are told by a tick or a cross and the frame's color; wrong ones also by their name.
public struct NeighborFigure: Figure {
  /// An image in the figure.
  public struct Tile: Sendable {
    /// The image.
    public var image: PixelImage
    /// Its label; empty without one.
    public var label: String
    /// How far it is; empty for queries.
    public var distance: String
    /// Whether it has the query's label; nil where that cannot be said.
    public var isSameClass: Bool?

    /// Makes a tile.
    public init(image: PixelImage, label: String, distance: String = "", isSameClass: Bool? = nil) {
      (self.image, self.label, self.distance, self.isSameClass) = (image, label, distance, isSameClass)
    }
  }

  /// What stands above a group of neighbors.
  public struct Head: Sendable {
    /// The layer.
    public var title: String
    /// A line below it.
    public var detail: String

    /// Makes a head.
    public init(title: String, detail: String) { (self.title, self.detail) = (title, detail) }
  }

  /// What stands above.
  public var title: String
  /// The groups.
  public var heads: [Head]
  /// The queries with as many groups of tiles as there are heads.
  public var rows: [(query: Tile, groups: [[Tile]])]
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(
    title: String = "", heads: [Head], rows: [(query: Tile, groups: [[Tile]])], caption: [String]
  ) {
    (self.title, self.heads, self.rows, self.caption) = (title, heads, rows, caption)
  }

  /// - Throws: `FigureError` when the tiles would be smaller than 5 mm.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    guard !heads.isEmpty, rows.allSatisfy({ $0.groups.count == heads.count }) else {
      throw FigureError(
        kind: .badInput, description: "There is not one group of neighbors for each of \(heads.count) layers.")
    }
    return try FigurePage(title: title, caption: caption, content: NeighborContent(figure: self), style: style)
  }
}

/// Sizes are in points at letters of 7 points, but for those of tiles.
private struct NeighborContent: FigureContent {
  private static let gap = 2.5
  private static let groupGap = 10.0
  private static let smallestTile = 5 * 72 / 25.4
  private static let largestTile = 60.0

  let figure: NeighborFigure

  private var rank: Int { max(1, figure.rows.flatMap(\.groups).map(\.count).max() ?? 1) }

  /// A layout with groups beside or below each other.
  private struct Plan {
    let tile: Double
    let isStacked: Bool
  }

  private func plan(_ width: Double) -> Plan {
    let beside = tile(width, groups: figure.heads.count)
    return beside >= Self.smallestTile
      ? Plan(tile: beside, isStacked: false) : Plan(tile: tile(width, groups: 1), isStacked: true)
  }

  private func tile(_ width: Double, groups: Int) -> Double {
    let groups = Double(groups)
    let gaps = groups * Self.groupGap + groups * Double(rank - 1) * Self.gap
    return min(Self.largestTile, (width - gaps) / (1 + groups * Double(rank)))
  }

  private func text(_ look: FigureLook) -> Double { 2 * look.line(look.small * 0.92) + look.scaled(2) }
  private func head(_ look: FigureLook) -> Double { look.line(look.body) + look.line(look.small) + look.scaled(4) }

  private func rowHeight(_ plan: Plan, _ look: FigureLook) -> Double {
    let one = plan.tile + text(look)
    return plan.isStacked
      ? Double(figure.heads.count) * (one + look.line(look.small) + look.scaled(4)) + look.scaled(6)
      : one + look.scaled(3)
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    let plan = plan(width)
    guard plan.tile >= Self.smallestTile else {
      throw tooSmall(
        "\(figure.heads.count) layers of \(rank) neighbors", plan.tile, least: Self.smallestTile,
        remedy: "Give a larger width, fewer neighbors or fewer layers")
    }
    return (plan.isStacked ? 0 : head(look)) + Double(figure.rows.count) * rowHeight(plan, look) - look.scaled(3)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, plan) = (canvas.look, plan(frame.width))
    let span = Double(rank) * plan.tile + Double(rank - 1) * Self.gap
    let left = frame.x + plan.tile + Self.groupGap
    if !plan.isStacked {
      canvas.text(
        "query", frame.x, frame.y + look.body * 0.85, size: look.body, look.theme.thirdInk, width: plan.tile)
      for (group, head) in figure.heads.enumerated() {
        let x = left + Double(group) * (span + Self.groupGap)
        drawHead(head, on: canvas, x, frame.y + look.body * 0.85, width: span)
      }
    }
    let top = frame.y + (plan.isStacked ? 0 : head(look))
    for (index, row) in figure.rows.enumerated() {
      let y = top + Double(index) * rowHeight(plan, look)
      drawQuery(row.query, on: canvas, frame.x, y + (plan.isStacked ? look.line(look.small) : 0), plan.tile)
      for (group, tiles) in row.groups.enumerated() {
        let x = plan.isStacked ? left : left + Double(group) * (span + Self.groupGap)
        var tileTop = y
        if plan.isStacked {
          tileTop += Double(group) * (plan.tile + text(look) + look.line(look.small) + look.scaled(4))
          canvas.text(
            figure.heads[group].title, x, tileTop + look.small * 0.8, size: look.small, look.theme.ink, isBold: true,
            width: span, isName: true)
          tileTop += look.line(look.small)
        }
        for (place, neighbor) in tiles.enumerated() {
          draw(neighbor, on: canvas, x + Double(place) * (plan.tile + Self.gap), tileTop, tile: plan.tile)
        }
      }
    }
  }

  private func drawHead(
    _ head: NeighborFigure.Head, on canvas: FigureCanvas, _ x: Double, _ base: Double, width: Double
  ) {
    let look = canvas.look
    canvas.text(head.title, x, base, size: look.body, look.theme.ink, isBold: true, width: width, isName: true)
    canvas.text(head.detail, x, base + look.line(look.small), size: look.small, look.theme.thirdInk, width: width)
  }

  private func drawQuery(
    _ query: NeighborFigure.Tile, on canvas: FigureCanvas, _ x: Double, _ y: Double, _ tile: Double
  ) {
    let look = canvas.look
    canvas.image(query.image, x, y, side: tile)
    canvas.outline(FigureRectangle(x: x, y: y, width: tile, height: tile), look.theme.ink, thickness: 0.9)
    canvas.text(
      query.label, x, y + tile + look.small * 1.05, size: look.small * 0.92, look.theme.ink, isBold: true,
      width: tile + Self.groupGap - 2)
  }

  private func draw(
    _ neighbor: NeighborFigure.Tile, on canvas: FigureCanvas, _ x: Double, _ y: Double, tile: Double
  ) {
    let look = canvas.look
    let size = look.small * 0.92
    let (first, second) = (y + tile + look.small * 1.05, y + tile + look.small * 1.05 + look.line(size))
    canvas.image(neighbor.image, x, y, side: tile)
    canvas.text(neighbor.distance, x, first, size: size, look.theme.secondInk, width: tile)
    guard let isSame = neighbor.isSameClass else {
      canvas.text(neighbor.label, x, second, size: size, look.theme.secondInk, width: tile)
      return
    }
    let color = isSame ? look.theme.good : look.theme.bad
    canvas.outline(FigureRectangle(x: x, y: y, width: tile, height: tile), color, thickness: 1.1)
    if !isSame { canvas.text(neighbor.label, x, second, size: size, color, width: tile) }
    let radius = min(4.2, tile / 5)
    canvas.verdict(isSame, x + tile - radius, y + tile - radius, radius: radius, color)
  }
}

extension FigureCanvas {
  /// A tick or a cross on a disk.
  func verdict(_ isRight: Bool, _ x: Double, _ y: Double, radius: Double, _ color: FigureColor) {
    disk(x, y, radius: radius, color)
    let (step, thickness, ink) = (radius * 0.42, radius * 0.3, look.theme.background)
    if isRight {
      path(
        [(x - step * 1.1, y + step * 0.1), (x - step * 0.2, y + step), (x + step * 1.2, y - step * 0.9)], ink,
        thickness: thickness)
    } else {
      path([(x - step, y - step), (x + step, y + step)], ink, thickness: thickness)
      path([(x - step, y + step), (x + step, y - step)], ink, thickness: thickness)
    }
  }
}
