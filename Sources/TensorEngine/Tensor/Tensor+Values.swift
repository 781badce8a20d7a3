import CTorchInterface
import Foundation

extension TensorEngine {
  /// A tensor of a copy of Float32 values in row-major order; their number must be the product of the shape.
  public func tensor(_ values: [Float], shape: [Int], device: Device = .cpu) throws -> Tensor {
    try values.withUnsafeBytes { try create($0, .float32, shape, device) }
  }

  /// A tensor of a copy of Float32 values in a buffer, in row-major order.
  public func tensor(_ values: UnsafeBufferPointer<Float>, shape: [Int], device: Device = .cpu) throws -> Tensor {
    try create(UnsafeRawBufferPointer(values), .float32, shape, device)
  }

  /// A tensor of a copy of Float64 values, for checks.
  public func tensor(_ values: [Double], shape: [Int], device: Device = .cpu) throws -> Tensor {
    try values.withUnsafeBytes { try create($0, .float64, shape, device) }
  }

  /// A tensor of classes or indices.
  public func tensor(_ values: [Int], shape: [Int], device: Device = .cpu) throws -> Tensor {
    try values.map(Int64.init).withUnsafeBytes { try create($0, .int64, shape, device) }
  }

  /// A tensor of Float32 that reads memory in place, on the processor.
  ///
  /// `owner` keeps the memory valid; it is released with the last tensor that refers to the memory. Operators in place
  /// (`assign`, a step of gradient descent) write into it.
  public func tensor(
    sharing values: UnsafeMutableBufferPointer<Float>, owner: AnyObject, shape: [Int]
  ) throws -> Tensor {
    try requireCount(values.count, shape)
    let retained = Unmanaged.passRetained(owner).toOpaque()
    return try make("tensor") { functions, out in
      functions.wrap(
        values.baseAddress, Int32(STRATA_TORCH_FLOAT32.rawValue), shape.map(Int64.init), Int32(shape.count), retained,
        { owner in owner.map { Unmanaged<AnyObject>.fromOpaque($0).release() } }, out)
    }
  }

  /// A tensor in which every value is the same.
  public func filled(
    _ value: Double = 0, shape: [Int], type: ElementType = .float32, device: Device = .cpu
  ) throws -> Tensor {
    try make("fill", expected: "sizes of at least 0") { functions, out in
      functions.fill(value, type.rawValue, shape.map(Int64.init), Int32(shape.count), device.native, out)
    }
  }

  private func create(
    _ values: UnsafeRawBufferPointer, _ type: ElementType, _ shape: [Int], _ device: Device
  ) throws -> Tensor {
    try requireCount(values.count / (type == .float32 ? 4 : 8), shape)
    return try make("tensor") { functions, out in
      functions.create(
        values.baseAddress, type.rawValue, shape.map(Int64.init), Int32(shape.count), device.native, out)
    }
  }

  private func requireCount(_ count: Int, _ shape: [Int]) throws {
    var product = 1
    var fits = shape.count <= Int(STRATA_TORCH_MAXIMUM_RANK)
    for size in shape {
      let (next, overflows) = product.multipliedReportingOverflow(by: size)
      fits = fits && size >= 0 && !overflows
      product = next
    }
    guard fits, product == count else {
      throw TensorEngineError(
        kind: .badInput,
        description: """
          \(count) values do not make a tensor of the shape \(shape). Expected at most \
          \(STRATA_TORCH_MAXIMUM_RANK) sizes whose product is the number of values.
          """)
    }
  }
}

extension Tensor {
  /// A copy of the values in row-major order, as Float32.
  public func floats() throws -> [Float] { try read(.float32, Float.self) }

  /// A copy of the values in row-major order, as Float64.
  public func doubles() throws -> [Double] { try read(.float64, Double.self) }

  /// A copy of the values in row-major order, as integers; fractions are cut off.
  public func integers() throws -> [Int] { try read(.int64, Int64.self).map(Int.init) }

  /// The value of a tensor of one element.
  public func scalar() throws -> Double {
    let values = try doubles()
    guard values.count == 1 else {
      throw TensorEngineError(
        kind: .badInput, description: "A tensor of the shape \(shape) has \(values.count) values. Expected one.")
    }
    return values[0]
  }

  /// Copies the values in row-major order into a buffer of the same number of elements.
  public func copyValues(to buffer: UnsafeMutableBufferPointer<Float>) throws {
    try engine.call(
      "read", [self], expected: "a buffer for all values",
      engine.functions.pointee.read(handle, ElementType.float32.rawValue, buffer.baseAddress, Int64(buffer.count)))
  }

  /// Calls a body with the values in place: Float32 on the processor in row-major order, else with a copy.
  public func withValues<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) throws -> Result {
    var address: UnsafeRawPointer?
    guard elementType == .float32, engine.functions.pointee.borrow(handle, &address) == 0 else {
      return try floats().withUnsafeBufferPointer(body)
    }
    return try withExtendedLifetime(self) {
      try body(UnsafeBufferPointer(start: address?.assumingMemoryBound(to: Float.self), count: elementCount))
    }
  }

  private func read<Element>(_ type: ElementType, _ element: Element.Type) throws -> [Element] {
    let count = elementCount
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      try engine.call(
        "read", [self],
        engine.functions.pointee.read(handle, type.rawValue, buffer.baseAddress, Int64(count)))
      initialized = count
    }
  }
}
