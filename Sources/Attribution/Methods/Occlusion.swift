/// What the target loses when a window of the image is covered (Zeiler & Fergus 2014, arXiv:1311.2901).
///
/// A pixel's value is the mean loss over all windows that cover it. Windows start at every stride and end at the image's
/// border.
public struct Occlusion: Sendable, Equatable {
  /// Height and width of the window in pixels; nil means a seventh of the image's, at least 1.
  public var window: [Int]?
  /// Rows and columns from one window to the next; nil means half the window's, at least 1.
  public var stride: [Int]?
  /// What covers a window.
  public var fill: Baseline

  /// Creates options.
  public init(window: [Int]? = nil, stride: [Int]? = nil, fill: Baseline = .zero) {
    (self.window, self.stride, self.fill) = (window, stride, fill)
  }

  func validate() throws {
    for (name, sizes) in [("window", window), ("stride", stride)] {
      guard let sizes else { continue }
      try AttributionError.option(
        sizes.count == 2 && sizes.allSatisfy { $0 > 0 },
        "The \(name) of occlusion is \(sizes). Expected height and width, each at least 1.")
    }
  }

  /// The window and stride for images of a size.
  /// - Throws: `AttributionError` of kind `badOption` for a window that is larger than the image, or a stride that is longer
  ///   than the window and leaves pixels out.
  public func sizes(height: Int, width: Int) throws -> (window: [Int], stride: [Int]) {
    try validate()
    let window = window ?? [max(1, height / 7), max(1, width / 7)]
    let stride = stride ?? window.map { max(1, $0 / 2) }
    try AttributionError.option(
      window[0] <= height && window[1] <= width,
      "The window \(window) of occlusion is larger than the image, \(height) × \(width). Give a smaller one.")
    try AttributionError.option(
      stride[0] <= window[0] && stride[1] <= window[1],
      "The stride \(stride) of occlusion is longer than its window \(window), so pixels would be left out. Give at most the "
        + "window's size.")
    return (window, stride)
  }
}
