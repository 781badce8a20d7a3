public import Foundation
public import TensorEngine

/// A tensor that a network owns, with the name that its ONNX file has for it.
public struct NamedTensor {
  /// Unique in the network.
  public let name: String
  /// The values; training changes them in place.
  public let tensor: Tensor

  /// Names a tensor.
  public init(name: String, tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

/// What a forward pass is for.
public enum ForwardMode: Sendable, Equatable {
  /// Predictions: no dropout, running means.
  case inference
  /// A step of training; random choices follow from the seed and the number of the step.
  case training(seed: UInt64, step: Int)
}

/// A network that ``ModelTraining`` can train.
public protocol TrainableNetwork: AnyObject {
  /// A short name for files and titles.
  var name: String { get }
  /// Channels, height and width of an image.
  var inputShape: [Int] { get }
  /// The number of classes.
  var classCount: Int { get }
  /// Where its tensors are.
  var device: Device { get }
  /// What gradient descent changes, in a fixed order.
  var parameters: [NamedTensor] { get }
  /// What training changes in other ways, such as running means, in a fixed order.
  var buffers: [NamedTensor] { get }
  /// Identifies architecture and options; a state of another network is not resumed.
  var fingerprint: String { get }

  /// Logits [n, classes] of images [n, channels, height, width].
  func logits(of images: Tensor, in mode: ForwardMode) throws -> Tensor
  /// The network as an ONNX file, with its layers under their names.
  func serialized(describedAs description: String) throws -> Data
}
