public import FeatureVisualization
public import StudyStore

/// The optimized images of a layer, as `features.json` and `GET …/features` tell of them.
public struct FeatureDocument: Sendable, Equatable, Codable {
  /// What an image was to excite.
  public enum Kind: String, Sendable, Equatable, Codable {
    /// A channel or unit of the layer.
    case channel
    /// A class of the network.
    case `class`
    /// Anything else: a position, a sum, a direction, a whole layer.
    case direction
  }

  /// From which images a direction comes.
  public struct Direction: Sendable, Equatable, Codable {
    /// So many images were selected.
    public var itemCount: Int
    /// So many others they were compared with.
    public var againstCount: Int
    /// Whether these were all the rest.
    public var isAgainstRest: Bool
    /// The power of the cosine that the dot product is multiplied by.
    public var cosinePower: Double
  }

  /// One image.
  public struct Feature: Sendable, Equatable, Codable {
    /// What it was to excite.
    public var kind: Kind
    /// The channel or the class; −1 for others.
    public var channel: Int
    /// Which of the objective's images it is, from 0.
    public var number: Int
    /// The objective as text.
    public var name: String
    /// The objective for the stored image.
    public var value: Double
    /// The objective for the image that the optimization began with.
    public var firstValue: Double
    /// The share of the study's images that excite the channel less; nil where that is not known.
    public var rank: Double?
    /// How much the study's image that excites it most does; nil where that is not known.
    public var largest: Double?
    /// The steps that were taken.
    public var stepCount: Int
    /// How the optimization ended.
    public var outcome: OptimizedImage.Outcome
    /// The objective under transforms over the steps, at most 128 numbers.
    public var curve: [Float]
    /// The file's name in the layer's folder `features`.
    public var image: String
    /// The name of the class.
    public var label: String?
    /// For directions from a selection of images: which.
    public var direction: Direction?
  }

  /// The layer's name.
  public var layer: String
  /// Channels of the layer.
  public var channelCount: Int
  /// Of the images, in pixels.
  public var height: Int
  /// Of the images, in pixels.
  public var width: Int
  /// How they were made.
  public var parameters: FeatureParameters
  /// What decides the images besides the objectives: images of another key are made anew.
  public var key: String
  /// The options that the key covers, as `FeatureRecipe`, so that images can be added; nil in older documents.
  public var recipe: JSONValue?
  /// Channels by number, then classes, then others.
  public var features: [Feature]
}
