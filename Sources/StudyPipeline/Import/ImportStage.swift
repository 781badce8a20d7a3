import ActivationTaps
import Foundation
import NumericKernels
import StudyStore

/// Takes arrays that were made elsewhere into a study, as the activations of a model's layers. It stands in the place of
/// `ExtractionStage`; all later stages are the same.
struct ImportStage {
  static let name = "import"
  /// What says in the catalogue that a layer was computed elsewhere.
  static let operatorName = "Imported"

  let modelName: String
  let arrays: [ImportedArray]
  let outputs: [OutputClass]
  /// One a row of the arrays; nil without.
  let predictions: [StudyPrediction]?

  /// Runs the stage for all layers, or finds that its work is done. Row `i` of the study is row `rows[i]` of the arrays.
  func run(_ context: StageContext, rows: [Int], model folder: String) throws -> [StudyLayer] {
    let layers = arrays.enumerated().map(Self.layer)
    // A model without a file has no content of its own; its layers are told apart by their runs.
    try context.study.database.recordModel(
      StudyModel(
        name: modelName, folder: folder, contentHash: "imported", inputShape: [], outputClasses: outputs),
      layers: layers)
    var computed = 0
    for (index, (array, layer)) in zip(arrays, layers).enumerated() {
      let start = Double(index) / Double(layers.count)
      try context.report(StageProgress(stage: Self.name, layer: layer.name, fraction: start), layerFolder: layer.folder)
      let decision = try context.study.beginRun(
        stage: Self.name, scope: .layer(layer.folder, of: folder), key: key(array, rows: rows),
        parameters: ["file": .same(.string(array.place))])
      guard case .start(let run) = decision else { continue }
      let handler = context.handler(
        stage: Self.name, layer: layer, from: start, to: Double(index + 1) / Double(layers.count))
      try write(context, array, layer, run: run, rows: rows, model: folder, progress: handler)
      computed += 1
    }
    try finishModel(context, layers, rows: rows, folder: folder)
    context.observer.stageEnded(
      stage: Self.name, detail: "\(layers.count) layers" + (computed == 0 ? ", up to date" : ""))
    return layers
  }

  private static func layer(_ index: Int, _ array: ImportedArray) -> StudyLayer {
    StudyLayer(
      name: array.name, tensorName: array.name, folder: StudyPaths.layerFolderName(index: index, name: array.name),
      operatorName: operatorName, shape: [array.columnCount], featureCount: array.columnCount, pooling: "none",
      depth: index)
  }

  private func key(_ array: ImportedArray, rows: [Int]) -> String {
    var key = StageKey(stage: Self.name, version: 1)
    key.add("content", array.contentKey)
    key.add("rows", rows.map(String.init).joined(separator: ","))
    return key.digest
  }

  private func write(
    _ context: StageContext, _ array: ImportedArray, _ layer: StudyLayer, run: StudyRun, rows: [Int], model: String,
    progress: @escaping ProgressHandler
  ) throws {
    let paths = context.study.paths
    do {
      try FileManager.default.createDirectory(
        at: paths.layer(layer.folder, of: model), withIntermediateDirectories: true)
    } catch {
      throw StudyPipelineError.unwritable(paths.layer(layer.folder, of: model), error)
    }
    let shape = [rows.count, array.columnCount]
    let writer = try NPYWriter(
      url: paths.file("activations.npy", inLayer: layer.folder, of: model), elementType: .float32, shape: shape)
    var top = TopImages(channelCount: array.columnCount)
    do {
      for start in stride(from: 0, to: rows.count, by: array.blockRowCount) {
        try progress(Double(start) / Double(rows.count))
        let block = try array.rows(rows[start..<min(rows.count, start + array.blockRowCount)])
        try block.elements.withUnsafeBytes { try writer.writeRows($0, startingAtRow: start) }
        Self.rank(block, firstItem: start, in: &top)
      }
      try writer.finish()
    } catch {
      writer.cancel()
      throw error
    }
    try finish(context, layer, run: run, top: top, shape: shape, model: model)
  }

  private static func rank(_ block: Matrix, firstItem: Int, in top: inout TopImages) {
    block.elements.withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      for row in 0..<block.rowCount {
        top.insert(item: Int32(firstItem + row), channelValues: first + row * block.columnCount) { _ in -1 }
      }
    }
  }

  private func finish(
    _ context: StageContext, _ layer: StudyLayer, run: StudyRun, top: TopImages, shape: [Int], model: String
  ) throws {
    let (paths, topShape) = (context.study.paths, [top.channelCount, top.rankCount])
    try NPYWriter.write(
      top.items, shape: topShape, to: paths.file("top-images.npy", inLayer: layer.folder, of: model))
    try NPYWriter.write(
      top.values, shape: topShape, to: paths.file("top-values.npy", inLayer: layer.folder, of: model))
    func path(_ file: String) -> String { Study.path(file, layer: layer, model: model) }
    try context.study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(
          path: path("activations.npy"), role: .activations, shape: shape, attributes: ["isPerChannel": .bool(true)]),
        FinishedArtifact(path: path("top-images.npy"), role: .topImages, shape: topShape),
        FinishedArtifact(path: path("top-values.npy"), role: .topValues, shape: topShape),
      ])
  }

  /// Says of the model as a whole that it was imported, and records what it predicts.
  private func finishModel(_ context: StageContext, _ layers: [StudyLayer], rows: [Int], folder: String) throws {
    var key = StageKey(stage: Self.name, version: 1)
    for array in arrays { key.add(array.name, self.key(array, rows: rows)) }
    try key.add("outputs", encoding: outputs)
    try key.add("predictions", encoding: predictions)
    let decision = try context.study.beginRun(
      stage: Self.name, scope: .model(folder), key: key.digest,
      parameters: ["files": .same(.array(arrays.map { .string($0.place) }))])
    guard case .start(let run) = decision else { return }
    if let predictions {
      try context.study.database.recordPredictions(rows.map { predictions[$0] }, ofModel: folder)
    } else {
      try context.study.database.removePredictions(ofModel: folder)
    }
    try context.study.finishRun(run)
  }

  /// Whether a model was imported.
  static func made(_ model: StudyModel, in study: Study) throws -> Bool {
    try study.database.run(stage: name, scope: .model(model.folder)) != nil
  }
}
