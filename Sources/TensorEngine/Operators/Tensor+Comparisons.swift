import CTorchInterface

extension Tensor {
  /// The larger of the values of two tensors at each place; shapes broadcast. Values that tie share the gradient.
  public func larger(_ other: Tensor) throws -> Tensor {
    try Self.binary("larger", STRATA_TORCH_LARGER, self, other)
  }

  /// The smaller of the values of two tensors at each place; shapes broadcast. Values that tie share the gradient.
  public func smaller(_ other: Tensor) throws -> Tensor {
    try Self.binary("smaller", STRATA_TORCH_SMALLER, self, other)
  }

  /// 1 where the values are equal, else 0, as Int64; shapes broadcast.
  public func isEqual(to other: Tensor) throws -> Tensor {
    try Self.binary("equal", STRATA_TORCH_EQUAL, self, other)
  }

  /// 1 where the value is less than the other's, else 0, as Int64; shapes broadcast.
  public func isLess(than other: Tensor) throws -> Tensor {
    try Self.binary("less", STRATA_TORCH_LESS, self, other)
  }

  /// 1 where the value is greater than the other's, else 0, as Int64; shapes broadcast.
  public func isGreater(than other: Tensor) throws -> Tensor {
    try Self.binary("greater", STRATA_TORCH_GREATER, self, other)
  }

  /// The value of `yes` where this tensor is not 0, else that of `no`; shapes broadcast.
  public func choosing(_ yes: Tensor, otherwise no: Tensor) throws -> Tensor {
    try Tensor.make(
      "choose", [self, yes, no], expected: "shapes that broadcast: aligned at the last dimension, sizes are equal or 1"
    ) {
      $0.choose(handle, yes.handle, no.handle, $1)
    }
  }
}
