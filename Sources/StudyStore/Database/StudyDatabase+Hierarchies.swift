import GRDB

extension StudyDatabase {
  /// Replaces the divisions of the classes into groups.
  ///
  /// - Throws: ``StudyStoreError`` of kind `.badInput` for another number of classes than the study has, a group that does
  ///   not exist, or a name that occurs twice.
  public func recordHierarchies(_ hierarchies: [ClassHierarchy]) throws {
    let rows = try hierarchies.map {
      (name: $0.name, groups: try StudyJSON.text($0.groups), groupOfClass: try StudyJSON.text($0.groupOfClass))
    }
    try write { db in
      let classCount = try StudyDatabase.classNames(db).count
      try StudyDatabase.validate(hierarchies, classCount: classCount)
      try db.execute(sql: "DELETE FROM hierarchy")
      for (position, row) in rows.enumerated() {
        try db.execute(
          sql: "INSERT INTO hierarchy (position, name, groupNames, groupOfClass) VALUES (?, ?, ?, ?)",
          arguments: [position, row.name, row.groups, row.groupOfClass])
      }
    }
  }

  /// The divisions of the classes into groups.
  public func hierarchies() throws -> [ClassHierarchy] {
    try read(StudyDatabase.hierarchies)
  }

  static func hierarchies(_ db: Database) throws -> [ClassHierarchy] {
    try Row.fetchAll(db, sql: "SELECT name, groupNames, groupOfClass FROM hierarchy ORDER BY position").map { row in
      ClassHierarchy(
        name: row["name"], groups: StudyJSON.value([String].self, from: row["groupNames"]) ?? [],
        groupOfClass: StudyJSON.value([Int?].self, from: row["groupOfClass"]) ?? [])
    }
  }

  private static func validate(_ hierarchies: [ClassHierarchy], classCount: Int) throws {
    var names = Set<String>()
    for hierarchy in hierarchies {
      guard names.insert(hierarchy.name).inserted else {
        throw StudyStoreError(kind: .badInput, "The division \(hierarchy.name) occurs twice. Rename one.")
      }
      guard hierarchy.groupOfClass.count == classCount,
        hierarchy.groupOfClass.allSatisfy({ $0.map(hierarchy.groups.indices.contains) ?? true })
      else {
        throw StudyStoreError(
          kind: .badInput,
          "The division \(hierarchy.name) is not one of the study's \(classCount) classes. Give a group, or none, for "
            + "each class.")
      }
    }
  }
}
