/// The ground of a figure and the colors of its frame.
public enum FigureTheme: String, Sendable, CaseIterable {
  /// On white, for print.
  case light
  /// On black, for slides.
  case dark

  var background: FigureColor { self == .light ? 0xFFFFFF : 0x0E1217 }
  /// Frames and axes.
  var line: FigureColor { self == .light ? 0xB9C0C9 : 0x46525F }
  /// Lines of a grid, behind everything.
  var faintLine: FigureColor { self == .light ? 0xE6E9ED : 0x232B36 }
  var ink: FigureColor { self == .light ? 0x14181D : 0xE8ECF2 }
  var secondInk: FigureColor { self == .light ? 0x434C58 : 0xB4BECB }
  var thirdInk: FigureColor { self == .light ? 0x5F6874 : 0x8C98A8 }
  var good: FigureColor { self == .light ? 0x17734A : 0x63C890 }
  var bad: FigureColor { self == .light ? 0xBF2A2A : 0xFF8078 }
}
