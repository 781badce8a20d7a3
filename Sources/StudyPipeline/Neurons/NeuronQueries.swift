import NeuronAnalysis
import NumericKernels
import RepresentationAnalysis
public import StudyStore

/// Questions about the neurons of a layer that are answered from its activations, without anything stored.
public struct NeuronQueries: Sendable {
  /// A neuron that goes with another one.
  public struct Partner: Sendable, Equatable, Encodable {
    /// The neuron.
    public let neuron: Int
    /// Pearson's correlation.
    public let correlation: Double
  }

  /// A neuron that tells some images from the others.
  public struct Separating: Sendable, Equatable, Encodable {
    /// The neuron.
    public let neuron: Int
    /// The probability that one of the images has a larger activation than one of the others; ties count half.
    public let area: Double
    /// Of an area as far from ½ without a difference.
    public let pValue: Double
    /// Corrected for the number of neurons (Benjamini & Hochberg).
    public let correctedPValue: Double
  }

  /// An image and how much it excites.
  public struct Exciting: Sendable, Equatable, Encodable {
    /// Position in the study.
    public let item: Int
    /// The mean of the standardized activations.
    public let value: Float
  }

  private let activations: Matrix
  private let parallel: ParallelRows

  /// Reads the activations; nil for layers without a column for each neuron.
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for a layer that the study does not have; errors of its files.
  public init?(_ study: Study, model: String, layer folder: String, threadCount: Int? = nil) throws {
    guard let layer = try study.database.layers(ofModel: model).first(where: { $0.folder == folder }) else {
      throw StudyPipelineError(kind: .badInput, description: "\(model) has no layer \(folder).")
    }
    guard let columns = try NeuronColumns(study, layer: layer, model: model) else { return nil }
    activations = try columns.file.matrix()
    parallel = ParallelRows(threadCount: threadCount)
  }

  /// The number of neurons.
  public var neuronCount: Int { activations.columnCount }
  /// The number of images.
  public var itemCount: Int { activations.rowCount }

  /// The neurons that go with one, or against it, most. O(images · neurons).
  public func partners(of neuron: Int, count: Int) throws -> [Partner] {
    try NeuronPartners.strongest(of: neuron, in: activations, count: count, parallel: parallel).map {
      Partner(neuron: $0.neuron, correlation: $0.correlation)
    }
  }

  /// The neurons that tell some images from all others best, those that are silent for them included. O(neurons · images ·
  /// log images).
  public func separating(_ items: [Int], count: Int) throws -> [Separating] {
    var groups = [Int?](repeating: 0, count: itemCount)
    for item in items { groups[item] = 1 }
    let found = try GroupUnits(activations, groups: groups, parallel: parallel)
    let units = found.units.filter { $0.group == 1 }.sorted {
      (abs($1.area - 0.5), $0.column) < (abs($0.area - 0.5), $1.column)
    }
    // Both groups were tested, with the same p-values; only one of them was asked for.
    let corrected = GroupUnits.corrected(units.map(\.pValue))
    return zip(units, corrected).prefix(max(0, count)).map {
      Separating(neuron: $0.column, area: $0.area, pValue: $0.pValue, correctedPValue: $1)
    }
  }

  /// The images that excite some neurons together most. O(images · neurons).
  public func exciting(_ neurons: [Int], count: Int) throws -> [Exciting] {
    let values = try NeuronExcitation.meanStandardized(of: neurons, in: activations)
    return values.enumerated().sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(max(0, count)).map {
      Exciting(item: $0.offset, value: $0.element)
    }
  }
}
