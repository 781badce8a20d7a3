/// What a study is made with, once.
public struct StudySettings: Sendable, Equatable {
  /// What a person calls the study.
  public var name: String
  /// Seed of everything random in it.
  public var seed: UInt64
  /// Where the images come from: source, sampling, counts.
  public var dataset: JSONValue
  /// Version of Strata that makes it.
  public var strataVersion: String

  /// Makes settings. `seed` must not exceed 9,223,372,036,854,775,807, the largest integer of SQLite.
  public init(
    name: String, seed: UInt64 = 42, dataset: JSONValue = .null, strataVersion: String = StudyFormat.strataVersion
  ) {
    self.name = name
    self.seed = seed
    self.dataset = dataset
    self.strataVersion = strataVersion
  }
}
