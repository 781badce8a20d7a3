import CTorchInterface

extension Tensor {
  /// One over each value.
  public func reciprocal() throws -> Tensor { try unary("reciprocal", STRATA_TORCH_RECIPROCAL) }

  /// The error function of each value.
  public func errorFunction() throws -> Tensor { try unary("error function", STRATA_TORCH_ERROR_FUNCTION) }

  /// Each value times the probability that a standard normal number is below it (Hendrycks and Gimpel 2016,
  /// arXiv:1606.08415); `approximately` by the hyperbolic tangent.
  public func gelu(approximately: Bool = false) throws -> Tensor {
    try unary("gelu", approximately ? STRATA_TORCH_GELU_TANH : STRATA_TORCH_GELU)
  }

  /// ln(1 + eˣ) of each value; above 20 the value itself, which differs by less than 3e-9.
  public func softplus() throws -> Tensor { try unary("softplus", STRATA_TORCH_SOFTPLUS) }

  /// x · min(max(x + 3, 0), 6) / 6 of each value (Howard et al. 2019, arXiv:1905.02244).
  public func hardSwish() throws -> Tensor { try unary("hard swish", STRATA_TORCH_HARD_SWISH) }

  /// The sine of each value, in radians.
  public func sine() throws -> Tensor { try unary("sine", STRATA_TORCH_SINE) }

  /// The cosine of each value, in radians.
  public func cosine() throws -> Tensor { try unary("cosine", STRATA_TORCH_COSINE) }

  /// The largest whole number that is not above each value. Gradients are 0.
  public func roundedDown() throws -> Tensor { try unary("floor", STRATA_TORCH_FLOOR) }

  /// The smallest whole number that is not below each value. Gradients are 0.
  public func roundedUp() throws -> Tensor { try unary("ceiling", STRATA_TORCH_CEILING) }

  /// The nearest whole number, halves to the even one. Gradients are 0.
  public func rounded() throws -> Tensor { try unary("round", STRATA_TORCH_ROUND) }

  /// -1, 0 or 1 by the sign of each value. Gradients are 0.
  public func sign() throws -> Tensor { try unary("sign", STRATA_TORCH_SIGN) }

  /// scale · x above 0, else scale · alpha · (e^(inputScale · x) − 1): ELU (Clevert et al. 2015, arXiv:1511.07289), and with
  /// other scales SELU and CELU.
  public func elu(alpha: Double = 1, scale: Double = 1, inputScale: Double = 1) throws -> Tensor {
    try Tensor.make("elu", [self]) { $0.elu(handle, alpha, scale, inputScale, $1) }
  }
}
