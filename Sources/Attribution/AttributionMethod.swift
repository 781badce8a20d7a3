/// How a target is attributed to the parts of an image.
public enum AttributionMethod: Sendable, Equatable {
  /// By gradients with respect to the image.
  case gradient(GradientMethod)
  /// The mean of a gradient method over noisy copies of the image.
  case smoothGrad(SmoothGrad, of: GradientMethod)
  /// By the gradients with respect to a layer's feature maps.
  case gradCAM(GradCAM)
  /// By covering parts of the image.
  case occlusion(Occlusion)

  /// What gives one value for each pixel where the attribution has channels: the largest magnitude for gradients, the sum
  /// for shares of the score.
  public var usualReduction: ChannelReduction {
    switch self {
    case .gradient(.saliency), .smoothGrad(_, of: .saliency): .maximumMagnitude
    case .smoothGrad(let noise, of: _) where noise.isSquared: .maximumMagnitude
    default: .sum
    }
  }

  func validate() throws {
    switch self {
    case .gradient(let method): try method.validate()
    case .smoothGrad(let noise, of: let method):
      try noise.validate()
      try method.validate()
    case .gradCAM: break
    case .occlusion(let occlusion): try occlusion.validate()
    }
  }
}

/// Attributions that are made of gradients of the target with respect to the image.
public enum GradientMethod: Sendable, Equatable {
  /// The gradient (Simonyan, Vedaldi & Zisserman 2013, arXiv:1312.6034). The paper's map is its largest magnitude over the
  /// color channels.
  case saliency
  /// The gradient times the image's values (Shrikumar et al. 2016, arXiv:1605.01713). It depends on what the network takes
  /// for zero.
  case gradientTimesInput
  /// Gradients along a path from a baseline, times the way (Sundararajan, Taly & Yan 2017, arXiv:1703.01365).
  case integratedGradients(IntegratedGradients)

  func validate() throws {
    if case .integratedGradients(let options) = self { try options.validate() }
  }
}

/// How attributions of a pixel's channels become one value.
public enum ChannelReduction: String, Sendable, Equatable, Codable, CaseIterable {
  /// The largest magnitude: where the target is sensitive, whatever the sign.
  case maximumMagnitude
  /// The sum: what speaks for the target is positive, what speaks against it negative.
  case sum
}
