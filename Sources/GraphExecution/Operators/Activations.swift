import TensorEngine

extension OperatorTable {
  /// Functions of single values.
  static let activations: [String: OperatorCompiler] = [
    "Relu": unary { try $0.relu() },
    "Sigmoid": unary { try $0.sigmoid() },
    "Tanh": unary { try $0.tanh() },
    "Softplus": unary { try $0.softplus() },
    "Softsign": unary { try $0 / ($0.magnitude() + 1) },
    "HardSwish": unary { try $0.hardSwish() },
    "Mish": unary { try $0 * $0.softplus().tanh() },
    "Erf": unary { try $0.errorFunction() },
    "Exp": unary { try $0.exponential() },
    "Log": unary { try $0.logarithm() },
    "Sqrt": unary { try $0.squareRoot() },
    "Neg": unary { try -$0 },
    "Abs": unary { try $0.magnitude() },
    "Reciprocal": unary { try $0.reciprocal() },
    "Sin": unary { try $0.sine() },
    "Cos": unary { try $0.cosine() },
    "Floor": unary { $0.isInteger ? $0 : try $0.roundedDown() },
    "Ceil": unary { $0.isInteger ? $0 : try $0.roundedUp() },
    "Round": unary { $0.isInteger ? $0 : try $0.rounded() },
    "Sign": unary { try $0.sign() },
    "LeakyRelu": withNumbers(["alpha": 0.01]) { input, number in try input.leakyReLU(slope: number("alpha")) },
    "Elu": withNumbers(["alpha": 1]) { input, number in try input.elu(alpha: number("alpha")) },
    "Celu": withNumbers(["alpha": 1]) { input, number in
      try input.elu(alpha: number("alpha"), inputScale: 1 / number("alpha"))
    },
    "Selu": withNumbers(["alpha": 1.6732632423543772, "gamma": 1.0507009873554805]) { input, number in
      try input.elu(alpha: number("alpha"), scale: number("gamma"))
    },
    "HardSigmoid": withNumbers(["alpha": 0.2, "beta": 0.5]) { input, number in
      try (input * number("alpha") + number("beta")).clamped(to: 0...1)
    },
    "Swish": withNumbers(["alpha": 1]) { input, number in try input * (input * number("alpha")).sigmoid() },
    "ThresholdedRelu": withNumbers(["alpha": 1]) { input, number in
      let zero = try input.engine.filled(0, shape: [], type: input.elementType, device: input.device)
      return try input.isGreater(than: zero + number("alpha")).choosing(input, otherwise: zero)
    },
    "Gelu": gelu,
    "PRelu": parametricRelu,
    "Clip": clip,
  ]

  /// The compiler of an operator of one input and real attributes with their defaults.
  private static func withNumbers(
    _ defaults: [String: Double], _ body: @escaping @Sendable (Tensor, (String) -> Double) throws -> Tensor
  ) -> OperatorCompiler {
    { reader in
      try reader.requireInputs(1...1)
      reader.ignore("consumed_inputs")
      let numbers = Dictionary(uniqueKeysWithValues: defaults.map { ($0, reader.real($0, default: $1)) })
      return { [try body($0.tensor(0)) { numbers[$0] ?? 0 }] }
    }
  }

  private static let gelu: OperatorCompiler = { reader in
    try reader.requireInputs(1...1)
    let approximation = reader.text("approximate") ?? "none"
    guard ["none", "tanh"].contains(approximation) else {
      throw reader.unsupported("approximate = \(approximation)", supported: "none, tanh")
    }
    return { [try $0.tensor(0).gelu(approximately: approximation == "tanh")] }
  }

  private static let parametricRelu: OperatorCompiler = { reader in
    try reader.requireInputs(2...2)
    return { operands in
      let (input, slope) = (try operands.tensor(0), try operands.tensor(1))
      return [try input.relu() - slope * (-input).relu()]
    }
  }

  /// Bounds are attributes up to operator set 10 and inputs since.
  private static let clip: OperatorCompiler = { reader in
    try reader.requireInputs(1...3)
    reader.ignore("consumed_inputs")
    if reader.opset < 11 {
      let lower = reader.real("min", default: -Double.infinity)
      let upper = reader.real("max", default: .infinity)
      return { [try clipped($0.tensor(0), lower, upper)] }
    }
    let bounds = try [1, 2].map { try reader.constant($0)?.scalar() }
    let isKnown = zip([1, 2], bounds).allSatisfy { !reader.has($0) || $1 != nil }
    return { operands in
      let input = try operands.tensor(0)
      guard isKnown, !input.isInteger else {
        let above = try operands.optional(1).map { try input.larger($0) } ?? input
        return [try operands.optional(2).map { try above.smaller($0) } ?? above]
      }
      return [try clipped(input, bounds[0] ?? -.infinity, bounds[1] ?? .infinity)]
    }
  }

  /// Where the bounds are crossed, every value is the upper one.
  private static func clipped(_ input: Tensor, _ lower: Double, _ upper: Double) throws -> Tensor {
    try input.clamped(to: min(lower, upper)...upper)
  }
}
