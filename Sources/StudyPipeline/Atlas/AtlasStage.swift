import FeatureVisualization
import Foundation
import ImageDatasets
import NumericKernels
import StudyStore

/// Makes the activation atlas of a layer; pictures that are done stay when it is interrupted.
struct AtlasStage {
  static let name = "atlas"
  /// Sampling takes about a quarter of the time, pictures most of the rest.
  private static let (sampledShare, laidOutShare) = (0.2, 0.25)

  let request: AtlasRequest
  let model: StudyModel
  let networks: AtlasNetworks
  let layer: StudyLayer

  /// Runs what is missing. Returns the atlas and whether there was anything to do. `natural` measures colours (and the spectrum)
  /// in images of a network's size.
  func run(
    _ context: StageContext, progress: @escaping ProgressHandler,
    natural measured: (VisualizedNetwork) throws -> NaturalImages
  ) throws -> (document: AtlasDocument, isNew: Bool) {
    let files = AtlasFiles(context.study, model: model.folder, layer: layer.folder)
    let small = try networks.small(for: layer, side: request.imageSide)
    let key = try self.key(context.study, small)
    let decision = try context.study.beginRun(
      stage: Self.name, scope: .layer(layer.folder, of: model.folder), key: key,
      parameters: [
        "activationLimit": .same(.integer(request.activationLimit)), "gridSide": .same(.integer(request.gridSide)),
        "stepCount": .same(.integer(request.options.stepCount)), "cosinePower": .same(.number(request.cosinePower)),
        "isWhitened": .same(.bool(request.isWhitened)),
      ], seed: request.options.seed)
    if let found = files.found(key: key), found.isComplete, case .upToDate = decision { return (found, false) }
    guard case .start(let run) = decision else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(files.folder.path) is not as the study recorded it. Remove it and run `strata atlas` again.")
    }
    do {
      let natural = try measured(small)
      var document = try files.found(key: key) ?? begin(context, files, small, key: key, natural, progress)
      let channelCount = try paint(&document, files, small, natural) {
        try progress(Self.laidOutShare + (1 - Self.laidOutShare) * $0)
      }
      try context.study.finishRun(
        run, artifacts: files.artifacts(of: document, channelCount: channelCount),
        effective: ["cells": .integer(document.cells.count)])
      return (document, true)
    } catch {
      try? context.study.abandonRun(run)
      throw error
    }
  }

  /// Samples, lays out, and writes what is known before there are pictures.
  private func begin(
    _ context: StageContext, _ files: AtlasFiles, _ small: VisualizedNetwork, key: String, _ natural: NaturalImages,
    _ progress: @escaping ProgressHandler
  ) throws -> AtlasDocument {
    let drawn = try AtlasSample(
      request, layer: layer, network: networks.whole, study: context.study, cancellation: context.cancellation
    ) { try progress(Self.sampledShare * $0) }
    let sample = drawn.sample
    let layout = try AtlasLayout(
      sample.activations, seed: request.options.seed, parallel: context.parallel
    ) { try progress(Self.sampledShare + (Self.laidOutShare - Self.sampledShare) * $0) }
    let grid = try AtlasGrid(
      layout: layout.positions, side: request.gridSide, minimumCount: request.minimumCount)
    guard !grid.cells.isEmpty else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "None of \(grid.columnCount) x \(grid.rowCount) cells holds \(request.minimumCount) of the "
          + "\(sample.sources.count) activations of \(layer.name). Take fewer cells (--grid), or more activations.")
    }
    let cells = AtlasCells(
      grid, sample: sample, classNames: model.outputClasses.map(\.name), hasPositions: layer.shape.count == 3)
    let directions =
      request.isWhitened
      ? try ActivationWhitening(sample.activations, parallel: context.parallel).directions(cells.means) : cells.means
    let document = AtlasDocument(
      layer: layer.name, columns: grid.columnCount, rows: grid.rowCount, height: small.height, width: small.width,
      activationCount: sample.sources.count, imageCount: drawn.imageCount, positionCount: drawn.positionsPerImage,
      positionsInLayer: sample.mapHeight * sample.mapWidth, silentCount: sample.silentCount,
      minimumCount: request.minimumCount, trustworthiness: layout.trustworthiness,
      neighborCount: AtlasLayout.neighborCount, minimumDistance: AtlasLayout.minimumDistance,
      cosinePower: request.cosinePower, isWhitened: request.isWhitened, classesPerImage: request.classesPerImage,
      parameters: FeatureParameters(request.options, colors: natural.description), key: key, cells: cells.described)
    try files.begin()
    try NPYWriter.write(cells.means, to: files.url(AtlasFiles.means))
    try NPYWriter.write(directions, to: files.url(AtlasFiles.directions))
    try NPYWriter.write(layout.positions, to: files.url(AtlasFiles.layout))
    let sources = sample.sources.flatMap { [Int32($0.image), Int32($0.position), Int32($0.favoredClass ?? -1)] }
    try NPYWriter.write(sources, shape: [sample.sources.count, 3], to: files.url(AtlasFiles.sources))
    try files.write(document)
    return document
  }

  /// Makes the pictures that are missing. Returns the number of channels.
  private func paint(
    _ document: inout AtlasDocument, _ files: AtlasFiles, _ small: VisualizedNetwork, _ natural: NaturalImages,
    _ progress: @escaping ProgressHandler
  ) throws -> Int {
    let directions = try NPYFile(contentsOf: files.url(AtlasFiles.directions)).matrix()
    let means = try NPYFile(contentsOf: files.url(AtlasFiles.means)).matrix()
    let missing = document.cells.indices.filter { document.cells[$0].image == nil }
    let position: UnitPosition = layer.shape.count == 3 ? .center : .everywhere
    let objectives = missing.map { place in
      let cell = document.cells[place]
      return Objective(
        .direction(
          .init(
            layer: layer.tensorName, vector: directions.selecting(rows: [place]).elements, position: position,
            cosinePower: request.cosinePower)), name: "cell \(cell.row)-\(cell.column)")
    }
    let maximizer = try ActivationMaximizer(
      small, options: request.options, colors: natural.colors, spectrum: natural.spectrum)
    var made = document
    func keep(_ index: Int, _ images: [OptimizedImage]) throws {
      guard let image = images.first else { return }
      let place = missing[index]
      let cosine = try small.likeness(
        of: [image.image], to: means.selecting(rows: [place]), layer: layer.tensorName, position: position)
      let name = "\(made.cells[place].row)-\(made.cells[place].column).png"
      try files.write(image.image.pngData(), to: name)
      made.cells[place].image = name
      // JSON has no NaN; the outcome says what happened.
      (made.cells[place].value, made.cells[place].cosine) = (image.value.isFinite ? image.value : 0, cosine[0])
      (made.cells[place].stepCount, made.cells[place].outcome) = (image.stepCount, image.outcome)
      try files.write(made)
    }
    _ = try maximizer.maximize(objectives, progress: progress, finished: keep)
    document = made
    return means.columnCount
  }

  private func key(_ study: Study, _ small: VisualizedNetwork) throws -> String {
    var key = StageKey(stage: Self.name, version: 1)
    key.add("network", model.contentHash)
    key.add("layer", layer.tensorName)
    try key.add("preprocessing", encoding: model.preprocessing)
    try key.add("dataset", encoding: study.database.settings().dataset)
    try key.add("options", encoding: request.options.decisive)
    let numbers = [
      request.activationLimit, request.gridSide, request.minimumCount, small.height, small.width,
      request.classesPerImage, request.imageLimit,
    ]
    try key.add("numbers", encoding: numbers)
    try key.add("direction", encoding: [request.cosinePower, request.isWhitened ? 1 : 0])
    return key.digest
  }
}
