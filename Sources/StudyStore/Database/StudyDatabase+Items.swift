import Foundation
import GRDB

extension StudyDatabase {
  /// Records the items of the study, their classes and what was left out.
  ///
  /// The first call decides what row `i` of every array is. A later call with the same items, classes and attributes
  /// changes nothing; one with others removes all runs, predictions and metrics, because they belong to other images, and
  /// with them everything that was made for the old ones. Widths, heights and source paths may change freely.
  ///
  /// - Parameters:
  ///   - items: in the order of the rows.
  ///   - classes: names of the labels, in order.
  ///   - attributeNames: order of the manifest's further columns; nil sorts the names that occur.
  ///   - skipped: images that were left out, and why.
  /// - Returns: whether the items differ from those recorded before.
  /// - Throws: ``StudyStoreError`` of kind `.badInput` for a label without a class or an identifier that occurs twice.
  /// - Complexity: O(items), one transaction.
  @discardableResult
  public func recordItems(
    _ items: [StudyItem], classes: [String], attributeNames: [String]? = nil, skipped: [SkippedItem] = []
  ) throws -> Bool {
    try StudyDatabase.validate(items, classCount: classes.count)
    let names = attributeNames ?? Set(items.flatMap(\.attributes.keys)).sorted()
    let namesText = try StudyJSON.text(names)
    return try write { db in
      let isSame = try StudyDatabase.identities(db) == items.map(\.identity) && StudyDatabase.classNames(db) == classes
      if !isSame { try StudyDatabase.replaceClasses(classes, db) }
      try StudyDatabase.saveItems(items, isSame: isSame, db)
      try db.execute(sql: "DELETE FROM skippedItem")
      for item in skipped {
        try db.execute(
          sql: "INSERT INTO skippedItem (identifier, reason) VALUES (?, ?)", arguments: [item.identifier, item.reason])
      }
      try db.execute(sql: "UPDATE study SET attributeNames = ?", arguments: [namesText])
      return !isSame
    }
  }

  /// The sizes in pixels of some items' upright images; items whose size is not known are left out.
  public func imageSizes(of positions: [Int]) throws -> [Int: (width: Int, height: Int)] {
    try read { db in
      var sizes: [Int: (width: Int, height: Int)] = [:]
      for position in Set(positions) {
        let row = try Row.fetchOne(
          db, sql: "SELECT width, height FROM item WHERE position = ?", arguments: [position])
        guard let row, let width = row["width"] as Int?, let height = row["height"] as Int? else { continue }
        sizes[position] = (width, height)
      }
      return sizes
    }
  }

  /// Records the size in pixels of one item's upright image.
  public func recordImageSize(width: Int, height: Int, ofItem position: Int) throws {
    try write {
      try $0.execute(
        sql: "UPDATE item SET width = ?, height = ? WHERE position = ?", arguments: [width, height, position])
    }
  }

  /// All items, in the order of the rows.
  public func items() throws -> [StudyItem] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT identifier, sourcePath, labelIndex, attributes, width, height FROM item ORDER BY position"
      ).map(StudyDatabase.item)
    }
  }

  /// The item of row `position`, or nil beyond the last.
  public func item(at position: Int) throws -> StudyItem? {
    try read { db in
      try Row.fetchOne(
        db, sql: "SELECT identifier, sourcePath, labelIndex, attributes, width, height FROM item WHERE position = ?",
        arguments: [position]
      ).map(StudyDatabase.item)
    }
  }

  /// Number of items.
  public func itemCount() throws -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM item") ?? 0 }
  }

  /// Names of the labels, in order.
  public func classes() throws -> [String] {
    try read(StudyDatabase.classNames)
  }

  /// What was left out, and why.
  public func skippedItems() throws -> [SkippedItem] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT identifier, reason FROM skippedItem ORDER BY id").map {
        SkippedItem(identifier: $0["identifier"], reason: $0["reason"])
      }
    }
  }
}

extension StudyDatabase {
  static func classNames(_ db: Database) throws -> [String] {
    try String.fetchAll(db, sql: "SELECT name FROM class ORDER BY position")
  }

  private static func item(_ row: Row) -> StudyItem {
    StudyItem(
      identifier: row["identifier"], sourcePath: row["sourcePath"], labelIndex: row["labelIndex"],
      attributes: StudyJSON.value([String: String].self, from: row["attributes"]) ?? [:], width: row["width"],
      height: row["height"])
  }

  private static func identities(_ db: Database) throws -> [ItemIdentity] {
    try Row.fetchAll(db, sql: "SELECT identifier, labelIndex FROM item ORDER BY position").map {
      ItemIdentity(identifier: $0["identifier"], labelIndex: $0["labelIndex"])
    }
  }

  private static func validate(_ items: [StudyItem], classCount: Int) throws {
    var seen = Set<String>(minimumCapacity: items.count)
    for (position, item) in items.enumerated() {
      guard seen.insert(item.identifier).inserted else {
        throw StudyStoreError(
          kind: .badInput,
          "Item \(position), \(item.identifier), occurs twice in the data set; every item needs a name of its own. "
            + "Remove or rename one of the two.")
      }
      if let label = item.labelIndex, !(0..<classCount).contains(label) {
        throw StudyStoreError(
          kind: .badInput,
          "Item \(position), \(item.identifier), has label \(label), but there are \(classCount) classes. "
            + "Labels count from 0; add the missing classes or correct the label.")
      }
    }
  }

  /// Removes everything that belongs to the old items, then the items and classes themselves.
  private static func replaceClasses(_ classes: [String], _ db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM metric; DELETE FROM artifact; DELETE FROM run; DELETE FROM prediction; DELETE FROM item;
        DELETE FROM class; DELETE FROM hierarchy; UPDATE model SET accuracy = NULL; UPDATE outputClass SET labelIndex = NULL;
        UPDATE study SET thumbnails = NULL
        """)
    for (position, name) in classes.enumerated() {
      try db.execute(sql: "INSERT INTO class (position, name) VALUES (?, ?)", arguments: [position, name])
    }
  }

  private static func saveItems(_ items: [StudyItem], isSame: Bool, _ db: Database) throws {
    let statement = try db.makeStatement(
      sql: isSame
        ? """
        UPDATE item SET sourcePath = ?, attributes = ?, width = ifnull(?, width), height = ifnull(?, height)
        WHERE position = ?
        """
        : """
        INSERT INTO item (sourcePath, attributes, width, height, position, identifier, labelIndex)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    for (position, item) in items.enumerated() {
      let attributes = item.attributes.isEmpty ? "{}" : try StudyJSON.text(item.attributes)
      var arguments: StatementArguments = [item.sourcePath, attributes, item.width, item.height, position]
      if !isSame { arguments += [item.identifier, item.labelIndex] }
      try statement.execute(arguments: arguments)
    }
  }
}

/// What decides whether a row still belongs to the same image.
private struct ItemIdentity: Equatable {
  var identifier: String
  var labelIndex: Int?
}

extension StudyItem {
  fileprivate var identity: ItemIdentity { ItemIdentity(identifier: identifier, labelIndex: labelIndex) }
}
