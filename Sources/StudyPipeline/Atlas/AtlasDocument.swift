public import FeatureVisualization

/// The activation atlas of a layer, as `atlas.json` and `GET …/atlas` tell it.
public struct AtlasDocument: Sendable, Equatable, Codable {
  /// A cell of the grid.
  public struct Cell: Sendable, Equatable, Codable {
    /// A class that activations speak for.
    public struct FavoredClass: Sendable, Equatable, Codable {
      /// Its number among the network's outputs.
      public var `class`: Int
      /// Its name, or its number where names are not known.
      public var label: String
      /// The share of the cell's activations that raise its score more than that of any other class that was asked.
      public var share: Double
    }

    /// From the top.
    public var row: Int
    /// From the left.
    public var column: Int
    /// Activations in the cell.
    public var activationCount: Int
    /// Different images that they come from.
    public var imageCount: Int
    /// At most five, the most frequent first; empty where none is told.
    public var classes: [FavoredClass]
    /// At most 24 images, that whose activation is most like the cell's mean first.
    public var items: [Int]
    /// For each item where in the network's input that activation is, x and y from 0 to 1; nil for layers without positions.
    public var places: [[Double]]?
    /// The picture's file in the layer's folder `atlas`; nil until it is made, as all below.
    public var image: String?
    /// The objective for it.
    public var value: Double?
    /// Between what the layer answers to the picture and the cell's mean, from −1 to 1.
    public var cosine: Double?
    /// Steps that were taken.
    public var stepCount: Int?
    /// How the optimization ended.
    public var outcome: OptimizedImage.Outcome?
  }

  /// The layer's name.
  public var layer: String
  /// Cells from left to right.
  public var columns: Int
  /// Cells from top to bottom.
  public var rows: Int
  /// Of the pictures, in pixels.
  public var height: Int
  /// Of the pictures, in pixels.
  public var width: Int
  /// Activations that were laid out.
  public var activationCount: Int
  /// Images that they come from.
  public var imageCount: Int
  /// Positions drawn of each image.
  public var positionCount: Int
  /// Positions that the layer has.
  public var positionsInLayer: Int
  /// Drawn positions at which the layer was silent.
  public var silentCount: Int
  /// Cells with fewer activations are left out.
  public var minimumCount: Int
  /// Of the layout, 15 neighbours, by cosine distances, among at most 5,000 activations.
  public var trustworthiness: Double
  /// Of UMAP.
  public var neighborCount: Int
  /// Of UMAP.
  public var minimumDistance: Double
  /// See `ObjectiveTarget.Direction`.
  public var cosinePower: Double
  /// Whether directions were whitened.
  public var isWhitened: Bool
  /// Classes of each image that were asked.
  public var classesPerImage: Int
  /// How pictures were made.
  public var parameters: FeatureParameters
  /// What decides all this.
  public var key: String
  /// Row by row.
  public var cells: [Cell]

  /// Whether every cell has its picture.
  public var isComplete: Bool { cells.allSatisfy { $0.image != nil } }
}
