/// One thing that `strata doctor` looked at.
struct Finding: Encodable, Equatable {
  /// How it stands.
  enum Outcome: String, Encodable {
    /// As it should be.
    case good
    /// Works, but not as well as it could.
    case warning
    /// Not there, and not needed for most things.
    case absent
    /// Needed, and missing or broken.
    case failed
  }

  /// What was looked at.
  let name: String
  /// How it stands.
  let outcome: Outcome
  /// What was found.
  let found: String
  /// What to do; nil where nothing is to be done.
  let remedy: String?

  init(_ name: String, _ outcome: Outcome, _ found: String, remedy: String? = nil) {
    (self.name, self.outcome, self.found, self.remedy) = (name, outcome, found, remedy)
  }

  /// A thing that is as it should be.
  init(_ name: String, _ found: String) { self.init(name, .good, found) }
}

/// Findings about one subject.
struct Examination: Encodable {
  /// The subject: machine, libraries, speed, study.
  let subject: String
  /// What was found.
  let findings: [Finding]
}
