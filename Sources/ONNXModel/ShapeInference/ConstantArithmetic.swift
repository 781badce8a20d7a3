import Foundation

/// Arithmetic on small constants, for shapes that a network computes for itself.
extension ShapeInference {
  /// The value of an operator on constants: of equal counts, or one of them a single number.
  static func arithmetic(_ operatorName: String, _ context: NodeContext) -> ConstantValue? {
    combine(context) { left, right in
      if case .integer(let a) = left, case .integer(let b) = right {
        return integer(operatorName, a, b).map { .integer($0) }
      }
      if let a = left.number, let b = right.number { return real(operatorName, a, b).map { .real($0) } }
      // A free size times a real number that happens to be whole.
      guard operatorName != "Div", let a = left.dimension, let b = right.dimension else { return nil }
      return integer(operatorName, a, b).map { .integer($0) }
    }
  }

  static func comparison(_ operatorName: String, _ context: NodeContext) -> ConstantValue? {
    combine(context) { left, right in
      if operatorName == "Equal" {
        if left == right { return .integer(1) }
        // A free size is a size: it never equals the -1 that stands for "keep" in exported shape arithmetic.
        if isNegative(left) && isFreeSize(right) || isFreeSize(left) && isNegative(right) { return .integer(0) }
      }
      guard let a = left.number, let b = right.number else { return nil }
      switch operatorName {
      case "Equal": return .integer(a == b ? 1 : 0)
      case "Greater": return .integer(a > b ? 1 : 0)
      case "GreaterOrEqual": return .integer(a >= b ? 1 : 0)
      case "Less": return .integer(a < b ? 1 : 0)
      case "LessOrEqual": return .integer(a <= b ? 1 : 0)
      default: return nil
      }
    }
  }

  private static func combine(
    _ context: NodeContext, _ body: (ConstantValue.Element, ConstantValue.Element) -> ConstantValue.Element?
  ) -> ConstantValue? {
    guard context.inputs.count == 2, let left = context.constant(0), let right = context.constant(1) else { return nil }
    let (first, second) = (left.elements, right.elements)
    guard first.count == second.count || first.count == 1 || second.count == 1 else { return nil }
    let outer = first.count > second.count || left.shape.count > right.shape.count ? left : right
    let count = outer.elements.count
    guard count == max(first.count, second.count) || min(first.count, second.count) == 0 else { return nil }
    var elements: [ConstantValue.Element] = []
    for index in 0..<count {
      guard !first.isEmpty, !second.isEmpty,
        let element = body(first[first.count == 1 ? 0 : index], second[second.count == 1 ? 0 : index])
      else { return nil }
      elements.append(element)
    }
    return ConstantValue(shape: outer.shape, elements: elements)
  }

  private static func isFreeSize(_ element: ConstantValue.Element) -> Bool {
    guard case .integer(let dimension) = element else { return false }
    return dimension.factor > 0 && !dimension.symbols.isEmpty
  }

  private static func isNegative(_ element: ConstantValue.Element) -> Bool { element.number.map { $0 < 0 } ?? false }

  private static func integer(_ operatorName: String, _ a: Dimension, _ b: Dimension) -> Dimension? {
    switch operatorName {
    case "Add": return a.adding(b)
    case "Sub": return a.adding(b.negated)
    case "Mul": return a * b
    case "Div":
      if let exact = a.divided(by: b) { return exact }
      guard let x = a.value, let y = b.value, y > 0 else { return nil }
      return Dimension(x / y)
    case "Mod":
      guard let x = a.value, let y = b.value, y > 0 else { return nil }
      return Dimension(((x % y) &+ y) % y)
    case "Max", "Min":
      guard let x = a.value, let y = b.value else { return nil }
      return Dimension(operatorName == "Max" ? max(x, y) : min(x, y))
    default: return nil
    }
  }

  private static func real(_ operatorName: String, _ a: Double, _ b: Double) -> Double? {
    switch operatorName {
    case "Add": a + b
    case "Sub": a - b
    case "Mul": a * b
    case "Div": b == 0 ? nil : a / b
    case "Pow": pow(a, b)
    case "Max": max(a, b)
    case "Min": min(a, b)
    default: nil
    }
  }
}
