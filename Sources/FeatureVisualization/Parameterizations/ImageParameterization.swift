/// In which numbers an image is optimized. All of them can make any image; they differ in what gradient ascent reaches first.
public enum ImageParameterization: Sendable, Equatable, Codable, CustomStringConvertible {
  /// The logits of the pixels themselves, colours correlated or not: high frequencies come first. The negative control.
  case pixels
  /// The coefficients of the image's Fourier transform, divided by frequency^decayPower, with decorrelated colours (Olah,
  /// Mordvintsev, Schubert 2017, doi:10.23915/distill.00007). 1 follows the spectrum of natural images.
  case fourier(decayPower: Double)
  /// The phases of the Fourier transform; its magnitudes are the mean ones of natural images and stay (MACO; Fel et al. 2023,
  /// arXiv:2306.06805).
  case phases

  /// Its name on a command line.
  public var description: String {
    switch self {
    case .pixels: "pixels"
    case .fourier(let power): power == 1 ? "fourier" : "fourier:\(power)"
    case .phases: "maco"
    }
  }

  /// The step size that suits it.
  public var learningRate: Double {
    switch self {
    case .pixels, .fourier: 0.05
    case .phases: 0.1
    }
  }
}
