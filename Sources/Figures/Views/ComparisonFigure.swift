/// Two networks side by side: maps of the same images, and below them a matrix of how alike their layers are.
public struct ComparisonFigure: Figure {
  /// What stands above.
  public var title: String
  /// The maps; their own title and caption are not drawn.
  public var maps: MapFigure
  /// The matrix; its title stands above it and above its colors in the legend, its caption is not drawn.
  public var matrix: MatrixFigure
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, maps: MapFigure, matrix: MatrixFigure, caption: [String]) {
    (self.title, self.maps, self.matrix, self.caption) = (title, maps, matrix, caption)
  }

  /// - Throws: `FigureError` when lists do not fit together, or the figure is too narrow for its maps or its matrix.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    try maps.check()
    try matrix.check()
    return try FigurePage(
      title: title, caption: caption + maps.notes(style), content: ComparisonContent(figure: self), style: style)
  }
}

/// The maps above the matrix. Sizes are in points at letters of 7 points.
private struct ComparisonContent: FigureContent {
  private static let gap = 10.0
  /// The matrix stands back behind the maps.
  private static let largestCell = 17.0

  let maps: MapContent
  let matrix: MatrixContent

  init(figure: ComparisonFigure) {
    maps = MapContent(figure: figure.maps)
    matrix = MatrixContent(figure: figure.matrix, largestCell: Self.largestCell)
  }

  /// The meanings of both; what the matrix shows stands above its colors.
  func legend(_ look: FigureLook) -> FigureLegend? {
    let entries =
      (maps.legend(look)?.entries ?? []) + [.heading(matrix.figure.title)] + (matrix.legend(look)?.entries ?? [])
    return FigureLegend(entries: entries)
  }

  private func headHeight(_ look: FigureLook) -> Double {
    look.scaled(Self.gap) + look.line(look.body) + look.scaled(2)
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    try maps.height(ofWidth: width, look) + headHeight(look) + matrix.height(ofWidth: width, look)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let look = canvas.look
    guard let upper = try? maps.height(ofWidth: frame.width, look) else { return }
    maps.draw(on: canvas, in: FigureRectangle(x: frame.x, y: frame.y, width: frame.width, height: upper))
    let top = frame.y + upper + headHeight(look)
    let (letter, base) = (PanelGrid.letter(maps.figure.panels.count), top - look.line(look.body) + look.body * 0.85)
    canvas.text(letter, frame.x, base, size: look.letter, look.theme.ink, isBold: true)
    canvas.text(
      matrix.figure.title, frame.x + look.width(of: letter, size: look.letter, isBold: true) + look.scaled(4), base,
      size: look.body, look.theme.ink)
    matrix.draw(on: canvas, in: FigureRectangle(x: frame.x, y: top, width: frame.width, height: frame.bottom - top))
  }
}
