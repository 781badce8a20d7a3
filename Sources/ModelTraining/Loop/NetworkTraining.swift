public import Foundation
public import TensorEngine

/// Trains a network by gradient descent with momentum on the cross entropy, and writes it at the recorded epochs.
///
/// In the folder appear `epoch-0000.onnx` and so on, and `training.state`, from which an interrupted training goes on with
/// the same weights as one that was not interrupted. A finished training goes on when more epochs are asked for.
///
/// With one seed, one libtorch and one number of threads the result is the same bit for bit; see
/// `Documentation/TensorEngine.md`. O(epochs · images) passes through the network.
public final class NetworkTraining {
  private let network: any TrainableNetwork
  private let images: any TrainingImages
  private let testImages: (any TrainingImages)?
  private let options: TrainingOptions
  private let folder: URL
  private let engine: TensorEngine
  private let observer: (any TrainingObserver)?

  /// Which images are trained on and which judge.
  public let split: TrainingSplit
  private let descent: StochasticGradientDescent
  private let batches: BatchReader
  private var state: TrainingState.Header
  private var lastSaved = ContinuousClock.now

  /// Called when records change, so that they can be written beside the networks.
  public var recordsChanged: ((TrainingHistory) throws -> Void)?

  /// The state is also kept within an epoch, so often at most.
  private static let saveInterval = Duration.seconds(30)

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - network: The network; its weights are changed in place.
  ///   - images: Images to train on; a share of them is held back.
  ///   - testImages: Judged at every checkpoint, never trained on.
  ///   - options: How.
  ///   - folder: Where networks and state go; made if it does not exist.
  ///   - engine: Computes.
  ///   - observer: Hears of the course.
  /// - Throws: `badInput` for options, labels or shapes that do not fit.
  public init(
    _ network: any TrainableNetwork, on images: any TrainingImages, testImages: (any TrainingImages)? = nil,
    options: TrainingOptions, folder: URL, engine: TensorEngine, observer: (any TrainingObserver)? = nil
  ) throws {
    try options.validate()
    try Self.validate(network, images)
    if let testImages { try Self.validate(network, testImages) }
    self.network = network
    self.images = images
    self.testImages = testImages
    self.options = options
    self.folder = folder
    self.engine = engine
    self.observer = observer
    split = TrainingSplit(labels: images.labels, validationShare: options.validationShare, seed: options.seed)
    descent = try StochasticGradientDescent(
      network.parameters.map(\.tensor),
      options: .init(
        learningRate: options.learningRate, momentum: options.momentum, learningRateDecay: options.learningRateDecay,
        weightDecay: options.weightDecay))
    batches = BatchReader(images: images, device: network.device, engine: engine)
    state = TrainingState.Header(
      key: "\(network.fingerprint) | \(options.fingerprint) | \(images.fingerprint) | \(testImages?.fingerprint ?? "")")
  }

  private static func validate(_ network: any TrainableNetwork, _ images: any TrainingImages) throws {
    guard images.inputShape == network.inputShape else {
      throw ModelTrainingError(
        kind: .badInput,
        description: "The network takes images of the shape \(network.inputShape), these have \(images.inputShape). "
          + "Preprocess them to the network's shape.")
    }
    guard let largest = images.labels.max(), largest < network.classCount, images.labels.allSatisfy({ $0 >= 0 }) else {
      throw ModelTrainingError(
        kind: .badInput,
        description:
          "The images have classes up to \(images.labels.max() ?? -1), the network has \(network.classCount) "
          + "outputs. Expected an output for every class.")
    }
  }

  /// Trains, or goes on.
  ///
  /// - Returns: The history, with what earlier runs did.
  /// - Throws: What the observer throws; `diverged` when the loss is no number; `inputOutput` that names a file.
  public func run() throws -> TrainingHistory {
    try makeFolder()
    try restore()
    if state.finishedEpochs == 0, state.stepInEpoch == 0, state.history.checkpoints.isEmpty {
      if options.checkpointEpochs.contains(0) { try writeCheckpoint(epoch: 0) }
    }
    while state.finishedEpochs < options.epochCount, !state.history.hasStoppedEarly {
      try trainEpoch()
    }
    let last = state.finishedEpochs
    if !state.history.checkpoints.contains(where: { $0.epoch == last }) { try writeCheckpoint(epoch: last) }
    return state.history
  }

  private func trainEpoch() throws {
    let epoch = state.finishedEpochs + 1
    let order = split.order(ofEpoch: epoch, seed: options.seed)
    let steps = (order.count + options.batchSize - 1) / options.batchSize
    while state.stepInEpoch < steps {
      let start = ContinuousClock.now
      let first = state.stepInEpoch * options.batchSize
      try step(order[first..<min(order.count, first + options.batchSize)], epoch: epoch)
      state.seconds += (ContinuousClock.now - start) / .seconds(1)
      do {
        try observer?.stepped(progress(epoch: epoch))
      } catch {
        try save()
        throw error
      }
      if ContinuousClock.now - lastSaved > Self.saveInterval { try save() }
    }
    try finishEpoch(epoch)
  }

  private func step(_ indices: ArraySlice<Int>, epoch: Int) throws {
    let batch = try batches.batch(indices, epoch: epoch)
    let (logits, loss) = try forward(batch)
    try loss.backward()
    try descent.step()
    let value = try loss.detached().scalar()
    guard value.isFinite else {
      throw ModelTrainingError(
        kind: .diverged,
        description: "The loss is no number any more after step \(state.stepCount + 1) in epoch \(epoch). "
          + "Train with a smaller learning rate than \(options.learningRate), or check the preprocessing.")
    }
    state.lossSum += value * Double(indices.count)
    state.correctCount += try batch.correctCount(logits)
    state.shownCount += indices.count
    state.stepInEpoch += 1
    state.stepCount += 1
  }

  private func forward(_ batch: Batch) throws -> (logits: Tensor, loss: Tensor) {
    func result() throws -> (logits: Tensor, loss: Tensor) {
      let logits = try network.logits(of: batch.images, in: .training(seed: options.seed, step: state.stepCount))
        .converted(to: .float32)
      return (logits, try logits.crossEntropy(targets: batch.targets))
    }
    guard options.precision == .bfloat16 else { return try result() }
    return try engine.withReducedPrecision(on: network.device, result)
  }

  private func finishEpoch(_ epoch: Int) throws {
    let validation =
      split.validation.isEmpty
      ? nil
      : try NetworkEvaluation(
        of: network, on: images, indices: split.validation, engine: engine,
        check: { try observer?.stepped(progress(epoch: epoch)) })
    let record = EpochRecord(
      epoch: epoch, trainingLoss: state.lossSum / Double(state.shownCount),
      trainingAccuracy: Double(state.correctCount) / Double(state.shownCount), validationLoss: validation?.loss,
      validationAccuracy: validation?.accuracy, seconds: state.seconds)
    state.history.epochs.append(record)
    state.finishedEpochs = epoch
    (state.stepInEpoch, state.lossSum, state.correctCount, state.shownCount, state.seconds) = (0, 0, 0, 0, 0)
    noteBest(record)
    try observer?.epochEnded(record, of: options.epochCount)
    if options.checkpointEpochs.contains(epoch) {
      try writeCheckpoint(epoch: epoch)
    } else {
      try save()
      try recordsChanged?(state.history)
    }
  }

  private func noteBest(_ record: EpochRecord) {
    guard let loss = record.validationLoss else { return }
    if state.bestLoss.map({ loss < $0 }) ?? true {
      state.bestLoss = loss
      state.history.bestEpoch = record.epoch
    }
    if let patience = options.patience, let best = state.history.bestEpoch, record.epoch - best >= patience {
      state.history.hasStoppedEarly = true
    }
  }

  /// Writes the network, then the state that knows of it, then the records.
  private func writeCheckpoint(epoch: Int) throws {
    let file = TrainingRecord.checkpointFile(epoch: epoch)
    let data = try network.serialized(describedAs: "\(network.name) after \(epoch) epochs, seed \(options.seed)")
    try FileOutput.write(data, to: folder.appendingPathComponent(file))
    let test = try testImages.map { images in
      try NetworkEvaluation(
        of: network, on: images, indices: Array(0..<images.count), engine: engine,
        check: { try observer?.stepped(progress(epoch: epoch)) })
    }
    let record = CheckpointRecord(epoch: epoch, file: file, testAccuracy: test?.accuracy, testLoss: test?.loss)
    state.history.checkpoints.append(record)
    try save()
    try recordsChanged?(state.history)
    try observer?.checkpointWritten(record)
  }

  private func progress(epoch: Int) -> TrainingProgress {
    let shown = Double(state.shownCount)
    return TrainingProgress(
      epoch: epoch, epochCount: options.epochCount, shownCount: state.shownCount, imageCount: split.training.count,
      loss: shown > 0 ? state.lossSum / shown : nil, accuracy: shown > 0 ? Double(state.correctCount) / shown : nil)
  }
}

// The state on disk.
extension NetworkTraining {
  private var stateFile: URL { folder.appendingPathComponent("training.state") }
  private var stateTensors: [Tensor] {
    (network.parameters + network.buffers).map(\.tensor) + descent.velocities
  }

  private func makeFolder() throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw ModelTrainingError(
        kind: .inputOutput,
        description: "The folder \(folder.path) cannot be made: \(error.localizedDescription) Give another place.")
    }
  }

  private func save() throws {
    try TrainingState(header: state, tensors: stateTensors.map { try $0.detached().floats() }).write(to: stateFile)
    lastSaved = .now
  }

  private func restore() throws {
    let tensors = stateTensors
    guard let found = TrainingState.read(stateFile, key: state.key, sizes: tensors.map(\.elementCount)) else { return }
    state = found.header
    // A training that stopped early goes on when more patience is given.
    if state.history.hasStoppedEarly {
      state.history.hasStoppedEarly =
        options.patience.map { patience in
          state.finishedEpochs - (state.history.bestEpoch ?? 0) >= patience
        } ?? false
    }
    try engine.withoutGradient {
      for (tensor, values) in zip(tensors, found.tensors) {
        try tensor.assign(engine.tensor(values, shape: tensor.shape, device: network.device))
      }
    }
    descent.stepCount = state.stepCount
    state.history.checkpoints.removeAll {
      !FileManager.default.fileExists(atPath: folder.appendingPathComponent($0.file).path)
    }
    try recordsChanged?(state.history)
  }
}
