extension ShapeInference {
  /// Conversions between real numbers and quantized integers.
  static let quantizationShapes: [String: Rule] = [
    "DequantizeLinear": { context in
      let type = context.elementType(1)
      return context.result(context.shape(0), type == .unknown ? .float32 : type)
    },
    "QuantizeLinear": { context in
      context.result(context.shape(0), context.has(2) ? context.elementType(2) : .uint8)
    },
    "DynamicQuantizeLinear": { context in
      context.result(context.shape(0), .uint8) + context.result([], .float32) + context.result([], .uint8)
    },
  ]
}
