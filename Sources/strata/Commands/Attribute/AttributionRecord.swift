import Attribution
import ImageDatasets

/// What `attribution.json` says: everything that the maps were made with, and what they are of.
struct AttributionRecord: Encodable {
  struct Method: Encodable {
    let name: String
    var baseline: String?
    var rule: String?
    /// The number asked for; nil where it was chosen, up to `maximumSteps`.
    var steps: Int?
    var maximumSteps: Int?
    var tolerance: Double?
    var samples: Int?
    var noise: Double?
    var squared: Bool?
    var layer: String?
    var rectified: Bool?
    var window: [Int]?
    var stride: [Int]?
    var fill: String?
    /// How the values of a pixel's channels became one.
    var reduction: String?
    var sanity: SanityReport?
  }

  struct Map: Encodable {
    let method: String
    let picture: String
    let values: String
    let isSigned: Bool
    let minimum: Float
    let maximum: Float
    /// Where the picture's colors end.
    let colorLimit: Float
    /// Whether the target does not react to the image at all.
    let isZero: Bool
    let layer: String?
    let completeness: Completeness?
  }

  struct Image: Encodable {
    let name: String
    let label: String?
    /// The class that is attributed, nil for units.
    let classIndex: Int?
    let className: String?
    /// The target's value: the score before the softmax or sigmoid, or the unit's activation.
    let score: Double
    let probability: Double?
    let predictedIndex: Int?
    let predictedName: String?
    let maps: [Map]
  }

  let version: String
  let model: String
  let inputShape: [Int]
  let preprocessing: Preprocessing
  /// What was asked for: predicted, label, class, or unit.
  let target: String
  let unit: UnitTarget?
  let seed: UInt64
  let methods: [Method]
  let images: [Image]
}

extension AttributionRecord.Method {
  /// What a method was computed with.
  init(_ named: NamedAttributionMethod, reduction: ChannelReduction, imageShape: [Int]) throws {
    self.init(name: named.name.rawValue)
    switch named.method {
    case .gradient(let method): add(method, reduction)
    case .smoothGrad(let noise, of: let method):
      add(method, reduction)
      (samples, self.noise, squared) = (noise.sampleCount, noise.noise, noise.isSquared)
    case .gradCAM(let options): (layer, rectified) = (options.layer, options.isRectified)
    case .occlusion(let options):
      let sizes = try options.sizes(height: imageShape[1], width: imageShape[2])
      (window, stride, fill) = (sizes.window, sizes.stride, Self.text(options.fill))
    }
  }

  private init(name: String) { self.name = name }

  private mutating func add(_ method: GradientMethod, _ reduction: ChannelReduction) {
    self.reduction = reduction.rawValue
    guard case .integratedGradients(let options) = method else { return }
    (baseline, rule) = (Self.text(options.baseline), options.rule.rawValue)
    switch options.steps {
    case .fixed(let count): steps = count
    case .automatic(let tolerance, let maximum): (self.tolerance, maximumSteps) = (tolerance, maximum)
    }
  }

  private static func text(_ baseline: Baseline) -> String {
    switch baseline {
    case .zero: "zero"
    case .channels(let values): values.map { "\($0)" }.joined(separator: "/")
    case .mean: "mean"
    case .blurred(let deviation): deviation.map { "blur \($0)" } ?? "blur"
    }
  }
}
