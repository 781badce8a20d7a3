import EmbeddingMethods
import Foundation
import NumericKernels
import StudyStore
import TrailBundling

/// Makes a sequence of maps: projects, measures, bundles the trails, and looks for those that stray.
struct EvolutionStage {
  static let name = "evolution"

  let plan: EvolutionPlan
  let options: EvolutionOptions
  let itemLimit: Int
  let seed: UInt64
  let bundling = KDEBundlingOptions()

  /// Runs the stage, or finds that its work is done. Returns the sequence.
  func run(_ context: StageContext, labels: [Int?]) throws -> EvolutionSequence {
    let study = context.study
    let folder = plan.folder(options.method)
    let hashes = try plan.frames.map {
      try study.contentHash(.activations, layer: $0.layer, model: $0.model.folder)
    }
    let sample = MeasuredRows(labels: labels, limit: itemLimit, seed: seed)
    let decision = try study.beginRun(
      stage: Self.name, scope: .study(variant: folder), key: try key(study, hashes, labels: labels),
      parameters: parameters(sample), seed: seed)
    guard case .start(let run) = decision else {
      context.observer.stageEnded(stage: Self.name, detail: "\(plan.name), up to date")
      return try EvolutionReport.sequence(folder, of: study)
    }
    do {
      let sequence = try make(context, run: run, folder: folder, hashes: hashes, sample: sample, labels: labels)
      context.observer.stageEnded(
        stage: Self.name,
        detail: "\(plan.name): \(plan.frames.count) frames of \(sample.rows.count) images, "
          + "\(sequence.strays.count) stray trails")
      // As it is stored: 8.0 is read as 8, whether it was made now or before.
      return try EvolutionReport.sequence(folder, of: study)
    } catch {
      try? study.abandonRun(run)
      throw error
    }
  }

  private func key(_ study: Study, _ hashes: [String], labels: [Int?]) throws -> String {
    var key = StageKey(stage: Self.name, version: 1)
    key.add("kind", plan.kind.rawValue)
    key.add("name", plan.name)
    for (frame, hash) in zip(plan.frames, hashes) {
      key.add(frame.name, hash)
      key.add("place", "\(frame.model.folder)/\(frame.layer.folder)")
      key.add("neighbors", try study.contentHash(.neighbors, layer: frame.layer, model: frame.model.folder))
    }
    try key.add("labels", encoding: labels)
    try key.add("options", encoding: options)
    try key.add("bundling", encoding: bundlingNumbers)
    key.add("itemLimit", String(itemLimit))
    key.add("seed", String(seed))
    return key.digest
  }

  private func parameters(_ sample: MeasuredRows) -> [String: ParameterPair] {
    var parameters: [String: ParameterPair] = [
      "method": .same(.string(options.method.rawValue)),
      "perplexity": .same(.number(options.frame.perplexity)),
      "iterationCount": .same(.integer(options.frame.earlyIterationCount + options.frame.iterationCount)),
      "sampleSize": .init(requested: .integer(itemLimit), effective: .integer(sample.rows.count)),
      "sampling": .same(sample.isWhole ? "all" : "stratified"),
      "seed": .same(.integer(Int(clamping: seed))),
    ]
    if options.method == .dynamicTSNE { parameters["movementPenalty"] = .same(.number(options.movementPenalty)) }
    return parameters
  }

  private var bundlingNumbers: [String: Double] {
    [
      "bandwidth": bundling.bandwidth, "bandwidthDecay": bundling.bandwidthDecay,
      "iterationCount": Double(bundling.iterationCount), "advectionStepCount": Double(bundling.advectionStepCount),
      "smoothingCount": Double(bundling.smoothingCount), "sampleStep": bundling.sampleStep,
      "gridSize": Double(bundling.gridSize),
    ]
  }

  private func make(
    _ context: StageContext, run: StudyRun, folder: String, hashes: [String], sample: MeasuredRows, labels: [Int?]
  ) throws -> EvolutionSequence {
    let data = try plan.frames.map {
      try sample.activations(context.study, layer: $0.layer, model: $0.model.folder)
    }
    let result = try EvolutionProjection(options: options, parallel: context.parallel).project(
      data, progress: progress(context, from: 0, to: 0.8))
    let sampleLabels = sample.labels(labels)
    let measures = try measured(result.positions, data: data, labels: sampleLabels, context)
    let trails = try bundled(result.positions, labels: sampleLabels, context)
    let majorities = try majorities(context.study, rows: sample.rows, labels: labels)
    let strays = try StrayTrail.all(majorities: majorities, labels: sampleLabels).map { stray in
      EvolutionSequence.Stray(
        item: sample.rows[stray.row], via: stray.via, frames: [stray.frames.lowerBound, stray.frames.upperBound])
    }
    var parameters = run.parameters
    parameters["perplexity"]?.effective = .number(result.effectivePerplexity)
    let sequence = EvolutionSequence(
      folder: folder, name: plan.name, kind: plan.kind, model: plan.model, series: plan.series, layer: plan.layer,
      method: options.method.rawValue, parameters: parameters, itemCount: sample.rows.count,
      vertexCount: trails.vertexCount, segmentVertexCount: trails.segmentVertexCount, bundling: bundlingNumbers,
      frames: plan.frames.indices.map { frame($0, hash: hashes[$0], metrics: measures.frames[$0]) },
      measures: measures.whole.merging(
        ["strayCount": Double(strays.count), "divergence": result.divergences.reduce(0, +)]) { $1 },
      strays: strays)
    try EvolutionWriter(study: context.study, sequence: sequence).write(
      items: sample.rows, positions: result.positions, trails: trails, majorities: majorities, run: run,
      effective: ["perplexity": .number(result.effectivePerplexity)])
    return sequence
  }

  private func measured(
    _ maps: [Matrix], data: [Matrix], labels: [Int?], _ context: StageContext
  ) throws -> EvolutionMeasures {
    var measures = EvolutionMeasures(labels: labels, parallel: context.parallel)
    for (place, map) in maps.enumerated() {
      try progress(context, from: 0.8, to: 0.9)(Double(place) / Double(maps.count))
      try measures.add(map, data: data[place])
    }
    return measures
  }

  private func frame(_ place: Int, hash: String, metrics: [String: Double]) -> EvolutionSequence.Frame {
    let frame = plan.frames[place]
    return .init(
      name: frame.name, model: frame.model.folder, layer: frame.layer.folder, epoch: frame.model.epoch,
      activations: hash, metrics: metrics)
  }

  /// Trails of one class are bundled by themselves: where they meet those of another, the images did.
  private func bundled(_ maps: [Matrix], labels: [Int?], _ context: StageContext) throws -> FrameTrails {
    let (count, frames) = (maps[0].rowCount, maps.count)
    var (x, y) = ([Float](), [Float]())
    x.reserveCapacity(count * frames)
    y.reserveCapacity(count * frames)
    for row in 0..<count {
      for map in maps {
        x.append(map[row, 0])
        y.append(map[row, 1])
      }
    }
    return try FrameTrails(
      positions: (x, y), frameCount: frames, segmentVertexCount: plan.segmentVertexCount, groups: labels,
      bundling: KDEBundling(options: bundling, parallel: context.parallel),
      progress: progress(context, from: 0.9, to: 1))
  }

  /// The stored neighbors are those in the whole study, not only in the sample.
  private func majorities(_ study: Study, rows: [Int], labels: [Int?]) throws -> [[Int?]] {
    try plan.frames.map { frame in
      let graph = try NeighborsStage.graph(study, layer: frame.layer, model: frame.model.folder)
      return try NeighborMajority(
        graph, labels: labels, rows: rows, neighborCount: EvolutionMeasures.neighborCount
      ).labels
    }
  }

  private func progress(_ context: StageContext, from start: Double, to end: Double) -> ProgressHandler {
    { fraction in
      try context.report(StageProgress(stage: Self.name, fraction: start + (end - start) * fraction))
    }
  }
}
