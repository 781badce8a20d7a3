import Figures
import Foundation
import ImageDatasets

/// A figure of every kind, of made-up data.
enum SampleFigures {
  static let image = PixelImage(width: 8, height: 8, channelCount: 3, repeating: 120)
  static let classes = ["tench", "church & <tower>", "golf ball"]

  /// `count` points of three classes, each class around a place of its own.
  static func positions(_ count: Int, spread: Float = 1) -> [Float] {
    (0..<count).flatMap { item -> [Float] in
      let angle = Float(item) * 2.4
      let (x, y) = ([-8, 0, 8][item % 3], [0, 6, -2][item % 3])
      let radius = spread * Float(item % 17) / 6
      return [Float(x) + radius * cos(angle), Float(y) + radius * sin(angle)]
    }
  }

  static func labels(_ count: Int) -> [Int?] { (0..<count).map { $0 % 11 == 10 ? nil : $0 % 3 } }

  static func map(panels: Int = 1, count: Int = 90) -> MapFigure {
    MapFigure(
      title: "digits: conv5", classes: classes,
      panels: (0..<panels).map {
        .init(
          title: panels > 1 ? "layer \($0)" : "", detail: panels > 1 ? "trust .9\($0), hit .8" : "",
          positions: positions(count, spread: 1 + Float($0)), colors: .classes(labels(count)))
      }, caption: ["90 images, umap-2d.", "strata."])
  }

  static var trust: MapFigure {
    let values = (0..<90).map { 0.4 + 0.6 * Double($0) / 90 }
    var figure = map(panels: 2)
    for panel in figure.panels.indices {
      figure.panels[panel].colors = .numbers(values.map { Double?($0) })
      figure.panels[panel].distribution = values
    }
    figure.colorTitle = "trust"
    return figure
  }

  static func curves(_ values: [[Double?]], layers: Int = 5) -> CurveFigure {
    CurveFigure(
      title: "digits, demo", places: .names((0..<layers).map { "layer \($0)" }),
      charts: [.init(series: values.enumerated().map { .init(name: "measure \($0)", values: $1) })],
      caption: ["Where it comes from."])
  }

  static var training: CurveFigure {
    CurveFigure(
      title: "training", places: .numbers([0, 1, 2, 5, 10], name: "epoch"),
      charts: [
        .init(title: "loss", series: [.init(name: "training", values: [nil, 2.3, 2.1, 1.5, 0.4])], isShare: false),
        .init(title: "accuracy", series: [.init(name: "test", values: [0.1, nil, 0.3, nil, 0.9], marked: 4)]),
      ], caption: ["Means."], markMeaning: "best")
  }

  static func matrix(_ values: [[Double?]]) -> MatrixFigure {
    let names = values.indices.map { "row \($0)" }
    return MatrixFigure(
      title: "t", names: (names, names), axes: ("label", "prediction"),
      cells: values.map { row in row.map { .init(value: $0, text: $0.map { String(format: "%.2f", $0) } ?? "") } },
      divisions: ([1], [1]), caption: ["Numbers of images."])
  }

  static var comparison: ComparisonFigure {
    var layers = matrix([[1, 0.4], [nil, 0.1]])
    (layers.title, layers.framed) = ("linear CKA", (0, 1))
    return ComparisonFigure(title: "two networks", maps: map(panels: 2), matrix: layers, caption: ["Turned."])
  }

  static var intervals: IntervalFigure {
    IntervalFigure(
      title: "groups by camera", rows: ["one", "two", "three"], notes: ["30", "40", "50"], series: ["own", "random"],
      charts: ["accuracy", "separability"].map { name in
        .init(
          title: name,
          estimates: [
            [.init(value: 0.5, interval: 0.4...0.6), nil, .init(value: 0.9)],
            [.init(value: -0.2, interval: -0.3 ... -0.1), .init(value: 0), nil],
          ], reference: 0.5)
      }, caption: ["Intervals of 95 %."])
  }

  static var suspects: SuspectFigure {
    SuspectFigure(
      title: "suspects",
      cards: (0..<3).map {
        .init(
          image: image, name: "#\($0) tench", suggestion: "golf ball",
          reasons: [
            "7 of 10 neighbours are golf balls, and most are of other classes", "predicted golf ball with .93",
          ],
          evidence: [image, image])
      }, caption: ["The 3 most suspicious."])
  }

  static var features: FeatureFigure {
    FeatureFigure(
      title: "conv5", tiles: (0..<5).map { .init(image: image, name: "\($0)", detail: "4.2, 1.1 ×", isVoid: $0 == 3) },
      caption: ["Made by optimization."])
  }

  static func neighbors(layers: Int = 2, neighbors: Int = 3, isSameClass: Bool? = true) -> NeighborFigure {
    let tile = NeighborFigure.Tile(image: image, label: "tench", distance: "1.250", isSameClass: isSameClass)
    return NeighborFigure(
      heads: (0..<layers).map { .init(title: "layer \($0)", detail: "k-NN 50.0 %") },
      rows: (0..<2).map { _ in
        (
          query: .init(image: image, label: "tench"),
          groups: Array(repeating: Array(repeating: tile, count: neighbors), count: layers)
        )
      }, caption: ["Where it comes from."])
  }

  static func neurons() -> NeuronFigure {
    NeuronFigure(
      title: "neurons", classes: classes,
      panels: ["before", "after"].map {
        .init(
          title: $0, detail: "told 80 %", positions: positions(30), labels: labels(30),
          scores: (0..<30).map { Double($0) / 29 })
      }, scale: ("0", "0.12"), caption: ["Hue: class."])
  }

  static var attribution: AttributionFigure {
    get throws {
      let map = try HeatMapImage(height: 8, width: 8, values: (0..<64).map { Float($0) - 20 }, isSigned: true)
      return AttributionFigure(
        title: "tench", image: image, rows: [.init(title: "saliency", detail: "sum 1.2", map: map)],
        caption: ["From an image."])
    }
  }

  static var atlas: AtlasFigure {
    AtlasFigure(
      title: "atlas", columnCount: 4, rowCount: 2,
      cells: (0..<8).map { .init(row: $0 / 4, column: $0 % 4, image: image, label: $0 % 4 < 2 ? "cat" : "dog") },
      caption: ["By optimization."])
  }

  /// Each with its name.
  static func all() throws -> [(name: String, figure: any Figure)] {
    [
      ("map", map()), ("maps", map(panels: 3)), ("trust", trust), ("curves", curves([[0, 0.2, 0.5, nil, 1]])),
      ("training", training), ("matrix", matrix([[1, 0.4], [nil, 0.1]])), ("comparison", comparison),
      ("intervals", intervals),
      ("suspects", suspects), ("features", features), ("neighbors", neighbors()), ("neurons", neurons()),
      ("evolution", EvolutionFigureTests.figure()), ("attribution", try attribution), ("atlas", atlas),
    ]
  }
}
