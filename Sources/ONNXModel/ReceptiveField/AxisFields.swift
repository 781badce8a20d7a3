/// The pixels along one axis of the image that position i sees: from start + stride · i to end + stride · i.
struct PixelInterval: Equatable, Sendable {
  var stride: Double
  var start: Double
  var end: Double

  /// What position o sees that reads the positions scale · o + first … scale · o + last.
  func reading(scale: Double, first: Double, last: Double) -> PixelInterval {
    PixelInterval(stride: stride * scale, start: start + stride * first, end: end + stride * last)
  }
}

/// Which axes of a tensor follow the axes of the image.
struct AxisFields: Sendable {
  /// An axis of the tensor with what its positions see.
  struct Followed: Sendable {
    var axis: Int
    var pixels: PixelInterval
  }

  /// One for each axis of the image; nil where every value depends on the whole axis.
  var axes: [Followed?]

  /// Everything depends on everything.
  var everywhere: AxisFields { AxisFields(axes: axes.map { _ in nil }) }

  /// The fields of a tensor whose axis comes from another; nil where an axis is mixed.
  func moved(_ place: (Int) -> Int?) -> AxisFields {
    changed { followed in place(followed.axis).map { Followed(axis: $0, pixels: followed.pixels) } }
  }

  /// The fields after axes were mixed.
  func mixing(_ isMixed: (Int) -> Bool) -> AxisFields { moved { isMixed($0) ? nil : $0 } }

  /// The fields with the positions of axes read otherwise; nil where an axis is mixed.
  func reading(_ read: (Int, PixelInterval) -> PixelInterval?) -> AxisFields {
    changed { followed in
      read(followed.axis, followed.pixels).map { Followed(axis: followed.axis, pixels: $0) }
    }
  }

  private func changed(_ change: (Followed) -> Followed?) -> AxisFields {
    AxisFields(axes: axes.map { $0.flatMap(change) })
  }

  /// What values that depend on several tensors see; nil where there are none.
  static func union(_ fields: [AxisFields]) -> AxisFields? {
    guard let first = fields.first else { return nil }
    return fields.dropFirst().reduce(first) { united, next in
      AxisFields(
        axes: zip(united.axes, next.axes).map { left, right in
          guard let left, let right, left.axis == right.axis, left.pixels.stride == right.pixels.stride else {
            return nil
          }
          return Followed(
            axis: left.axis,
            pixels: PixelInterval(
              stride: left.pixels.stride, start: min(left.pixels.start, right.pixels.start),
              end: max(left.pixels.end, right.pixels.end)))
        })
    }
  }
}
