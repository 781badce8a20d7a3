public import ArgumentParser
public import FeatureVisualization

/// The options of activation maximization.
struct MaximizationArguments: ParsableArguments {
  @Option(help: "At most so many steps for each image.")
  var steps = MaximizationOptions().stepCount

  @Option(help: "The step size. Default: 0.05; 0.1 for maco.")
  var learningRate: Double?

  @Option(help: "How steps follow the slope: adam, or lbfgs (for optimization without transforms).")
  var method = MaximizationOptions.Method.adam

  @Option(
    help: ArgumentHelp(
      """
      In which numbers images are optimized: fourier (fourier:POWER for another fall of the spectrum than 1), maco (phases, \
      with the spectrum of natural images), or pixels.
      """, valueName: "name"), transform: Self.parameterization)
  var parameterization = ImageParameterization.fourier(decayPower: 1)

  @Option(help: "Images for each unit; make them differ with --diversity.")
  var imagesPerUnit = 1

  @Option(help: "Images that are optimized together.")
  var batch = MaximizationOptions().batchSize

  @Option(help: "An image is done when it rose by less than this share in the last steps; 0: all steps are taken.")
  var tolerance = MaximizationOptions().tolerance

  @Option(help: "How many last steps --tolerance looks at.")
  var patience = MaximizationOptions().patience

  @Flag(help: "Do not move, scale and turn the image at random before every step.")
  var noTransforms = false

  @Option(help: "Moves at random by up to this share of the longer side.")
  var jitter: Double?

  @Option(help: ArgumentHelp("Sizes are drawn at random from here.", valueName: "from-to"), transform: Self.range)
  var scale: ClosedRange<Double>?

  @Option(help: "Turns at random by up to so many degrees.")
  var rotation: Double?

  @Option(
    help: ArgumentHelp(
      "Crops have this share of the side, at random. Default: none; 0.25-1 for maco.", valueName: "from-to"),
    transform: Self.range)
  var crop: ClosedRange<Double>?

  @Option(help: "Noise that is added before every step. Default: 0; 0.05 for maco.")
  var noise: Double?

  @Option(
    help: ArgumentHelp("A blur in pixels, in the first step and in the last.", valueName: "first,last"),
    transform: Self.blur)
  var blur: ImageTransforms.Blur?

  @Option(help: "Weight of the penalty on differences of neighbouring pixels.")
  var totalVariation = 0.0

  @Option(name: .customLong("l1"), help: "Weight of the penalty on the mean distance from grey.")
  var l1 = 0.0

  @Option(name: .customLong("l2"), help: "Weight of the penalty on the mean squared distance from grey.")
  var l2 = 0.0

  @Option(help: "Weight of the penalty on high frequencies.")
  var frequency = 0.0

  @Option(help: "Weight of the penalty on other statistics than those of the network's batch normalizations.")
  var batchNormalization = 0.0

  @Option(help: "Weight of the penalty on images of one unit that are alike.")
  var diversity = 0.0

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  func validate() throws {
    guard diversity == 0 || imagesPerUnit > 1 else {
      throw ValidationError("--diversity compares images of one unit; give --images-per-unit 2 or more.")
    }
    guard
      !noTransforms
        || [jitter, rotation, noise].allSatisfy({ $0 == nil }) && scale == nil && crop == nil && blur == nil
    else {
      throw ValidationError(
        "--no-transforms leaves out what --jitter, --scale, --rotation, --crop, --noise and --blur set.")
    }
  }

  var options: MaximizationOptions {
    MaximizationOptions(
      stepCount: steps, learningRate: learningRate, method: method, parameterization: parameterization,
      transforms: transforms,
      penalties: ImagePenalties(
        totalVariation: totalVariation, l1: l1, l2: l2, frequency: frequency, batchNormalization: batchNormalization,
        diversity: diversity), imagesPerObjective: imagesPerUnit, batchSize: batch, tolerance: tolerance,
      patience: patience,
      seed: seed)
  }

  private var transforms: ImageTransforms {
    guard !noTransforms else { return .none }
    var transforms = parameterization == .phases ? ImageTransforms.crops : ImageTransforms()
    if let jitter { transforms.jitter = jitter }
    if let scale { transforms.scale = scale }
    if let rotation { transforms.rotation = rotation }
    if let crop { transforms.crop = crop }
    if let noise { transforms.noise = noise }
    transforms.blur = blur
    return transforms
  }

  private static func parameterization(_ text: String) throws -> ImageParameterization {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("pixels", 1): return .pixels
    case ("maco", 1): return .phases
    case ("fourier", 1): return .fourier(decayPower: 1)
    case ("fourier", 2):
      if let power = Double(parts[1]) { return .fourier(decayPower: power) }
    default: break
    }
    throw ValidationError("There is no parameterization \(text). Expected fourier, fourier:POWER, maco or pixels.")
  }

  private static func range(_ text: String) throws -> ClosedRange<Double> {
    let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let last = numbers[1], first <= last else {
      throw ValidationError("\(text) is no range. Expected for example 0.9-1.1.")
    }
    return first...last
  }

  private static func blur(_ text: String) throws -> ImageTransforms.Blur {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let last = numbers[1] else {
      throw ValidationError("\(text) is no blur. Expected its pixels in the first and in the last step, such as 2,0.")
    }
    return .init(first: first, last: last)
  }
}

extension MaximizationOptions.Method: ExpressibleByArgument {}
