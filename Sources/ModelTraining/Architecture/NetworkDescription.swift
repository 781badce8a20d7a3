public import Foundation

/// A network as a list of layers. What classifies is added at the end: a dense layer `logits` with one value for each
/// class, and the probabilities.
///
/// The JSON form is `{"name": "mine", "layers": [{"type": "dense", "units": 100, "activation": "relu"}, …]}`; see
/// ``LayerDescription``. An image is flattened before the first dense layer where no layer does it.
public struct NetworkDescription: Sendable, Equatable, Codable {
  /// A short name for files and titles.
  public var name: String
  /// The layers before `logits`.
  public var layers: [LayerDescription]

  /// Describes a network.
  public init(name: String, layers: [LayerDescription]) {
    self.name = name
    self.layers = layers
  }

  /// Reads a JSON file.
  /// - Throws: `ModelTrainingError` that names the file.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw ModelTrainingError(
        kind: .inputOutput, description: "\(url.path) cannot be read: \(error.localizedDescription) Check the path.")
    }
    do {
      self = try JSONDecoder().decode(NetworkDescription.self, from: data)
    } catch let error as ModelTrainingError {
      throw ModelTrainingError(kind: error.kind, description: "\(url.path): \(error.description)")
    } catch let error as DecodingError {
      throw ModelTrainingError(
        kind: .badInput,
        description: "\(url.path) does not describe a network: \(Self.reason(of: error)). "
          + "Expected {\"name\": …, \"layers\": [{\"type\": \"dense\", \"units\": 100, \"activation\": \"relu\"}, …]}.")
    }
  }

  private static func reason(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "\(place(context)) has no \"\(key.stringValue)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(place(context)) has another type than expected"
    case .dataCorrupted: "it is no valid JSON"
    @unknown default: "it cannot be read"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    guard !context.codingPath.isEmpty else { return "it" }
    return context.codingPath.map { $0.intValue.map { "layer \($0 + 1)" } ?? $0.stringValue }.joined(separator: ", ")
  }
}

extension NetworkDescription {
  /// The perceptron of Rauber, Fadel, Falcão and Telea (2017, doi:10.1109/TVCG.2016.2598838): four hidden layers of
  /// 1,000 rectified units, dropout of 0.2, 0.3, 0.4 and 0.5 after them.
  public static let multilayerPerceptron = NetworkDescription(
    name: "mlp",
    layers: [0.2, 0.3, 0.4, 0.5].flatMap {
      [LayerDescription(.dense(units: 1000, activation: .relu)), LayerDescription(.dropout(probability: $0))]
    })

  /// The convolutional network of the same study: two convolutions of 32 channels, pooling, two of 64, pooling, a hidden
  /// layer of 512; 3 x 3 kernels that keep the size (so that 4,096 values are flattened for 32 x 32 images and 3,136 for
  /// 28 x 28), dropout of 0.25 after each pooling and 0.5 before the output.
  public static let convolutionalNetwork = NetworkDescription(
    name: "cnn",
    layers: stage(channels: 32, dropout: 0.25) + stage(channels: 64, dropout: 0.25) + [
      LayerDescription(.flatten),
      LayerDescription(.dense(units: 512, activation: .relu), name: "hidden"),
      LayerDescription(.dropout(probability: 0.5)),
    ])

  /// A smaller convolutional network that learns the built-in digits in about a minute on two cores: as
  /// ``convolutionalNetwork`` with half the channels and a hidden layer of 128.
  public static let smallConvolutionalNetwork = NetworkDescription(
    name: "small-cnn",
    layers: stage(channels: 16, dropout: 0.1) + stage(channels: 32, dropout: 0.1) + [
      LayerDescription(.flatten),
      LayerDescription(.dense(units: 128, activation: .relu), name: "hidden"),
      LayerDescription(.dropout(probability: 0.3)),
    ])

  /// The networks that have a name.
  public static let presets = [multilayerPerceptron, convolutionalNetwork, smallConvolutionalNetwork]

  private static func stage(channels: Int, dropout: Double) -> [LayerDescription] {
    let convolution = LayerKind.convolution(
      channels: channels, kernel: 3, stride: 1, padding: .same, activation: .relu)
    return [
      LayerDescription(convolution), LayerDescription(convolution),
      LayerDescription(.maxPooling(size: 2, stride: 2)), LayerDescription(.dropout(probability: dropout)),
    ]
  }
}
