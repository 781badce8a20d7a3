import ArgumentParser
import NeighborSearch

/// A distance metric by its name.
struct MetricArgument: ExpressibleByArgument {
  let metric: DistanceMetric

  static let euclidean = MetricArgument(metric: .euclidean)
  static let names =
    "The distance: " + DistanceMetric.allCases.map(\.rawValue).joined(separator: ", ") + "; any exponent for minkowski."

  private init(metric: DistanceMetric) { self.metric = metric }

  init?(argument: String) {
    guard let metric = DistanceMetric(rawValue: argument) else { return nil }
    self.metric = metric
  }

  var defaultValueDescription: String { metric.rawValue }
}
