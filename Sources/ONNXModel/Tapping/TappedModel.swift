public import Foundation
import SwiftProtobuf

extension ONNXNetwork {
  /// Makes a whole model file, in memory, whose outputs are exactly the given ones, in their order.
  ///
  /// The condensing operators are appended behind the taps. Nodes that no output needs are removed, so that tapping an
  /// early layer does not compute the later ones; weights that are no longer needed are dropped, and external weights
  /// are put inside. Outputs are Float32 whatever the network computes in, positions are Int64. This network stays as
  /// it is, and the same request gives the same bytes.
  ///
  /// - Parameter outputs: Tap points of this network with their reductions; their names must differ.
  /// - Returns: The bytes of the file.
  /// - Throws: `ONNXModelError`: nothing is tapped, a tap is not of this network, a reduction does not apply to it, a
  /// name   is taken twice, external weights have gone, or the result would exceed 2 GiB.
  /// - Complexity: Linear in the size of the weights that are kept.
  public func serialized(tapping outputs: [TapOutput]) throws -> Data {
    try validate(outputs)
    var editor = GraphEditor(network: self, reserved: Set(outputs.map(\.outputName)))
    for output in outputs { try editor.append(output) }
    var tapped = model
    tapped.graph = try editor.finish()
    // Since version 4, weights need not be listed among the inputs; the tapped file has the image as its only input.
    tapped.irVersion = max(4, model.irVersion)
    do {
      var options = BinaryEncodingOptions()
      options.useDeterministicOrdering = true
      return try tapped.serializedBytes(options: options)
    } catch {
      throw ONNXModelError(
        kind: .tooLarge,
        description: """
          \(fileName) with its weights inside exceeds the 2 GiB that an ONNX file can have. \
          Tap earlier layers only, or convert the network to half precision.
          """)
    }
  }

  private func validate(_ outputs: [TapOutput]) throws {
    guard !outputs.isEmpty else {
      throw ONNXModelError(
        kind: .badInput, description: "No layer of \(fileName) is to be tapped. Name at least one.")
    }
    let known = Dictionary(tapPoints.map { ($0.tensorName, $0) }) { first, _ in first }
    var names = Set<String>()
    for output in outputs {
      let tensorName = output.tapPoint.tensorName
      guard try known[tensorName] ?? tapPoint(ofTensor: tensorName) == output.tapPoint else {
        throw ONNXModelError(
          kind: .badInput,
          description: """
            The layer `\(output.tapPoint.name)` is not a tap point of \(fileName). Take tap points from the \
            network that is tapped.
            """)
      }
      guard output.tapPoint.supports(output.reduction) else { throw unsupported(output) }
      guard !output.outputName.isEmpty, names.insert(output.outputName).inserted else {
        throw ONNXModelError(
          kind: .badInput,
          description: """
            The output name `\(output.outputName)` is empty or given to two outputs of \(fileName). \
            Give every output a name of its own, and ask for each reduction of a layer once.
            """)
      }
      guard !inputs.contains(where: { $0.name == output.outputName }) else {
        throw ONNXModelError(
          kind: .badInput,
          description: "The output name `\(output.outputName)` is the name of the network's input. Choose another.")
      }
    }
  }

  private func unsupported(_ output: TapOutput) -> ONNXModelError {
    let tap = output.tapPoint
    let shape =
      tap.shape.isEmpty
      ? "an unknown shape" : "the shape [\(tap.shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
    return ONNXModelError(
      kind: .unsupportedReduction,
      description: """
        The layer `\(tap.name)` of \(fileName) has \(shape) (\(tap.layout.rawValue)); \
        the reduction `\(output.reduction.name)` does not apply to it. Read it whole, or choose another reduction.
        """)
  }
}
