/// The versions that a study carries.
public enum StudyFormat {
  /// The version of the folder layout and of the catalogue's tables that this code reads and writes.
  public static let version = 1
  /// The version of Strata that writes studies with this code.
  public static let strataVersion = "0.1.0"
  /// "STRA": SQLite's `application_id` of every catalogue, by which a study is told from any other database.
  static let applicationIdentifier = 0x5354_5241
}
