import CTorchInterface

/// How the values of a batch of images lie in memory. Shapes do not change with it.
public enum ImageLayout: Sendable {
  /// One plane for each channel.
  case channelsFirst
  /// The channels of one pixel side by side: convolutions on processors are often faster so.
  case channelsLast
}

extension Tensor {
  /// The values as another type; the same values when the type is the same.
  public func converted(to type: ElementType) throws -> Tensor {
    try Tensor.make("conversion", [self]) { $0.convert(handle, type.rawValue, device.native, $1) }
  }

  /// The values on another device; the same values when they are there.
  public func moved(to device: Device) throws -> Tensor {
    try Tensor.make("moving", [self], expected: "a device that is here: see Device.available") {
      $0.convert(handle, elementType.rawValue, device.native, $1)
    }
  }

  /// The values without gaps in the given layout; the same values when they lie so.
  public func contiguous(_ layout: ImageLayout = .channelsFirst) throws -> Tensor {
    try Tensor.make("contiguous", [self], expected: "4 dimensions for channels last") {
      $0.layout(handle, layout == .channelsLast, $1)
    }
  }

  /// A copy with values of its own, through which gradients flow.
  public func cloned() throws -> Tensor {
    try Tensor.make("clone", [self]) { $0.clone(handle, $1) }
  }

  /// Overwrites the values in place with those of a tensor of the same shape, without recording.
  public func assign(_ source: Tensor) throws {
    try engine.call(
      "assign", [self, source], expected: "equal shapes", engine.functions.pointee.assign(handle, source.handle))
  }
}
