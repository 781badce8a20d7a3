public import Foundation
import NumericKernels

/// Where the arrays of one layer go.
public struct LayerFiles: Sendable {
  /// The layer's folder; it must exist.
  public let folder: URL

  /// Names the arrays of a folder.
  public init(folder: URL) { self.folder = folder }

  /// `items × features`, Float32.
  public var activations: URL { folder.appendingPathComponent("activations.npy") }
  /// `channels × 9`, Int32: the items that excite each channel most.
  public var topImages: URL { folder.appendingPathComponent("top-images.npy") }
  /// `channels × 9`, Float32: how much they excite it.
  public var topValues: URL { folder.appendingPathComponent("top-values.npy") }
  /// `channels × 9`, Int32: where in the layer's map, `row · width + column`; -1 without positions.
  public var topPositions: URL { folder.appendingPathComponent("top-positions.npy") }

  /// Opens the activations for writing; nil if an earlier part of this extraction has finished them.
  func activationWriter(itemCount: Int, featureCount: Int, isResuming: Bool) throws -> NPYWriter? {
    let partial = activations.path + ".partial"
    let manager = FileManager.default
    if isResuming, !manager.fileExists(atPath: partial), manager.fileExists(atPath: activations.path) { return nil }
    return try NPYWriter(
      url: activations, elementType: .float32, shape: [itemCount, featureCount], resuming: isResuming)
  }

  /// Writes the top images of the layer.
  func write(_ top: TopImages) throws {
    let shape = [top.channelCount, top.rankCount]
    try NPYWriter.write(top.items, shape: shape, to: topImages)
    try NPYWriter.write(top.values, shape: shape, to: topValues)
    try NPYWriter.write(top.positions, shape: shape, to: topPositions)
  }
}
