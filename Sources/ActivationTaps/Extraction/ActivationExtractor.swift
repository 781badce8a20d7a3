public import Foundation
import NumericKernels
public import ONNXModel

/// What an extraction found, besides the rows on disk.
public struct ExtractionResult: Sendable {
  /// The most probable classes of every item, where the network ends in classes.
  public let predictions: PredictionTable?
  /// The number of items that this run computed, without those that an earlier run had done.
  public let computedItemCount: Int
  /// Seconds spent on them.
  public let seconds: Double
}

/// Runs a network over all items and writes what its layers answer.
///
/// Decoding, inference and writing overlap: each thread decodes one batch while its other request is computed. Memory is
/// bounded by the requests, two for each thread, whatever the number of items. For one machine and one batch size the files
/// are the same, bit for bit, with any number of threads and any number of interruptions.
public struct ActivationExtractor: Sendable {
  /// The layers and the outputs that they come from.
  public let plan: TapPlan
  /// The options, with the batch size that is in effect.
  public let options: ExtractionOptions
  /// The input's shape, the batch first.
  public var inputShape: [Int] { session.inputShape }
  /// The number of classes at the network's end; nil where it does not end in classes.
  public let classCount: Int?
  private let session: InferenceSession
  private let areLogits: Bool

  /// Plans and compiles.
  ///
  /// - Parameters:
  ///   - network: The network, with one input.
  ///   - tapPoints: The layers to keep, the input among them if wanted.
  ///   - inputShape: The input's shape without the batch, all sizes known.
  ///   - options: How.
  /// - Throws: `badInput` for layers that cannot be kept, `engine` where OpenVINO refuses the network.
  public init(
    network: ONNXNetwork, tapPoints: [TapPoint], inputShape: [Int], options: ExtractionOptions = .init()
  ) throws {
    let prediction = Self.predictionTap(of: network)
    areLogits = prediction?.areLogits ?? false
    classCount = prediction?.classCount
    plan = try Self.plan(network: network, tapPoints: tapPoints, inputShape: inputShape, options: options)
    // A network without any tapped output (only the input was asked for) still needs one output to be a network.
    let outputs = plan.outputs.isEmpty ? Self.anyOutput(of: network) : plan.outputs
    session = try Self.makeSession(
      network: network, outputs: outputs, inputShape: inputShape, options: options)
    var effective = options
    effective.batchSize = session.batchSize
    self.options = effective
  }

  /// What an extraction would keep, without compiling the network.
  public static func plan(
    network: ONNXNetwork, tapPoints: [TapPoint], inputShape: [Int], options: ExtractionOptions
  ) throws -> TapPlan {
    try TapPlan(
      tapPoints: tapPoints, inputShape: inputShape, pooling: options.pooling,
      prediction: predictionTap(of: network)?.tapPoint, collectsTopImages: options.collectsTopImages)
  }

  /// Where the network says which class an image shows: probabilities if it has them, else logits.
  private static func predictionTap(
    of network: ONNXNetwork
  ) -> (tapPoint: TapPoint, areLogits: Bool, classCount: Int)? {
    guard let head = network.classifierHead else { return nil }
    for (name, areLogits) in [(head.probabilities, false), (head.logits, true)] {
      guard let name, let tapPoint = network.tapPoints.first(where: { $0.tensorName == name }) else { continue }
      return (tapPoint, areLogits, head.classCount)
    }
    return nil
  }

  /// Extracts.
  ///
  /// - Parameters:
  ///   - itemCount: The number of items.
  ///   - files: Where each layer of the plan goes; the folders must exist.
  ///   - checkpointFile: Where the state of an interrupted run is kept. It stays after success, so that the caller can
  ///     note the success before removing it.
  ///   - key: Identifies network, layers, items and options; a checkpoint with another key is not used.
  ///   - makeLoader: Makes the loader of one thread.
  ///   - progress: Told after each batch, from any thread, one call at a time; throwing stops the work.
  /// - Returns: The predictions and how long it took; the rows are on disk.
  /// - Throws: What a loader or `progress` threw, `badInput`, `engine`, or errors that name a file that cannot be written.
  public func run(
    itemCount: Int, files: [LayerFiles], checkpointFile: URL, key: String,
    makeLoader: @Sendable () throws -> any ItemLoader, progress: (@Sendable (ExtractionProgress) throws -> Void)? = nil
  ) throws -> ExtractionResult {
    precondition(files.count == plan.layers.count, "one folder for each layer")
    let start = ContinuousClock.now
    let state = try makeState(
      itemCount: itemCount, files: files, checkpointFile: checkpointFile, key: key, progress: progress)
    let threadCount = options.threadCount ?? ProcessInfo.processInfo.activeProcessorCount
    DispatchQueue.concurrentPerform(iterations: threadCount) { _ in
      do {
        try work(state, makeLoader: makeLoader)
      } catch {
        state.fail(error)
      }
    }
    try state.saveCheckpoint()
    try state.rethrowFailure()
    let (collectors, predictions) = state.finish()
    for (collector, files) in zip(collectors, files) {
      if let top = collector.top { try files.write(top) }
      try collector.writer?.finish()
    }
    return ExtractionResult(
      predictions: predictions, computedItemCount: itemCount - state.resumedItems,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  private func makeState(
    itemCount: Int, files: [LayerFiles], checkpointFile: URL, key: String,
    progress: (@Sendable (ExtractionProgress) throws -> Void)?
  ) throws -> ExtractionState {
    var checkpoint = ExtractionCheckpoint.read(checkpointFile, key: key)
    if checkpoint == nil { try? FileManager.default.removeItem(at: checkpointFile) }
    let collectors = try zip(plan.layers, files).map { layer, files in
      let writer = try files.activationWriter(
        itemCount: itemCount, featureCount: layer.featureCount, isResuming: checkpoint != nil)
      return LayerCollector(plan: layer, writer: writer)
    }
    var predictions = classCount.map { PredictionTable(itemCount: itemCount, classCount: $0) }
    if let found = checkpoint {
      let fits =
        found.topImages.count == collectors.count
        && zip(collectors, found.topImages).allSatisfy { $0.restoreTop($1) }
        && (predictions?.restore(found.predictions) ?? found.predictions.isEmpty)
      guard fits else {
        // A checkpoint of another version: start again, from nothing.
        checkpoint = nil
        try FileManager.default.removeItem(at: checkpointFile)
        return try makeState(
          itemCount: itemCount, files: files, checkpointFile: checkpointFile, key: key, progress: progress)
      }
    }
    return ExtractionState(
      itemCount: itemCount, batchSize: session.batchSize, collectors: collectors, predictions: predictions,
      predictionOutput: plan.predictionOutput, areLogits: areLogits, checkpoint: checkpoint,
      checkpointFile: checkpointFile, key: key, checkpointInterval: options.checkpointInterval, progress: progress)
  }

  /// One thread: two requests in turn, so that one is computed while the other is filled.
  private func work(_ state: ExtractionState, makeLoader: () throws -> any ItemLoader) throws {
    let loader = try makeLoader()
    var idle = [try session.makeRequest(), try session.makeRequest()]
    var running: [(request: InferenceRequest, items: Range<Int>)] = []
    while let items = state.claimBatch() {
      if idle.isEmpty {
        let oldest = running.removeFirst()
        try oldest.request.wait()
        try state.collect(oldest.request, inputShape: inputShape, items: oldest.items)
        idle.append(oldest.request)
      }
      let request = idle.removeLast()
      try fill(request, items: items, loader: loader)
      try request.start()
      running.append((request, items))
    }
    for (request, items) in running {
      try request.wait()
      try state.collect(request, inputShape: inputShape, items: items)
    }
  }

  private func fill(_ request: InferenceRequest, items: Range<Int>, loader: any ItemLoader) throws {
    let size = inputShape.dropFirst().reduce(1, *)
    for (place, item) in items.enumerated() {
      try loader.load(
        item: item,
        into: UnsafeMutableBufferPointer(rebasing: request.input[(place * size)..<((place + 1) * size)]))
    }
    // The places that the last batch leaves free.
    request.input[(items.count * size)...].update(repeating: 0)
  }

  private static func anyOutput(of network: ONNXNetwork) -> [TapOutput] {
    network.tapPoints.filter { !$0.isInput }.prefix(1).map { TapOutput(tapPoint: $0, reduction: .whole) }
  }

  /// A network whose file leaves the batch open gets a batch of the wished size; one that then does not give a row for
  /// every item (an export that fixed the batch inside) is run item by item.
  private static func makeSession(
    network: ONNXNetwork, outputs: [TapOutput], inputShape: [Int], options: ExtractionOptions
  ) throws -> InferenceSession {
    let bytes = try network.serialized(tapping: outputs)
    let name = network.url.lastPathComponent
    func session(batch: Int) throws -> InferenceSession {
      try InferenceSession(
        bytes: bytes, name: name, inputShape: [batch] + inputShape, precision: options.precision,
        threadCount: options.threadCount)
    }
    if let fixed = network.inputs.first?.shape.first ?? nil { return try session(batch: fixed) }
    guard options.batchSize > 1 else { return try session(batch: 1) }
    if let wished = try? session(batch: options.batchSize),
      wished.outputShapes.allSatisfy({ $0.first == options.batchSize })
    {
      return wished
    }
    return try session(batch: 1)
  }
}
