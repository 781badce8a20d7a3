public import ArgumentParser
public import Figures
import Foundation
public import StudyPipeline

/// Which part of a study a figure shows.
struct FigureSelection: ParsableArguments {
  @Option(help: "The network, or the training, of a study that has several. Default: the first.")
  var model: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("With compare: two networks. Default: as strata compare.", valueName: "name"))
  var models: [String] = []

  @Option(
    help: "The layer, by name, pattern or number (#3). Default: the last before the outputs that has what is drawn.")
  var layer: String?

  @Option(parsing: .upToNextOption, help: "Several layers side by side, as with --layer, or pixels.")
  var layers: [String] = []

  @Option(help: "With cka and compare: how alike layers are, by cka, procrustes or neighbors. (default: cka)")
  var measure: LikenessMeasure?

  @Option(help: "The embedding. Default: the layer's first in 2 dimensions, or else its first.")
  var embedding: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("With neighbors: images of the study by number or name, or image files.", valueName: "images"))
  var query: [String] = []

  @Option(help: "With neighbors: draw so many images. Default: one of each of at most 10 classes.")
  var sample: Int?

  @Option(name: [.customShort("k"), .long], help: "With neighbors: how many. (default: 5)")
  var neighbors: Int?

  @Option(
    help: ArgumentHelp(
      "With neighbors: the distance, as strata neighbors --metric. (default: euclidean)", valueName: "metric"))
  var metric: MetricArgument?

  @Option(
    help: ArgumentHelp(
      "The column whose values are compared by groups, or that neurons tell apart. Default: the label.",
      valueName: "column"))
  var by: String?

  @Option(help: "With groups: divide numbers into so many groups.")
  var bins: Int?

  @Option(
    name: .customLong("class"), parsing: .upToNextOption,
    help: """
      With neurons: one class, or value of --by, against the rest; with emergence: these classes. By name or number.
      """)
  var className: [String] = []

  @Option(help: "With neurons: importance, permutation, mutual-information or selectivity. (default: importance)")
  var score: String?

  @Option(help: "With neurons: mds, tsne-2d or umap-2d. Default: the first that was made.")
  var projection: String?

  @Option(help: ArgumentHelp("With suspects: only those of this kind, as strata suspects --kind.", valueName: "kind"))
  var kind: SuspectKindArgument?

  @Option(help: "So many images, features or classes at most. Default: 12 suspects, 64 features, 40 classes.")
  var limit: Int?

  @Option(help: "The sequence of evolution and projection, by its folder in the study. Default: the first.")
  var sequence: String?

  @Option(parsing: .upToNextOption, help: "With projection: frames, counted from 0. Default: first and last.")
  var frames: [Int] = []

  @Option(help: "Samples, intervals and the order in which points are drawn follow from this number.")
  var seed: UInt64?

  @Option(help: "Threads. Default: one for every core. The figures are the same with any number.")
  var threads: Int?

  func validate() throws {
    let ranges: [(String, Int?, ClosedRange<Int>)] = [
      ("sample", sample, 1...10_000), ("neighbors", neighbors, 1...100), ("bins", bins, 2...50),
      ("limit", limit, 1...1000), ("threads", threads, 1...1024),
    ]
    for (name, value, range) in ranges where !(value.map { range.contains($0) } ?? true) {
      throw ValidationError("--\(name) must be between \(range.lowerBound) and \(range.upperBound).")
    }
    guard query.isEmpty || sample == nil else {
      throw ValidationError("--sample draws the queries; give it or --query, not both.")
    }
    guard models.isEmpty || models.count == 2 else {
      throw ValidationError("--models takes two networks; \(models.count) given.")
    }
    guard layer == nil || layers.isEmpty else { throw ValidationError("Give --layer or --layers, not both.") }
  }

  /// The options that were given.
  var given: [FigureView.Option] {
    let all: [(FigureView.Option, Bool)] = [
      (.model, model != nil), (.models, !models.isEmpty), (.measure, measure != nil), (.layer, layer != nil),
      (.layers, !layers.isEmpty), (.embedding, embedding != nil),
      (.query, !query.isEmpty), (.sample, sample != nil), (.neighbors, neighbors != nil), (.metric, metric != nil),
      (.by, by != nil), (.bins, bins != nil), (.className, !className.isEmpty), (.score, score != nil),
      (.projection, projection != nil), (.kind, kind != nil), (.limit, limit != nil), (.sequence, sequence != nil),
      (.frames, !frames.isEmpty), (.seed, seed != nil), (.threads, threads != nil),
    ]
    return all.filter(\.1).map(\.0)
  }
}

/// How points, trails and images are drawn.
struct FigureDrawingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      With embedding: the view of a link from the page's Copy link, or its part from # on: layer, embedding, plane, zoom, \
      colouring, marks, what is shown.
      """, valueName: "link"))
  var link: String?

  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: ArgumentHelp(
      """
      With embedding and compare: label, prediction, correctness, confidence, trust, unit:CHANNEL, none, or a column or \
      division of classes; with compare also changed. (default: label)
      """, valueName: "what"))
  var color: String?

  @Option(
    name: .customLong("mark"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "With embedding: misclassified (triangles in the prediction's colour), low-trust (rings).", valueName: "what"))
  var marks: [MarkArgument] = []

  @Option(help: ArgumentHelp("With embedding: dots, mixed or images. (default: dots)", valueName: "how"))
  var images: MapFigure.Drawing?

  @Option(
    help: ArgumentHelp("Where class names stand: map or legend. Default: map for a single one.", valueName: "where"))
  var names: NamePlaceArgument?

  @Option(help: ArgumentHelp("The radius of points. Default: by their number.", valueName: "points"))
  var pointSize: Double?

  @Option(help: "How opaque points are, up to 1. Default: by their number.")
  var opacity: Double?

  @Option(help: "With evolution: how far trails are bundled, from 0 to 1. (default: 0.8)")
  var bundling: Double?

  func validate() throws {
    guard (0...1).contains(bundling ?? 0) else { throw ValidationError("--bundling must be between 0 and 1.") }
    guard (0.05...20).contains(pointSize ?? 1) else {
      throw ValidationError("--point-size must be between 0.05 and 20.")
    }
    guard (0.01...1).contains(opacity ?? 1) else { throw ValidationError("--opacity must be between 0.01 and 1.") }
  }

  /// The options that were given.
  var given: [FigureView.Option] {
    let all: [(FigureView.Option, Bool)] = [
      (.link, link != nil), (.color, color != nil), (.mark, !marks.isEmpty), (.images, images != nil),
      (.names, names != nil), (.pointSize, pointSize != nil), (.opacity, opacity != nil), (.bundling, bundling != nil),
    ]
    return all.filter(\.1).map(\.0)
  }
}

/// What is marked in an embedding.
enum MarkArgument: String, CaseIterable, ExpressibleByArgument {
  case misclassified
  case lowTrust = "low-trust"
}

/// Where class names stand.
enum NamePlaceArgument: String, CaseIterable, ExpressibleByArgument {
  case map, legend

  var place: MapFigure.NamePlace { self == .map ? .map : .legend }
}

extension MapFigure.Drawing: ExpressibleByArgument {}
extension LikenessMeasure: ExpressibleByArgument {}
