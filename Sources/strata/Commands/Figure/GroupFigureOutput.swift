import ArgumentParser
import Figures
import StudyPipeline
import StudyStore

/// Groups of images compared: accuracy, confidence and, in a layer, separability and neighbors, with intervals.
struct GroupFigureOutput {
  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> IntervalFigure {
    let (model, selection) = (try source.model(), source.selection)
    guard let layer = try source.layer(of: model) else { throw ValidationError("\(model.name) has no layer yet.") }
    var request = GroupRequest()
    (request.model, request.layers, request.bins) = (selection.model, [layer.folder], selection.bins)
    (request.unitCount, request.seed, request.threadCount) = (0, selection.seed ?? 42, selection.threads)
    let column = selection.by ?? "label"
    let report = try StudyGroups(source.study, request: request, observer: ProgressDisplay(isQuiet: true))
      .run(by: column)
    guard let placed = report.layers.first else { throw ValidationError("\(model.name) has no layer yet.") }
    let places = Dictionary(placed.groups.map { ($0.group, $0) }, uniquingKeysWith: { first, _ in first })
    let measures: [(String, [GroupReport.Estimate?])] = [
      ("accuracy", report.groups.map(\.accuracy)), ("confidence", report.groups.map(\.confidence)),
      ("separability", report.groups.indices.map { places[$0]?.separability }),
      ("neighbourhood hit", report.groups.indices.map { places[$0]?.hit }),
    ]
    return IntervalFigure(
      title: source.title(model, "groups by \(column)"), rows: report.groups.map(\.value),
      notes: report.groups.map { "\($0.count)" }, series: [column],
      charts: measures.filter { !$0.1.allSatisfy { $0 == nil } }.map { name, values in
        .init(title: name, estimates: [values.map { $0.map(Self.estimate) }], reference: Self.mean(values, report))
      },
      caption: [
        "Points with intervals that hold the number with about 95 % probability; numbers of images beside the names. Dashed: the "
          + "mean over all images. Separability (mean silhouette) and neighbourhood hit in \(layer.name).",
        report.withoutValue > 0
          ? "\(FigureSource.count(report.withoutValue, "image")) without a value are left out." : "",
        "Seed \(selection.seed ?? 42);", source.provenance,
      ].filter { !$0.isEmpty })
  }

  private static func estimate(_ given: GroupReport.Estimate) -> IntervalFigure.Estimate {
    guard let lower = given.lower, let upper = given.upper, lower <= upper else { return .init(value: given.value) }
    return .init(value: given.value, interval: lower...upper)
  }

  private static func mean(_ values: [GroupReport.Estimate?], _ report: GroupReport) -> Double? {
    let known = zip(values, report.groups).compactMap { value, group in
      value.map { (value: $0.value, weight: Double(group.count)) }
    }
    let weight = known.reduce(0) { $0 + $1.weight }
    return weight > 0 ? known.reduce(0) { $0 + $1.value * $1.weight } / weight : nil
  }
}
