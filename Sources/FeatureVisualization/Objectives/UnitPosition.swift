/// Where in a feature map a unit is looked at.
public enum UnitPosition: Sendable, Equatable, Codable {
  /// Everywhere: the mean over all positions.
  case everywhere
  /// In the middle: row height / 2, column width / 2.
  case center
  /// At one position, from 0; for features of tokens `row` is the token and `column` is 0.
  case at(row: Int, column: Int)
}
