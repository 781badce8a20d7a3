import FeatureVisualization
import Foundation
import StudyStore

/// What decides the images of a layer of a study besides the objectives, the network and the images.
struct FeatureRecipe: Codable, Equatable {
  /// How images are optimized; the size of a batch is not part of it.
  var options: MaximizationOptions
  /// Colours and spectrum are measured in at most so many images.
  var imageLimit: Int

  init(options: MaximizationOptions, imageLimit: Int) {
    (self.options, self.imageLimit) = (options.decisive, imageLimit)
  }

  /// What the images of a document may have been made with; the key tells which it was. Documents of older versions have only
  /// what people are told.
  static func candidates(for document: FeatureDocument) -> [FeatureRecipe] {
    if let recipe = document.recipe, let found: FeatureRecipe = try? StudyNetworkFile.decode(recipe) { return [found] }
    let parameters = document.parameters
    guard let parameterization = ImageParameterization(named: parameters.parameterization),
      let method = MaximizationOptions.Method(rawValue: parameters.method)
    else { return [] }
    let rates =
      parameters.learningRate == parameterization.learningRate
      ? [nil, parameters.learningRate] : [parameters.learningRate]
    // "120 images of the study": fewer than the limit where the study has no more.
    let limits = [256, Int(parameters.colors.prefix { $0.isNumber })].compactMap(\.self)
    return rates.flatMap { rate in
      limits.map { limit in
        FeatureRecipe(
          options: MaximizationOptions(
            stepCount: parameters.stepCount, learningRate: rate, method: method, parameterization: parameterization,
            transforms: ImageTransforms(parameters.transforms), penalties: parameters.penalties,
            imagesPerObjective: parameters.imagesPerObjective, tolerance: parameters.tolerance,
            patience: parameters.patience, seed: parameters.seed), imageLimit: limit)
      }
    }
  }
}

extension ImageParameterization {
  /// By its description.
  fileprivate init?(named name: String) {
    switch name {
    case "pixels": self = .pixels
    case "maco": self = .phases
    case "fourier": self = .fourier(decayPower: 1)
    default:
      guard name.hasPrefix("fourier:"), let power = Double(name.dropFirst("fourier:".count)) else { return nil }
      self = .fourier(decayPower: power)
    }
  }
}

extension ImageTransforms {
  fileprivate init(_ told: FeatureParameters.Transforms) {
    func range(_ ends: [Double]) -> ClosedRange<Double>? {
      ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
    }
    self.init(
      jitter: told.jitter, scale: range(told.scale) ?? 1...1, rotation: told.rotation,
      crop: told.crop.flatMap(range), noise: told.noise,
      blur: told.blur.flatMap { $0.count == 2 ? Blur(first: $0[0], last: $0[1]) : nil })
  }
}
