public import NumericKernels

/// What a layer answers at some positions of images.
public struct SampledActivations: Sendable, Equatable {
  /// Where an activation comes from.
  public struct Source: Sendable, Equatable {
    /// The image's number, as it was given.
    public let image: Int
    /// The position in the layer's map from 0, row by row; for tokens the token, for dense layers 0.
    public let position: Int
    /// Of the image's most probable classes the one whose score the activation raises most: the largest positive gradient ×
    /// activation. Nil where it raises none, and for networks that do not tell classes.
    public let favoredClass: Int?
  }

  /// One row an activation, one column a channel; no row is all zeros.
  public let activations: Matrix
  /// One for each row.
  public let sources: [Source]
  /// Rows and columns of the layer's map, 1 x tokens, or 1 x 1.
  public let mapHeight: Int
  /// See `mapHeight`.
  public let mapWidth: Int
  /// Positions that were drawn but where no channel was active: they have no direction.
  public let silentCount: Int

  /// Makes a sample. `activations` has a row for each source.
  public init(activations: Matrix, sources: [Source], mapHeight: Int, mapWidth: Int, silentCount: Int) {
    precondition(activations.rowCount == sources.count, "each activation has a source")
    (self.activations, self.sources, self.silentCount) = (activations, sources, silentCount)
    (self.mapHeight, self.mapWidth) = (mapHeight, mapWidth)
  }
}

extension SampledActivations.Source {
  /// Names a source.
  public init(_ image: Int, position: Int, favoredClass: Int? = nil) {
    (self.image, self.position, self.favoredClass) = (image, position, favoredClass)
  }
}
