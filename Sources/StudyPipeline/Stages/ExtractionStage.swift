import ActivationTaps
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyStore

/// Runs the network over all images and keeps what its layers answer, its predictions and the top images of its channels.
struct ExtractionStage {
  static let name = "extraction"

  let network: ONNXNetwork
  /// What the network is called in the study.
  let modelName: String
  let checkpoint: (series: String, epoch: Int)?
  let modelHash: String
  let tapPoints: [TapPoint]
  let preprocessing: Preprocessing
  let options: ExtractionOptions
  let outputs: [OutputClass]
  /// How images are spoiled on their way; nil leaves them as they are.
  var corruption: AppliedCorruption?

  /// Runs the stage, or finds that its work is done. Returns the layers, in the order of the network.
  func run(_ context: StageContext, images: StudyImages, model folder: String) throws -> [StudyLayer] {
    let inputShape = try self.inputShape()
    let key = try self.key(images: images, inputShape: inputShape)
    let plan = try ActivationExtractor.plan(
      network: network, tapPoints: tapPoints, inputShape: inputShape, options: options)
    let layers = studyLayers(plan, inputShape: inputShape)
    try record(context, layers: layers, folder: folder, inputShape: inputShape)
    let decision = try context.study.beginRun(
      stage: Self.name, scope: .model(folder), key: key, parameters: try parameters())
    if case .upToDate = decision {
      context.observer.stageEnded(stage: Self.name, detail: "\(layers.count) layers, up to date")
      return layers
    }
    guard case .start(let run) = decision else { return [] }
    let extractor = try ActivationExtractor(
      network: network, tapPoints: tapPoints, inputShape: inputShape, options: options)
    let files = try makeFolders(context.study, layers: layers, folder: folder)
    let checkpoint = context.study.paths.model(folder).appendingPathComponent("extraction.checkpoint")
    let adapted = try preprocessing.adapted(toInput: Self.planes(inputShape))
    let result = try extractor.run(
      itemCount: images.count, files: files, checkpointFile: checkpoint, key: key,
      makeLoader: { DatasetItemLoader(images: images, preprocessing: adapted, corruption: corruption) },
      progress: { progress in
        try context.report(
          StageProgress(
            stage: Self.name, fraction: Double(progress.completedItems) / Double(progress.itemCount),
            items: (progress.completedItems, progress.itemCount)))
      })
    if let predictions = result.predictions {
      try context.study.database.recordPredictions(predictions.studyPredictions(), ofModel: folder)
    }
    try context.study.finishRun(
      run, artifacts: artifacts(plan, layers: layers, itemCount: images.count, folder: folder),
      effective: ["batchSize": .integer(extractor.options.batchSize)])
    try? FileManager.default.removeItem(at: checkpoint)
    context.observer.stageEnded(stage: Self.name, detail: Self.summary(result, layers: layers.count))
    return layers
  }

  /// Checks what needs no study, so that a mistake is found before one is made.
  func validate() throws {
    let inputShape = try self.inputShape()
    _ = try preprocessing.adapted(toInput: Self.planes(inputShape))
    _ = try ActivationExtractor.plan(network: network, tapPoints: tapPoints, inputShape: inputShape, options: options)
  }

  private static func summary(_ result: ExtractionResult, layers: Int) -> String {
    guard result.seconds > 0, result.computedItemCount > 0 else { return "\(layers) layers" }
    let rate = Double(result.computedItemCount) / result.seconds
    return "\(layers) layers, \(result.computedItemCount) images at \(String(format: "%.1f", rate)) images/s"
  }

  /// The input's size without the batch.
  private func inputShape() throws -> [Int] { try NetworkInput.shape(of: network, preprocessing: preprocessing) }

  static func planes(_ shape: [Int]) -> (channels: Int, height: Int, width: Int) { (shape[0], shape[1], shape[2]) }

  private func key(images: StudyImages, inputShape: [Int]) throws -> String {
    var key = StageKey(stage: Self.name, version: 1)
    key.add("model", modelHash)
    key.add("images", images.contentDigest)
    key.add("itemCount", String(images.count))
    for tapPoint in tapPoints { key.add("layer", tapPoint.tensorName) }
    try key.add("inputShape", encoding: inputShape)
    try key.add("preprocessing", encoding: try preprocessing.adapted(toInput: Self.planes(inputShape)))
    try key.add("pooling", encoding: options.pooling)
    try key.add("precision", encoding: options.precision)
    key.add("batchSize", String(options.batchSize))
    key.add("engine", InferenceSession.engineVersion)
    if let corruption { try key.add("corruption", encoding: corruption) }
    return key.digest
  }

  private func parameters() throws -> [String: ParameterPair] {
    var parameters: [String: ParameterPair] = [
      "network": .same(.string(network.url.standardizedFileURL.path)),
      "pooling": .same(try JSONValue(encoding: options.pooling)),
      "precision": .same(.string(options.precision.rawValue)),
      "preprocessing": .same(try JSONValue(encoding: preprocessing)),
      "batchSize": .same(.integer(options.batchSize)),
      "engine": .same(.string("OpenVINO \(InferenceSession.engineVersion)")),
    ]
    if let corruption { parameters["corruption"] = .same(try JSONValue(encoding: corruption)) }
    return parameters
  }

  private func studyLayers(_ plan: TapPlan, inputShape: [Int]) -> [StudyLayer] {
    plan.layers.enumerated().map { index, layer in
      StudyLayer(
        name: layer.tapPoint.name, tensorName: layer.tapPoint.tensorName,
        folder: StudyPaths.layerFolderName(index: index, name: layer.tapPoint.name),
        operatorName: layer.tapPoint.operatorName,
        shape: layer.tapPoint.isInput ? inputShape : layer.tapPoint.shape.dropFirst().map { $0 ?? 0 },
        featureCount: layer.featureCount, pooling: layer.pooling, depth: layer.tapPoint.depth,
        receptiveField: receptiveField(of: layer.tapPoint))
    }
  }

  /// Nil where it cannot be told; that is no reason not to analyze the layer.
  private func receptiveField(of tapPoint: TapPoint) -> JSONValue? {
    (try? network.receptiveField(ofTensor: tapPoint.tensorName)).flatMap { try? JSONValue(encoding: $0) }
  }

  private func record(_ context: StageContext, layers: [StudyLayer], folder: String, inputShape: [Int]) throws {
    let model = StudyModel(
      name: modelName, folder: folder, contentHash: modelHash,
      inputShape: inputShape, outputClasses: outputs,
      preprocessing: try JSONValue(encoding: preprocessing), series: checkpoint?.series, epoch: checkpoint?.epoch,
      corruption: corruption?.record)
    try context.study.database.recordModel(model, layers: layers)
  }

  /// Makes the layers' folders and removes those of layers that are no longer kept.
  private func makeFolders(_ study: Study, layers: [StudyLayer], folder: String) throws -> [LayerFiles] {
    let manager = FileManager.default
    let modelFolder = study.paths.model(folder)
    let wanted = Set(layers.map(\.folder))
    for name in (try? manager.contentsOfDirectory(atPath: modelFolder.path)) ?? [] where !wanted.contains(name) {
      guard name.range(of: #"^\d{2,}-"#, options: .regularExpression) != nil else { continue }
      try? manager.removeItem(at: modelFolder.appendingPathComponent(name))
    }
    return try layers.map { layer in
      let url = study.paths.layer(layer.folder, of: folder)
      do {
        try manager.createDirectory(at: url, withIntermediateDirectories: true)
      } catch {
        throw StudyPipelineError.unwritable(url, error)
      }
      return LayerFiles(folder: url)
    }
  }

  private func artifacts(
    _ plan: TapPlan, layers: [StudyLayer], itemCount: Int, folder: String
  ) -> [FinishedArtifact] {
    zip(plan.layers, layers).flatMap { plan, layer in
      let path = "models/\(folder)/\(layer.folder)"
      let activations = FinishedArtifact(
        path: "\(path)/activations.npy", role: .activations, shape: [itemCount, plan.featureCount],
        attributes: ["isPerChannel": .bool(plan.featureCount == plan.channelCount)])
      guard plan.maxima != nil else { return [activations] }
      let shape = [plan.channelCount, TopImages.defaultRankCount]
      return [
        activations,
        FinishedArtifact(path: "\(path)/top-images.npy", role: .topImages, shape: shape),
        FinishedArtifact(path: "\(path)/top-values.npy", role: .topValues, shape: shape),
        FinishedArtifact(path: "\(path)/top-positions.npy", role: .topPositions, shape: shape),
      ]
    }
  }
}

extension PredictionTable {
  /// One record an item.
  func studyPredictions() -> [StudyPrediction] {
    (0..<itemCount).map { item in
      let ranks = (item * Self.rankCount)..<((item + 1) * Self.rankCount)
      let known = ranks.filter { classes[$0] >= 0 }
      return StudyPrediction(
        classIndices: known.map { Int(classes[$0]) }, probabilities: known.map { probabilities[$0] })
    }
  }
}

/// Decodes and preprocesses images for one thread of an extraction.
final class DatasetItemLoader: ItemLoader {
  private let images: StudyImages
  private let isSpoiled: Bool
  private let decoder = ImageDecoder()
  private let preprocessor: StudyPreprocessor

  init(images: StudyImages, preprocessing: Preprocessing, corruption: AppliedCorruption? = nil) {
    (self.images, isSpoiled) = (images, corruption != nil)
    preprocessor = StudyPreprocessor(preprocessing, corruption: corruption)
  }

  func load(item: Int, into input: UnsafeMutableBufferPointer<Float>) throws {
    let (record, image) = (images.items[item], try images.image(atRow: item, using: decoder))
    if isSpoiled { try requireSize(of: record, image) }
    preprocessor.write(image, named: record.identifier, into: input)
  }

  /// The clean network saw another image if the size is another by now.
  private func requireSize(of record: StudyItem, _ image: PixelImage) throws {
    guard let width = record.width, let height = record.height, (width, height) != (image.width, image.height) else {
      return
    }
    throw StudyPipelineError(
      kind: .badInput,
      description:
        "\(record.identifier) has \(image.width) x \(image.height) pixels; the study was made with \(width) x "
        + "\(height). Give the study's own images with --images.")
  }
}
