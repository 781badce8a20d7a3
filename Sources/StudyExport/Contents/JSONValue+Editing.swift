import StudyStore

extension JSONValue {
  /// A member of an object; setting nil takes it away.
  subscript(_ key: String) -> JSONValue? {
    get { if case .object(let members) = self { members[key] } else { nil } }
    set {
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }

  /// The elements of an array; empty for anything else.
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// Changes a member that is an array, element by element; those that become nil go.
  mutating func edit(_ key: String, _ change: (JSONValue) -> JSONValue?) {
    guard let value = self[key], case .array(let elements) = value else { return }
    self[key] = .array(elements.compactMap(change))
  }

  /// The places of items of the study among those that take part; others go.
  func items(in sample: ItemSample) -> JSONValue {
    .array(elements.compactMap { $0.integerValue.flatMap(sample.place).map(JSONValue.integer) })
  }
}
