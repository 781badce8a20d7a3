import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import StudyStore

/// What a layer is like without an embedding: how classes lie in it and how many directions it uses.
struct LayerMeasurement {
  /// Parts of the probe's cross-validation.
  static let foldCount = 5

  private(set) var metrics: [StudyMetric] = []
  private(set) var effective: [String: JSONValue] = [:]

  private init() {}

  /// Measures a layer: `data` has one row for each item that takes part, `labels` are theirs; `graph` holds the nearest
  /// Euclidean neighbors, of which two each are used. The classifier and all else are worked out at the same time, as parts
  /// of both keep only one core busy. Throws what `progress` throws.
  init(
    _ data: Matrix, labels: [Int?], classCount: Int, graph: NeighborGraph, seed: UInt64, parallel: ParallelRows,
    progress: @escaping ProgressHandler
  ) throws {
    effective["itemCount"] = .integer(data.rowCount)
    guard data.rowCount > 1 else { return }
    // The probe takes longest: its progress is that of the layer.
    let reached = LockedValue(0.0)
    let parts = try parallel.results(of: 2) { part in
      var measured = LayerMeasurement()
      if part == 0 {
        let silent: ProgressHandler = { _ in try progress(reached.update { $0 }) }
        try measured.measureDirections(data, graph, parallel, silent)
        try measured.separability(data, labels, classCount, parallel, silent)
      } else {
        try measured.probe(data, labels, classCount, seed, parallel) { fraction in
          reached.update { $0 = fraction }
          try progress(fraction)
        }
      }
      return measured
    }
    for part in parts {
      metrics += part.metrics
      effective.merge(part.effective) { $1 }
    }
  }

  private mutating func separability(
    _ data: Matrix, _ labels: [Int?], _ classCount: Int, _ parallel: ParallelRows, _ progress: @escaping ProgressHandler
  ) throws {
    let silhouette = try ClassSeparability(data, labels: labels, parallel: parallel, progress: progress)
    if let overall = silhouette.overall {
      add("silhouette", overall, perClass: (0..<classCount).map { silhouette.perClass[$0] })
    }
  }

  private mutating func measureDirections(
    _ data: Matrix, _ graph: NeighborGraph, _ parallel: ParallelRows, _ progress: @escaping ProgressHandler
  ) throws {
    let rank = try EffectiveRank(data, parallel: parallel, progress: progress)
    add("effectiveRank", rank.effectiveRank)
    add("participationRatio", rank.participationRatio)
    add("componentsFor90Percent", Double(rank.componentsFor90Percent))
    guard graph.neighborCount >= 2 else { return }
    let dimension = try IntrinsicDimension(graph)
    effective["duplicateCount"] = .integer(dimension.duplicateCount)
    if let value = dimension.value { add("intrinsicDimension", value) }
  }

  /// A class of a single image cannot be learnt without it; such classes take no part, and are counted.
  private mutating func probe(
    _ data: Matrix, _ labels: [Int?], _ classCount: Int, _ seed: UInt64, _ parallel: ParallelRows,
    _ progress: @escaping ProgressHandler
  ) throws {
    var counts: [Int: Int] = [:]
    for case let label? in labels { counts[label, default: 0] += 1 }
    let learnable = labels.indices.filter { row in labels[row].map { (counts[$0] ?? 0) > 1 } ?? false }
    let chosen = MeasuredRows(
      labels: learnable.map { labels[$0] }, limit: MeasuredRows.largestProbeItemCount, seed: seed
    ).rows.map { learnable[$0] }
    let (rows, used) = (data.selecting(rows: chosen), chosen.map { labels[$0] })
    let columns = ProbeColumns(rows, seed: seed)
    effective["singleImageClasses"] = .integer(counts.values.count { $0 == 1 })
    effective["probeItemCount"] = .integer(chosen.count)
    effective["probeColumnCount"] = .integer(columns.data.columnCount)
    let found = try LinearProbe(
      columns.data, labels: used, folds: StratifiedFolds(labels: used, count: Self.foldCount, seed: seed),
      inverseRegularization: columns.inverseRegularization, parallel: parallel, progress: progress)
    guard let accuracy = found.accuracy else { return }
    effective["probeHasConverged"] = .bool(found.hasConverged)
    add("probeAccuracy", accuracy, perClass: (0..<classCount).map { found.perClass[$0] })
  }

  private mutating func add(_ name: String, _ value: Double, perClass: [Double?]? = nil) {
    metrics.append(StudyMetric(name: name, value: value, perClass: perClass))
  }
}
