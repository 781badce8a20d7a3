extension GraphEditor {
  /// Appends the operators that condense one tap, and declares its output.
  mutating func append(_ output: TapOutput) throws {
    let tap = output.tapPoint
    let source = floatTensor(tap)
    let batch = tap.shape.first ?? nil
    let hasBatch = tap.layout != .other
    if output.reduction == .whole || tap.layout == .vector {
      addNode("Identity", [source], output: output.outputName)
      declareOutput(output.outputName, shape: tap.shape, type: .float32, hasBatch: hasBatch)
      return
    }
    let view = PositionView(tap: tap, source: source, editor: &self)
    let sizes = view.append(output.reduction, name: output.outputName, editor: &self)
    let type: TensorElementType = output.reduction == .argumentOfMaximum ? .int64 : .float32
    declareOutput(output.outputName, shape: [batch] + sizes, type: type, hasBatch: hasBatch)
  }

  /// A mean or maximum over axes; newer operator sets take the axes as an input.
  mutating func reduce(_ operatorName: String, _ source: String, axes: [Int], output: String) {
    var attributes: [Onnx_AttributeProto] = [.integer("keepdims", 0)]
    var inputs = [source]
    if opset >= 18 {
      let key = "axes_" + axes.map(String.init).joined(separator: "_")
      inputs.append(addConstant(key) { .integers(axes) })
    } else {
      attributes.append(.integers("axes", axes))
    }
    addNode(operatorName, inputs, output: output, attributes: attributes)
  }
}

/// A tensor with channels and positions, and where its axes are.
private struct PositionView {
  let source: String
  let channelAxis: Int
  let positionAxes: [Int]
  let channelCount: Int?
  let positions: [Int?]

  init(tap: TapPoint, source: String, editor: inout GraphEditor) {
    channelCount = tap.channelCount
    positions = tap.positionShape
    if tap.layout == .tokens, tap.shape.count == 4 {
      // Channels-last maps are brought into the usual order first, so that all reductions have one form.
      self.source = editor.addNode("Transpose", [source], attributes: [.integers("perm", [0, 3, 1, 2])])
      (channelAxis, positionAxes) = (1, [2, 3])
    } else {
      self.source = source
      channelAxis = tap.layout == .tokens ? tap.shape.count - 1 : 1
      positionAxes = tap.layout == .tokens ? [1] : Array(2..<tap.shape.count)
    }
  }

  /// Adds the nodes of one reduction; gives the sizes of the output behind the batch axis.
  func append(_ reduction: TapReduction, name: String, editor: inout GraphEditor) -> [Int?] {
    switch reduction {
    case .whole:
      editor.addNode("Identity", [source], output: name)
      return [channelCount] + positions
    case .mean:
      editor.reduce("ReduceMean", source, axes: positionAxes, output: name)
    case .maximum:
      editor.reduce("ReduceMax", source, axes: positionAxes, output: name)
    case .rowMaxima:
      editor.reduce("ReduceMax", source, axes: [3], output: name)
      return [channelCount, positions[0]]
    case .columnMaxima:
      editor.reduce("ReduceMax", source, axes: [2], output: name)
      return [channelCount, positions[1]]
    case .argumentOfMaximum:
      appendArgument(name, editor: &editor)
    case .grid(let height, let width):
      return appendGrid(height, width, name: name, editor: &editor)
    }
    return [channelCount]
  }

  private func appendArgument(_ name: String, editor: inout GraphEditor) {
    var flat = source
    var axis = positionAxes[0]
    if positionAxes.count > 1 {
      let shape = editor.addConstant("flatten_positions") { .integers([0, 0, -1]) }
      flat = editor.addNode("Reshape", [source, shape])
      axis = 2
    }
    editor.addNode("ArgMax", [flat], output: name, attributes: [.integer("axis", axis), .integer("keepdims", 0)])
  }

  /// Adaptive pooling as products with constant matrices, one for each axis.
  private func appendGrid(_ height: Int, _ width: Int, name: String, editor: inout GraphEditor) -> [Int?] {
    guard positionAxes.count == 2 else {
      let cells = height * width
      let isLast = positionAxes[0] == 2
      let matrix = pooling(positions[0] ?? 0, cells, transposed: isLast, editor: &editor)
      editor.addNode("MatMul", isLast ? [source, matrix] : [matrix, source], output: name)
      return isLast ? [channelCount, cells] : [cells, channelCount]
    }
    let columns = pooling(positions[1] ?? 0, width, transposed: true, editor: &editor)
    let narrow = editor.addNode("MatMul", [source, columns])
    let rows = pooling(positions[0] ?? 0, height, transposed: false, editor: &editor)
    editor.addNode("MatMul", [rows, narrow], output: name)
    return [channelCount, height, width]
  }

  private func pooling(_ size: Int, _ cells: Int, transposed: Bool, editor: inout GraphEditor) -> String {
    editor.addConstant("pool_\(size)_to_\(cells)\(transposed ? "_transposed" : "")") {
      let matrix = AdaptivePooling.matrix(from: size, to: cells)
      guard transposed else { return .floats(matrix, shape: [cells, size]) }
      let turned = (0..<size).flatMap { column in (0..<cells).map { matrix[$0 * size + column] } }
      return .floats(turned, shape: [size, cells])
    }
  }
}
