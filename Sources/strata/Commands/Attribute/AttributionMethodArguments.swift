public import ArgumentParser
public import Attribution
import Foundation
import ImageDatasets

/// A method, as the command names it and computes it.
struct NamedAttributionMethod {
  let name: AttributionMethodArguments.Name
  let method: AttributionMethod
}

/// The methods and their options.
struct AttributionMethodArguments: ParsableArguments {
  /// What `--method` accepts.
  enum Name: String, CaseIterable {
    case saliency
    case gradientTimesInput = "gradient-x-input"
    case integratedGradients = "integrated-gradients"
    case smoothGrad = "smooth-grad"
    case smoothIntegratedGradients = "smooth-integrated-gradients"
    case gradCAM = "grad-cam"
    case occlusion
  }

  @Option(
    help: """
      Methods, separated by commas. (default: grad-cam, where the network has feature maps, and integrated-gradients)
      """)
  var method: String?

  @Option(help: "The layer of Grad-CAM, by name. Default: the last feature maps, or tokens.")
  var layer: String?

  @Option(
    help: """
      Where integrated gradients begin: black, mean (of the image), blur (the image blurred), zero (in the network's \
      values), or a gray from 0 to 255.
      """)
  var baseline = "black"

  @Option(help: "Steps of integrated gradients: a number, or auto, until 5 % of the score are missing at most.")
  var steps = "auto"

  @Option(help: "Where the steps lie: gauss-legendre or midpoint.")
  var rule = IntegratedGradients.Rule.gaussLegendre

  @Option(help: "Noisy copies of the smooth methods.")
  var samples = 50

  @Option(help: "Their noise, as a share of the range of the image's values.")
  var noise = 0.15

  @Flag(help: "The smooth methods average squares.")
  var squared = false

  @Option(help: "The window of occlusion in pixels, 32 or 32x48 (height x width). Default: a seventh of the image.")
  var window: String?

  @Option(help: "From one window to the next, as --window. Default: half a window.")
  var stride: String?

  @Option(help: "What covers a window, as --baseline.")
  var fill = "mean"

  @Flag(help: "Maps of saliency and Grad-CAM keep the sign: what speaks for the target, and what against.")
  var signed = false

  func validate() throws {
    _ = try names()
    _ = try chosenSteps()
    for (name, text) in [("--window", window), ("--stride", stride)] { _ = try text.map { try Self.sizes($0, name) } }
    for (name, text) in [("--baseline", baseline), ("--fill", fill)] where Self.word(text) == nil {
      guard let gray = Double(text), (0...255).contains(gray) else {
        throw ValidationError("\(name) must be black, mean, blur, zero or a gray from 0 to 255, not \(text).")
      }
    }
    guard (1...10_000).contains(samples) else { throw ValidationError("--samples must be between 1 and 10000.") }
    guard (0...10).contains(noise) else { throw ValidationError("--noise must be between 0 and 10.") }
  }

  /// The methods that are asked for, or the usual ones of a network.
  /// - Throws: `AttributionError` for targets that the network does not have.
  func methods(
    seed: UInt64, preprocessing: Preprocessing, attributor: Attributor, target: AttributionTarget
  ) throws -> [NamedAttributionMethod] {
    let names = try names() ?? Self.usual(for: attributor, target: target)
    let gradients = IntegratedGradients(
      baseline: Self.baseline(baseline, preprocessing), steps: try chosenSteps(), rule: rule)
    let smooth = SmoothGrad(sampleCount: samples, noise: noise, isSquared: squared, seed: seed)
    return try names.map { name in
      let method: AttributionMethod =
        switch name {
        case .saliency: .gradient(.saliency)
        case .gradientTimesInput: .gradient(.gradientTimesInput)
        case .integratedGradients: .gradient(.integratedGradients(gradients))
        case .smoothGrad: .smoothGrad(smooth, of: .saliency)
        case .smoothIntegratedGradients: .smoothGrad(smooth, of: .integratedGradients(gradients))
        case .gradCAM: .gradCAM(GradCAM(layer: layer, isRectified: !signed))
        case .occlusion:
          .occlusion(
            Occlusion(
              window: try window.map { try Self.sizes($0, "--window") },
              stride: try stride.map { try Self.sizes($0, "--stride") }, fill: Self.baseline(fill, preprocessing)))
        }
      return NamedAttributionMethod(name: name, method: method)
    }
  }

  private static func usual(for attributor: Attributor, target: AttributionTarget) throws -> [Name] {
    do {
      _ = try attributor.usualFeatureLayer(for: target)
      return [.gradCAM, .integratedGradients]
    } catch let error as AttributionError where error.kind == .badLayer {
      return [.integratedGradients]
    }
  }

  private func names() throws -> [Name]? {
    guard let method else { return nil }
    var found: [Name] = []
    for part in method.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      guard let name = Name(rawValue: part) else {
        throw ValidationError(
          "--method: \(part) is none of \(Name.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      if !found.contains(name) { found.append(name) }
    }
    guard !found.isEmpty else { throw ValidationError("--method names no method.") }
    guard layer == nil || found.contains(.gradCAM) else {
      throw ValidationError("--layer is about grad-cam, which --method does not name.")
    }
    return found
  }

  private func chosenSteps() throws -> IntegratedGradients.Steps {
    if steps == "auto" { return .usual }
    guard let count = Int(steps), (1...4096).contains(count) else {
      throw ValidationError("--steps must be auto or a number from 1 to 4096, not \(steps).")
    }
    return .fixed(count)
  }

  private static func sizes(_ text: String, _ option: String) throws -> [Int] {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let found = sides.compactMap { $0 }
    guard found.count == sides.count, (1...2).contains(found.count), found.allSatisfy({ $0 > 0 }) else {
      throw ValidationError("\(option) must be a number of pixels, or height x width as in 32x48, not \(text).")
    }
    return found.count == 1 ? [found[0], found[0]] : found
  }

  private static func word(_ text: String) -> Baseline? {
    switch text {
    case "mean": .mean
    case "blur": .blurred(deviation: nil)
    case "zero", "black": .zero
    default: nil
    }
  }

  /// A baseline by name; colors go through the preprocessing.
  private static func baseline(_ text: String, _ preprocessing: Preprocessing) -> Baseline {
    if text != "black", let word = word(text) { return word }
    let gray = Double(text) ?? 0
    return .channels(
      (0..<preprocessing.channelOrder.channelCount).map { channel in
        let mean = preprocessing.mean[min(channel, preprocessing.mean.count - 1)]
        let deviation =
          preprocessing.standardDeviation[min(channel, preprocessing.standardDeviation.count - 1)]
        return Float((gray * preprocessing.scale - mean) / deviation)
      })
  }
}

extension IntegratedGradients.Rule: ExpressibleByArgument {}
