public import StudyStore

/// Two networks of a study side by side.
public struct ComparisonReport: Sendable, Equatable, Codable {
  /// A network, and the layer of it that is compared.
  public struct Network: Sendable, Equatable, Codable {
    /// What a person calls it.
    public let name: String
    /// Its folder.
    public let model: String
    /// The layer's folder.
    public let layer: String
    /// What a person calls the layer.
    public let layerName: String
    /// How often it is right; nil without predictions or names of its outputs.
    public let accuracy: ModelAccuracy?
  }

  /// For a layer of the first network, the layer of the second that is most like it.
  public struct Match: Sendable, Equatable, Codable {
    /// The most alike layer by one measure.
    public struct Best: Sendable, Equatable, Codable {
      /// Its folder.
      public let layer: String
      /// What a person calls it.
      public let layerName: String
      /// How alike both are, 0…1.
      public let value: Double
    }

    /// The layer's folder.
    public let layer: String
    /// What a person calls it.
    public let layerName: String
    /// By linear CKA, by Procrustes and by neighbors; nil where that is not known.
    public let cka, procrustes, neighbors: Best?
  }

  /// How much the surroundings of a class differ between both layers.
  public struct Class: Sendable, Equatable, Codable {
    /// The class, by its place in the study.
    public let `class`: Int
    /// Its name.
    public let name: String
    /// Its images.
    public let images: Int
    /// The mean over these of one minus the Jaccard index of their nearest neighbors.
    public let changed: Double
  }

  /// What a network holds an image to be.
  public struct Prediction: Sendable, Equatable, Codable {
    /// The most probable output's name, or its number where the outputs have no names.
    public let name: String
    /// Its probability.
    public let probability: Double
    /// Whether it is right; nil where that cannot be said.
    public let isRight: Bool?
  }

  /// An image that the networks see differently.
  public struct Image: Sendable, Equatable, Codable {
    /// Its row.
    public let item: Int
    /// Its name in the study.
    public let identifier: String
    /// Its label; nil without.
    public let label: String?
    /// One minus the Jaccard index of its nearest neighbors in both layers; nil where neighbors are not known.
    public let changed: Double?
    /// Total variation distance of both answers over labels, from the five most probable outputs; nil without predictions.
    public let distance: Double?
    /// What each network says; nil without a prediction.
    public let predictionA, predictionB: Prediction?
    /// The nearest images in each layer by their rows, nearest first; empty where neighbors are not known.
    public let nearestA, nearestB: [Int]
  }

  /// The study's name.
  public let study: String
  /// The two networks.
  public let a, b: Network
  /// How often both are right; nil where that cannot be said.
  public let predictions: PredictionAgreement?
  /// For each layer of the first network the most alike layers of the second; empty where layers have not been compared.
  public let alike: [Match]
  /// How many nearest neighbors are compared; 0 where they are not known.
  public let neighborCount: Int
  /// Mean of the images' `changed`; nil where neighbors are not known.
  public let changed: Double?
  /// What it would be if both layers had nothing to do with each other; nil where neighbors are not known.
  public let changedByChance: Double?
  /// The classes, those whose surroundings differ most first.
  public let classes: [Class]
  /// What the images differ by.
  public let by: ComparisonRequest.Measure
  /// The images that differ most, the most first.
  public let images: [Image]
}
