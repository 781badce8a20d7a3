/// The center lines of the ten digits in a box 0.6 wide and 1 high, y downwards, as pieces of straight lines.
///
/// Drawn by hand for this program; no font is read. Written as absolute SVG path commands (M, L, C).
struct DigitSkeleton: Sendable {
  struct Point: Sendable {
    var x: Double
    var y: Double
  }

  /// One piece of a stroke. `weight` widens it: ball terminals.
  struct Piece: Sendable {
    var start: Point
    var end: Point
    var weight = 1.0
  }

  let pieces: [Piece]

  init(_ path: String, balls: [Point] = []) {
    var pieces = Self.pieces(of: path)
    pieces += balls.map { Piece(start: $0, end: $0, weight: 1.7) }
    self.pieces = pieces
  }

  init(pieces: [Piece]) {
    self.pieces = pieces
  }

  /// Upside down: 6 becomes 9.
  func turned() -> DigitSkeleton {
    func turn(_ point: Point) -> Point { Point(x: 0.6 - point.x, y: 1 - point.y) }
    return DigitSkeleton(pieces: pieces.map { Piece(start: turn($0.start), end: turn($0.end), weight: $0.weight) })
  }

  private static let stepsOfCurve = 10

  private static func pieces(of path: String) -> [Piece] {
    let words = path.split(separator: " ")
    var pieces = [Piece]()
    var current = Point(x: 0, y: 0)
    var position = 0
    func point() -> Point {
      defer { position += 2 }
      guard let x = Double(words[position]), let y = Double(words[position + 1]) else {
        preconditionFailure("the paths below are numbers")
      }
      return Point(x: x, y: y)
    }
    while position < words.count {
      let command = words[position]
      position += 1
      switch command {
      case "M": current = point()
      case "L":
        let end = point()
        pieces.append(Piece(start: current, end: end))
        current = end
      default:
        let controls = (current, point(), point(), point())
        for step in 1...stepsOfCurve {
          let end = bezier(controls, at: Double(step) / Double(stepsOfCurve))
          pieces.append(Piece(start: current, end: end))
          current = end
        }
      }
    }
    return pieces
  }

  private static func bezier(_ p: (Point, Point, Point, Point), at t: Double) -> Point {
    let u = 1 - t
    let a = u * u * u
    let b = 3 * u * u * t
    let c = 3 * u * t * t
    let d = t * t * t
    return Point(
      x: a * p.0.x + b * p.1.x + c * p.2.x + d * p.3.x, y: a * p.0.y + b * p.1.y + c * p.2.y + d * p.3.y)
  }
}

extension DigitSkeleton {
  private static let zero = "M .3 0 C .48 0 .6 .2 .6 .5 C .6 .8 .48 1 .3 1 C .12 1 0 .8 0 .5 C 0 .2 .12 0 .3 0"
  private static let eight =
    "M .3 .46 C .14 .46 .05 .36 .05 .23 C .05 .09 .15 0 .3 0 C .45 0 .55 .09 .55 .23 C .55 .36 .46 .46 .3 .46 "
    + "C .11 .46 0 .57 0 .73 C 0 .9 .12 1 .3 1 C .48 1 .6 .9 .6 .73 C .6 .57 .49 .46 .3 .46"
  private static let six =
    "M .52 .09 C .46 .03 .4 0 .33 0 C .12 0 0 .22 0 .58 C 0 .85 .12 1 .31 1 C .48 1 .6 .87 .6 .69 "
    + "C .6 .52 .48 .4 .32 .4 C .16 .4 .04 .5 .01 .64"

  /// Round and open, like most signs.
  static let humanist: [DigitSkeleton] = [
    DigitSkeleton(zero),
    DigitSkeleton("M .1 .2 C .22 .16 .32 .08 .36 0 L .36 1"),
    DigitSkeleton("M .03 .24 C .05 .08 .16 0 .3 0 C .47 0 .58 .11 .58 .27 C .58 .45 .4 .58 .02 1 L .6 1"),
    DigitSkeleton(
      "M .04 .14 C .1 .05 .18 0 .29 0 C .45 0 .55 .1 .55 .24 C .55 .38 .44 .47 .24 .47 "
        + "C .46 .47 .6 .56 .6 .73 C .6 .9 .46 1 .28 1 C .16 1 .06 .95 0 .84"),
    DigitSkeleton("M .45 1 L .45 0 L 0 .7 L .6 .7"),
    DigitSkeleton(
      "M .54 0 L .12 0 L .08 .44 C .16 .38 .22 .36 .3 .36 C .48 .36 .6 .49 .6 .67 C .6 .87 .46 1 .27 1 "
        + "C .15 1 .06 .95 0 .86"),
    DigitSkeleton(six),
    DigitSkeleton("M 0 0 L .6 0 C .4 .3 .26 .62 .2 1"),
    DigitSkeleton(eight),
    DigitSkeleton(six).turned(),
  ]

  /// Straight stems and flat tops.
  static let geometric: [DigitSkeleton] = [
    DigitSkeleton(
      "M .3 0 C .47 0 .6 .12 .6 .3 L .6 .7 C .6 .88 .47 1 .3 1 C .13 1 0 .88 0 .7 L 0 .3 C 0 .12 .13 0 .3 0"),
    DigitSkeleton("M .12 .14 L .36 0 L .36 1"),
    DigitSkeleton("M .02 .27 C .02 .11 .14 0 .3 0 C .46 0 .58 .11 .58 .27 C .58 .36 .54 .43 .48 .5 L .02 1 L .6 1"),
    DigitSkeleton("M .04 0 L .56 0 L .27 .4 C .46 .4 .6 .52 .6 .7 C .6 .88 .47 1 .29 1 C .16 1 .05 .94 0 .83"),
    DigitSkeleton("M .34 0 L 0 .68 L .6 .68 M .44 .4 L .44 1"),
    DigitSkeleton("M .56 0 L .07 0 L .07 .42 L .3 .42 C .48 .42 .6 .54 .6 .71 C .6 .89 .47 1 .3 1 L .02 1"),
    DigitSkeleton(
      "M .46 0 L .1 .48 C .03 .57 0 .63 0 .7 C 0 .88 .13 1 .3 1 C .47 1 .6 .88 .6 .7 C .6 .53 .47 .41 .3 .41 "
        + "C .2 .41 .11 .46 .07 .53"),
    DigitSkeleton("M 0 0 L .6 0 L .18 1"),
    DigitSkeleton(eight),
    DigitSkeleton(
      "M .46 0 L .1 .48 C .03 .57 0 .63 0 .7 C 0 .88 .13 1 .3 1 C .47 1 .6 .88 .6 .7 C .6 .53 .47 .41 .3 .41 "
        + "C .2 .41 .11 .46 .07 .53"
    ).turned(),
  ]

  /// Feet, flags and ball terminals.
  static let slab: [DigitSkeleton] = [
    DigitSkeleton(zero),
    DigitSkeleton("M .1 .16 L .34 0 L .34 1 M .1 1 L .58 1"),
    DigitSkeleton(
      "M .07 .22 C .09 .08 .18 0 .3 0 C .47 0 .58 .11 .58 .27 C .58 .45 .4 .58 .02 1 L .6 1 L .6 .8",
      balls: [Point(x: 0.08, y: 0.24)]),
    DigitSkeleton(
      "M .07 .17 C .12 .06 .19 0 .29 0 C .45 0 .55 .1 .55 .24 C .55 .38 .44 .47 .24 .47 "
        + "C .46 .47 .6 .56 .6 .73 C .6 .9 .46 1 .28 1 C .16 1 .08 .94 .04 .82",
      balls: [Point(x: 0.08, y: 0.19), Point(x: 0.06, y: 0.8)]),
    DigitSkeleton("M .44 1 L .44 0 L 0 .7 L .6 .7 M .26 1 L .6 1"),
    DigitSkeleton(
      "M .54 .12 L .54 0 L .12 0 L .09 .46 C .16 .4 .22 .38 .3 .38 C .48 .38 .6 .5 .6 .68 C .6 .88 .46 1 .27 1 "
        + "C .15 1 .08 .95 .05 .85",
      balls: [Point(x: 0.06, y: 0.83)]),
    DigitSkeleton(six, balls: [Point(x: 0.52, y: 0.13)]),
    DigitSkeleton("M 0 .18 L 0 0 L .6 0 C .4 .3 .28 .62 .24 1 M .1 1 L .4 1"),
    DigitSkeleton(eight),
    DigitSkeleton(six, balls: [Point(x: 0.52, y: 0.13)]).turned(),
  ]

  /// Seven bars with gaps, like a display.
  static let segment: [DigitSkeleton] = [
    "abcdef", "hi", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg",
  ].map { bars in
    let paths: [Character: String] = [
      "a": "M .09 0 L .51 0", "b": "M .6 .08 L .6 .42", "c": "M .6 .58 L .6 .92", "d": "M .09 1 L .51 1",
      "e": "M 0 .58 L 0 .92", "f": "M 0 .08 L 0 .42", "g": "M .09 .5 L .51 .5",
      // The one stands in the middle, or it would look like its neighbor.
      "h": "M .3 .08 L .3 .42", "i": "M .3 .58 L .3 .92",
    ]
    return DigitSkeleton(bars.compactMap { paths[$0] }.joined(separator: " "))
  }
}
