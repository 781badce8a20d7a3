/// An error of reading, understanding or rewriting an ONNX network.
///
/// `description` names the file and the place, says what was expected and what to do about it.
public struct ONNXModelError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What went wrong, for callers that treat cases differently.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// The content is not a usable ONNX network.
    case badInput
    /// The file could not be read or written.
    case inputOutput
    /// The file is something else than ONNX.
    case notONNX
    /// The file ends too early.
    case truncated
    /// The file has no graph, or a graph without nodes.
    case noGraph
    /// The network has no input, or more than one, or an input that is not a tensor.
    case unsupportedInput
    /// A node uses an operator that ONNX does not define.
    case unknownOperator
    /// The file's operator set is too old or is not stated.
    case unsupportedOpset
    /// A node uses a tensor that nothing provides, or the graph has a cycle or is not sorted.
    case brokenGraph
    /// Weights in another file are missing, too short or outside the model's folder.
    case externalData
    /// A file or a result is beyond the 2 GiB that the format allows.
    case tooLarge
    /// No layer has the name that was asked for.
    case noMatchingLayer
    /// A reduction does not apply to a layer.
    case unsupportedReduction
  }

  /// What went wrong.
  public let kind: Kind
  /// Full sentences that end with the remedy.
  public let description: String

  /// Makes an error.
  public init(kind: Kind, description: String) {
    self.kind = kind
    self.description = description
  }
}
