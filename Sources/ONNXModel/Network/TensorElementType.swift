/// The type of a tensor's elements.
public enum TensorElementType: String, Sendable, Codable, CaseIterable {
  /// IEEE 754 single precision.
  case float32
  /// Unsigned 8-bit integer.
  case uint8
  /// Signed 8-bit integer.
  case int8
  /// Unsigned 16-bit integer.
  case uint16
  /// Signed 16-bit integer.
  case int16
  /// Signed 32-bit integer.
  case int32
  /// Signed 64-bit integer.
  case int64
  /// Text.
  case string
  /// True or false.
  case bool
  /// IEEE 754 half precision.
  case float16
  /// IEEE 754 double precision.
  case float64
  /// Unsigned 32-bit integer.
  case uint32
  /// Unsigned 64-bit integer.
  case uint64
  /// Pairs of single-precision numbers.
  case complex64
  /// Pairs of double-precision numbers.
  case complex128
  /// The upper half of a single-precision number.
  case bfloat16
  /// Another type, or one that could not be found out.
  case unknown

  private static let byCode: [TensorElementType] = [
    .unknown, .float32, .uint8, .int8, .uint16, .int16, .int32, .int64, .string, .bool, .float16, .float64, .uint32,
    .uint64, .complex64, .complex128, .bfloat16,
  ]

  /// The type with a number of the ONNX format (1 is `float32`); `unknown` for numbers that this list lacks.
  public init(code: Int) {
    self = Self.byCode.indices.contains(code) ? Self.byCode[code] : .unknown
  }

  /// The number of the ONNX format; 0 for `unknown`.
  public var code: Int { Self.byCode.firstIndex(of: self) ?? 0 }

  /// Whether the elements are real floating-point numbers, as activations are.
  public var isFloatingPoint: Bool {
    switch self {
    case .float32, .float16, .float64, .bfloat16: true
    default: false
    }
  }

  /// The number of bytes of one element, nil for text and unknown types.
  public var byteCount: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64, .complex64: 8
    case .complex128: 16
    case .string, .unknown: nil
    }
  }
}
