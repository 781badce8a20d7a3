import Foundation

extension ShapeInference {
  /// Operators that work on each element for itself, with broadcasting where they have several inputs.
  static let elementwiseShapes: [String: Rule] = {
    var rules: [String: Rule] = [:]
    for name in [
      "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Celu", "Clip", "Cos", "Cosh", "Elu", "Erf", "Exp",
      "Gelu",
      "HardSigmoid", "HardSwish", "Hardmax", "LeakyRelu", "Log", "LogSoftmax", "Mish", "Reciprocal", "Relu",
      "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softmax", "Softplus", "Softsign", "Swish", "Tan",
      "Tanh",
      "ThresholdedRelu", "BitwiseNot", "Not", "CumSum", "CumProd", "Trilu", "PRelu", "LpNormalization", "Bernoulli",
    ] {
      rules[name] = { context in context.result(context.shape(0)) }
    }
    rules["Identity"] = { context in context.result(context.shape(0), constant: context.constant(0)) }
    rules["Neg"] = { context in unary(context) { -$0 } }
    rules["Sqrt"] = { context in unary(context) { $0.squareRoot() } }
    rules["Floor"] = { context in unary(context) { $0.rounded(.down) } }
    rules["Ceil"] = { context in unary(context) { $0.rounded(.up) } }
    for name in ["Add", "Sub", "Mul", "Div", "Mod", "Pow", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor"] {
      rules[name] = { context in
        context.result(broadcast(context, 0..<2), constant: arithmetic(name, context))
      }
    }
    for name in ["Sum", "Mean", "Max", "Min"] {
      rules[name] = { context in
        context.result(broadcast(context, 0..<context.inputs.count), constant: arithmetic(name, context))
      }
    }
    rules["Dropout"] = { context in
      context.result(context.shape(0)) + context.result(context.shape(0), .bool)
    }
    rules["Cast"] = { context in
      let type = TensorElementType(code: context.integer("to") ?? 0)
      return context.result(context.shape(0), type, constant: context.constant(0).map { cast($0, to: type) })
    }
    rules["CastLike"] = { context in context.result(context.shape(0), context.elementType(1)) }
    return rules
  }()

  /// Comparisons and choices.
  static let logicShapes: [String: Rule] = {
    var rules: [String: Rule] = [:]
    for name in ["And", "Or", "Xor", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"] {
      rules[name] = { context in
        context.result(broadcast(context, 0..<2), .bool, constant: comparison(name, context))
      }
    }
    for name in ["IsInf", "IsNaN"] { rules[name] = { context in context.result(context.shape(0), .bool) } }
    rules["Where"] = { context in
      context.result(broadcast(context, 0..<3), context.elementType(1), constant: choice(context))
    }
    return rules
  }()

  /// The common shape of several inputs under multidirectional broadcasting.
  static func broadcast(_ context: NodeContext, _ range: Range<Int>) -> [Dimension]? {
    let shapes = range.map { context.shape($0) }
    guard let first = shapes.first, var result = first else { return nil }
    for shape in shapes.dropFirst() {
      guard let shape, let joined = broadcast(result, shape, fresh: context.fresh) else { return nil }
      result = joined
    }
    return result
  }

  static func broadcast(_ left: [Dimension], _ right: [Dimension], fresh: FreshDimensions) -> [Dimension]? {
    let rank = max(left.count, right.count)
    let first = Array(repeating: 1, count: rank - left.count) + left
    let second = Array(repeating: 1, count: rank - right.count) + right
    return zip(first, second).map { a, b in
      if a == b || b == 1 { return a }
      if a == 1 { return b }
      // One of them may be a free size that must turn out as 1 or as the other.
      if let size = a.value, size > 1 { return a }
      if let size = b.value, size > 1 { return b }
      return fresh.make()
    }
  }

  private static func unary(_ context: NodeContext, _ body: (Double) -> Double) -> [TensorFacts] {
    let numbers = context.constant(0)?.numbers
    let constant = context.constant(0).flatMap { value in
      numbers.map { ConstantValue(shape: value.shape, elements: $0.map { .real(body($0)) }) }
    }
    return context.result(context.shape(0), constant: constant)
  }

  private static func cast(_ value: ConstantValue, to type: TensorElementType) -> ConstantValue {
    guard !type.isFloatingPoint else {
      let elements = value.elements.map { element in
        element.number.map { ConstantValue.Element.real($0) } ?? element
      }
      return ConstantValue(shape: value.shape, elements: elements)
    }
    let elements = value.elements.map { element -> ConstantValue.Element in
      guard case .real(let number) = element, number.isFinite, abs(number) < 1e15 else { return element }
      return .integer(Dimension(Int(number.rounded(.towardZero))))
    }
    return ConstantValue(shape: value.shape, elements: elements)
  }

  private static func choice(_ context: NodeContext) -> ConstantValue? {
    guard let condition = context.constant(0), let yes = context.constant(1), let no = context.constant(2),
      let flags = condition.integers, condition.elements.count == yes.elements.count || yes.elements.count == 1,
      condition.elements.count == no.elements.count || no.elements.count == 1
    else { return nil }
    let elements = flags.indices.map { index in
      let source = flags[index] != 0 ? yes : no
      return source.elements[source.elements.count == 1 ? 0 : index]
    }
    return ConstantValue(shape: condition.shape, elements: elements)
  }
}
