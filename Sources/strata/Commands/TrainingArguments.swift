public import ArgumentParser
import Foundation
import ImageDatasets
public import ModelTraining
import TensorEngine

/// The options of a training.
struct TrainingArguments: ParsableArguments {
  @Option(help: "Epochs altogether.")
  var epochs: Int = 10

  @Option(help: "Images in a step. Default: 16 for mlp, otherwise 32.")
  var batch: Int?

  @Option(help: "Factor of the gradient.")
  var learningRate: Double = 0.01

  @Option(help: "Part of the last step that is kept.")
  var momentum: Double = 0.9

  @Option(help: "How the rate falls: step t has rate / (1 + decay · t). Default: 1e-9 for mlp, otherwise 1e-6.")
  var decay: Double?

  @Option(help: "Factor of the weights that is added to their gradients.")
  var weightDecay: Double = 0

  @Option(help: "Share of the images that is held back to judge every epoch.")
  var validation: Double = 0.1

  @Option(help: "Stop when the validation loss has not fallen for so many epochs.")
  var patience: Int?

  @Option(help: "Epochs that are kept, separated by commas, besides the last. Default: 0,1,2,5,10,20,50,100,….")
  var checkpoints: String?

  @Option(help: "Only images whose split is this. Default: train, where there is one.")
  var split: String?

  @Option(help: "The split that is judged at every epoch that is kept. Default: test, where there is one.")
  var testSplit: String?

  @Option(help: "Train on at most this many images, equally many of each class.")
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "How images become inputs: unit, symmetric, a preset with changes (unit:crop=32), or a JSON file.",
      valueName: "name|file"))
  var preprocess: String?

  @Option(help: "Display names of the classes: a text file with one a line, or JSON.", completion: .file())
  var classes: String?

  @Option(help: "Name of the training. Default: that of the data set and of the network.")
  var name: String?

  @Option(help: "Where to compute: cpu, cuda, cuda:1 or mps.")
  var device: String = "cpu"

  @Option(help: "What products are computed in: f32, or bf16, which is faster where the processor has it.")
  var precision = TrainingPrecision.float32

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @Option(help: "Threads. Default: one for every core.")
  var threads: Int?

  @Flag(help: "Stop at an image that cannot be read, instead of leaving it out.")
  var strict = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  /// What depends on the network: the protocol of the study that it comes from.
  struct Defaults {
    let batch: Int
    let decay: Double

    init(network: String) {
      (batch, decay) = network == NetworkDescription.multilayerPerceptron.name ? (16, 1e-9) : (32, 1e-6)
    }
  }

  func validate() throws {
    func require(_ isFine: Bool, _ message: String) throws {
      if !isFine { throw ValidationError(message) }
    }
    try require(epochs >= 1, "--epochs must be at least 1.")
    try require(batch.map { $0 >= 1 } ?? true, "--batch must be at least 1.")
    try require(limit.map { $0 >= 2 } ?? true, "--limit must be at least 2.")
    try require((0..<1).contains(validation), "--validation must be from 0 to below 1.")
    try ThreadArguments.check(threads)
    try require(seed <= UInt64(Int64.max), "--seed must be at most 9223372036854775807.")
    try require(
      name.map { !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("/") } ?? true,
      "--name is the name of a folder: no '/' in it, and no '.' at its start.")
    _ = try recordedEpochs()
  }

  /// Puts the options into a request.
  func apply(to request: inout TrainingRequest, defaults: Defaults) throws {
    var options = TrainingOptions()
    options.epochCount = epochs
    options.batchSize = batch ?? defaults.batch
    options.learningRate = learningRate
    options.momentum = momentum
    options.learningRateDecay = decay ?? defaults.decay
    options.weightDecay = weightDecay
    options.validationShare = validation
    options.patience = patience
    options.checkpointEpochs = try recordedEpochs() ?? TrainingOptions.defaultCheckpointEpochs
    options.seed = seed
    options.precision = precision
    request.options = options
    request.series = name
    request.trainingSplit = split
    request.testSplit = testSplit
    request.sample = SampleSelection(limit: limit, seed: seed)
    request.preprocessing = try preprocess.map { try Preprocessing(specification: $0) }
    request.classNames = try classes.map { try ClassNames(contentsOf: URL(fileURLWithPath: $0)) }
    request.device = try Device(parsing: device)
    request.threadCount = threads
    request.isStrict = strict
  }

  private func recordedEpochs() throws -> [Int]? {
    guard let checkpoints else { return nil }
    let epochs = checkpoints.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
    guard !epochs.isEmpty, epochs.allSatisfy({ ($0 ?? -1) >= 0 }) else {
      throw ValidationError("--checkpoints takes whole numbers separated by commas, such as 0,1,2,5.")
    }
    return epochs.compactMap(\.self)
  }
}

extension TrainingPrecision: ExpressibleByArgument {}
