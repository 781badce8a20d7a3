import CTorchInterface

/// What lies beyond the edges of a padded tensor.
public enum PaddingMode: Sendable, Equatable {
  /// One value.
  case constant(Double)
  /// The values mirrored at the edge, which is not repeated; less than the size of the dimension.
  case reflect
  /// The value at the edge.
  case replicate
}

extension Tensor {
  /// The same values in another shape, in row-major order; one size may be -1, for what is left.
  public func reshaped(to shape: [Int]) throws -> Tensor {
    try Tensor.make("reshape", [self], expected: "a shape with as many values; one size may be -1") {
      $0.reshape(handle, shape.map(Int64.init), Int32(shape.count), $1)
    }
  }

  /// The dimensions in another order: dimension i of the result is dimension `order[i]`. No values move.
  public func permuted(to order: [Int]) throws -> Tensor {
    try Tensor.make("permute", [self], expected: "each dimension once") {
      $0.permute(handle, order.map(Int64.init), Int32(order.count), $1)
    }
  }

  /// Two dimensions exchanged; the last two unless named. No values move.
  public func transposed(_ first: Int = -1, _ second: Int = -2) throws -> Tensor {
    let rank = shape.count
    let places = [first, second].map { $0 < 0 ? $0 + rank : $0 }
    guard places.allSatisfy((0..<rank).contains) else {
      throw TensorEngineError(
        kind: .badInput,
        description:
          "transpose of \(shape): there are no dimensions \(first) and \(second). Expected -rank to rank - 1.")
    }
    var order = Array(0..<rank)
    order.swapAt(places[0], places[1])
    return try permuted(to: order)
  }

  /// The values repeated along dimensions of size 1 and new outer ones, without copying.
  public func expanded(to shape: [Int]) throws -> Tensor {
    try Tensor.make("expand", [self], expected: "a shape that differs only where the size is 1 or missing") {
      $0.expand(handle, shape.map(Int64.init), Int32(shape.count), $1)
    }
  }

  /// Tensors one after another along a dimension; their other sizes are equal.
  public static func concatenated(_ tensors: [Tensor], along dimension: Int = 0) throws -> Tensor {
    try make("concatenate", tensors, expected: "equal sizes in all other dimensions") {
      $0.concatenate(tensors.map(\.handle), Int32(tensors.count), Int64(dimension), $1)
    }
  }

  /// A range of a dimension, without copying.
  public func narrowed(_ dimension: Int, to range: Range<Int>) throws -> Tensor {
    try Tensor.make("narrow", [self], expected: "a range within the size of the dimension") {
      $0.narrow(handle, Int64(dimension), Int64(range.lowerBound), Int64(range.count), $1)
    }
  }

  /// The tensor with more values around: `amounts` has (before, after) for the last dimensions, the innermost last.
  public func padded(_ amounts: [(before: Int, after: Int)], mode: PaddingMode = .constant(0)) throws -> Tensor {
    let flat = amounts.reversed().flatMap { [Int64($0.before), Int64($0.after)] }
    let (kind, value): (strata_torch_padding, Double) =
      switch mode {
      case .constant(let value): (STRATA_TORCH_PAD_CONSTANT, value)
      case .reflect: (STRATA_TORCH_PAD_REFLECT, 0)
      case .replicate: (STRATA_TORCH_PAD_REPLICATE, 0)
      }
    return try Tensor.make(
      "pad", [self], expected: "at most one pair a dimension; for reflect and replicate, pairs for the last two of four"
    ) {
      $0.pad(handle, flat, Int32(flat.count), Int32(kind.rawValue), value, $1)
    }
  }

  /// Of each place, the value at the index along a dimension: result[i][j] = self[i][indices[i][j]] for dimension 1.
  public func gathered(along dimension: Int, at indices: Tensor) throws -> Tensor {
    try Tensor.make("gather", [self, indices], expected: "indices of Int64 within the dimension, of the same rank") {
      $0.gather(handle, Int64(dimension), indices.handle, $1)
    }
  }

  /// The slices at indices [k] (Int64) of a dimension, in their order.
  public func selected(along dimension: Int, at indices: Tensor) throws -> Tensor {
    try Tensor.make("select", [self, indices], expected: "one dimension of indices of Int64 within the dimension") {
      $0.index_select(handle, Int64(dimension), indices.handle, $1)
    }
  }

  /// Float32 with 1 at the class and 0 elsewhere: classes [...] (Int64) to [..., count].
  public func oneHot(classCount: Int) throws -> Tensor {
    try Tensor.make("one hot", [self], expected: "classes of Int64 from 0 to the number of classes - 1") {
      $0.one_hot(handle, Int64(classCount), $1)
    }
  }
}
