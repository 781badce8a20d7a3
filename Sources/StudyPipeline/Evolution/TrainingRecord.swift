public import Foundation
public import ImageDatasets
public import StudyStore

/// What `training.json` beside a folder of checkpoints says. Keys that are not known are left alone.
public struct TrainingRecord: Sendable, Equatable {
  /// The file's name.
  public static let fileName = "training.json"

  /// The training's name.
  public let series: String
  /// What was trained.
  public let network: String?
  /// Names of the network's outputs, in order.
  public let classes: [String]?
  /// How images become inputs.
  public let preprocessing: Preprocessing?
  /// One object for each epoch.
  public let epochs: [JSONValue]
  /// Epochs after which a checkpoint was kept, ascending.
  public let checkpoints: [Int]

  /// Reads a file.
  /// - Throws: `StudyPipelineError`, naming the file and what is wrong with it.
  public init(contentsOf url: URL) throws {
    func refusal(_ reason: String) -> StudyPipelineError {
      StudyPipelineError(
        kind: .badInput, description: "\(url.path) \(reason) Correct the file, or remove it to go on without.")
    }
    guard let data = try? Data(contentsOf: url) else { throw refusal("cannot be read.") }
    guard case .object(let values)? = try? JSONDecoder().decode(JSONValue.self, from: data) else {
      throw refusal("is no JSON object.")
    }
    guard let version = values["formatVersion"]?.integerValue, version == 1 else {
      throw refusal("does not say \"formatVersion\": 1, which is what this version reads.")
    }
    guard let series = values["series"]?.stringValue, !series.isEmpty else {
      throw refusal("has no \"series\", the name of the training.")
    }
    self.series = series
    network = values["network"]?.stringValue
    classes = try values["classes"].flatMap { try Self.names($0, refusal) }
    preprocessing = try values["preprocessing"].flatMap { value in
      guard value != .null else { return nil }
      do {
        return try JSONDecoder().decode(Preprocessing.self, from: StudyJSON.data(value))
      } catch let error as ImageDatasetsError {
        throw refusal("has a \"preprocessing\" that cannot be used: \(error.description)")
      } catch {
        throw refusal("has a \"preprocessing\" that is none.")
      }
    }
    (epochs, checkpoints) = (Self.objects(values["epochs"]), Self.epochs(ofCheckpoints: values["checkpoints"]))
  }

  private static func names(_ value: JSONValue, _ refusal: (String) -> StudyPipelineError) throws -> [String]? {
    guard value != .null else { return nil }
    guard case .array(let elements) = value, elements.allSatisfy({ $0.stringValue != nil }) else {
      throw refusal("has \"classes\" that are no list of names.")
    }
    return elements.isEmpty ? nil : elements.compactMap(\.stringValue)
  }

  private static func objects(_ value: JSONValue?) -> [JSONValue] {
    guard case .array(let elements)? = value else { return [] }
    return elements.filter { if case .object = $0 { true } else { false } }
  }

  private static func epochs(ofCheckpoints value: JSONValue?) -> [Int] {
    objects(value).compactMap { element in
      if case .object(let values) = element { values["epoch"]?.integerValue } else { nil }
    }.sorted()
  }
}
