/// The JSON form of a layer: an object with `type`, optionally `name`, and what the type takes:
///
/// | type | keys |
/// |---|---|
/// | `dense` | `units`, `activation` |
/// | `convolution` | `channels`, `kernel` (3), `stride` (1), `padding` (`same`, `valid`), `activation` |
/// | `maxPooling`, `averagePooling` | `size` (2), `stride` (as `size`) |
/// | `batchNormalization` | `activation` |
/// | `activation` | `function` |
/// | `dropout` | `probability` (0.5) |
/// | `globalAveragePooling`, `flatten` | |
///
/// Activations are `relu`, `leakyRelu`, `sigmoid` and `tanh`; without one there is none. Unknown keys are errors.
extension LayerDescription: Codable {
  private enum Key: String, CodingKey {
    case type, name, units, channels, kernel, stride, padding, size, activation, function, probability
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static let keysOfTypes: [String: [Key]] = [
    "dense": [.units, .activation],
    "convolution": [.channels, .kernel, .stride, .padding, .activation],
    "maxPooling": [.size, .stride], "averagePooling": [.size, .stride],
    "globalAveragePooling": [], "batchNormalization": [.activation], "activation": [.function],
    "dropout": [.probability], "flatten": [],
  ]

  /// Reads the JSON form.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let type = try values.decode(String.self, forKey: .type)
    guard let allowed = Self.keysOfTypes[type] else {
      let known = Self.keysOfTypes.keys.sorted().joined(separator: ", ")
      throw Self.problem("has the type \"\(type)\". Use one of \(known).")
    }
    let known = Set((allowed + [.type, .name]).map(\.rawValue))
    let given = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    if let unknown = given.filter({ !known.contains($0) }).min() {
      throw Self.problem(
        "of the type \(type) has the key \"\(unknown)\". It takes \(known.sorted().joined(separator: ", ")).")
    }
    try self.init(Self.kind(of: type, values), name: values.decodeIfPresent(String.self, forKey: .name))
  }

  private static func kind(of type: String, _ values: KeyedDecodingContainer<Key>) throws -> LayerKind {
    let number = { (key: Key, fallback: Int) in try values.decodeIfPresent(Int.self, forKey: key) ?? fallback }
    let activation = try function(values, .activation)
    switch type {
    case "dense": return .dense(units: try values.decode(Int.self, forKey: .units), activation: activation)
    case "convolution":
      return .convolution(
        channels: try values.decode(Int.self, forKey: .channels), kernel: try number(.kernel, 3),
        stride: try number(.stride, 1), padding: try padding(values), activation: activation)
    case "maxPooling", "averagePooling":
      let size = try number(.size, 2)
      let stride = try number(.stride, size)
      return type == "maxPooling"
        ? .maxPooling(size: size, stride: stride) : .averagePooling(size: size, stride: stride)
    case "globalAveragePooling": return .globalAveragePooling
    case "batchNormalization": return .batchNormalization(activation: activation)
    case "activation":
      guard let function = try function(values, .function) else {
        throw problem("of the type activation has no function. Give relu, leakyRelu, sigmoid or tanh.")
      }
      return .activation(function)
    case "dropout": return .dropout(probability: try values.decodeIfPresent(Double.self, forKey: .probability) ?? 0.5)
    default: return .flatten
    }
  }

  private static func function(_ values: KeyedDecodingContainer<Key>, _ key: Key) throws -> ActivationFunction? {
    guard let name = try values.decodeIfPresent(String.self, forKey: key), name != "none" else { return nil }
    guard let function = ActivationFunction(rawValue: name) else {
      let known = ActivationFunction.allCases.map(\.rawValue).joined(separator: ", ")
      throw problem("has the activation \"\(name)\". Use one of \(known), or none.")
    }
    return function
  }

  private static func padding(_ values: KeyedDecodingContainer<Key>) throws -> ConvolutionPadding {
    guard let name = try values.decodeIfPresent(String.self, forKey: .padding) else { return .same }
    guard let padding = ConvolutionPadding(rawValue: name) else {
      throw problem("has the padding \"\(name)\". Use same or valid.")
    }
    return padding
  }

  private static func problem(_ text: String) -> ModelTrainingError {
    ModelTrainingError(kind: .badInput, description: "A layer \(text)")
  }

  /// Writes the JSON form, every key spelled out.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(kind.typeName, forKey: .type)
    try values.encodeIfPresent(name, forKey: .name)
    switch kind {
    case .dense(let units, let activation):
      try values.encode(units, forKey: .units)
      try values.encodeIfPresent(activation, forKey: .activation)
    case .convolution(let channels, let kernel, let stride, let padding, let activation):
      try values.encode(channels, forKey: .channels)
      try values.encode(kernel, forKey: .kernel)
      try values.encode(stride, forKey: .stride)
      try values.encode(padding, forKey: .padding)
      try values.encodeIfPresent(activation, forKey: .activation)
    case .maxPooling(let size, let stride), .averagePooling(let size, let stride):
      try values.encode(size, forKey: .size)
      try values.encode(stride, forKey: .stride)
    case .batchNormalization(let activation): try values.encodeIfPresent(activation, forKey: .activation)
    case .activation(let function): try values.encode(function, forKey: .function)
    case .dropout(let probability): try values.encode(probability, forKey: .probability)
    case .globalAveragePooling, .flatten: break
    }
  }
}
