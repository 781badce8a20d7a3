import GRDB

extension StudyDatabase {
  /// Every change of the tables, in order. A migration that was released is never edited.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 catalogue") { db in
      try db.execute(sql: contentsOfStudy)
      try db.execute(sql: runsAndResults)
      try db.execute(sql: annotationsAndProgress)
      try db.execute(
        sql: "PRAGMA application_id = \(StudyFormat.applicationIdentifier); PRAGMA user_version = 1")
    }
    migrator.registerMigration("2 hierarchies") { try $0.execute(sql: hierarchies) }
    migrator.registerMigration("3 epochs") { try $0.execute(sql: epochs) }
    migrator.registerMigration("4 receptive fields") {
      try $0.execute(sql: "ALTER TABLE layer ADD COLUMN receptiveField TEXT")
    }
    migrator.registerMigration("5 corruptions") {
      try $0.execute(sql: "ALTER TABLE model ADD COLUMN corruption TEXT")
    }
    return migrator
  }

  private static let contentsOfStudy = """
    CREATE TABLE study (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      name TEXT NOT NULL,
      formatVersion INTEGER NOT NULL,
      strataVersion TEXT NOT NULL,
      seed INTEGER NOT NULL,
      dataset TEXT NOT NULL,
      attributeNames TEXT NOT NULL,
      thumbnails TEXT,
      created TEXT NOT NULL
    );
    CREATE TABLE class (
      position INTEGER PRIMARY KEY,
      name TEXT NOT NULL
    );
    CREATE TABLE item (
      position INTEGER PRIMARY KEY,
      identifier TEXT NOT NULL UNIQUE,
      sourcePath TEXT,
      labelIndex INTEGER REFERENCES class (position) DEFERRABLE INITIALLY DEFERRED,
      attributes TEXT NOT NULL,
      width INTEGER,
      height INTEGER
    );
    CREATE TABLE skippedItem (
      id INTEGER PRIMARY KEY,
      identifier TEXT NOT NULL,
      reason TEXT NOT NULL
    );
    CREATE TABLE model (
      id INTEGER PRIMARY KEY,
      position INTEGER NOT NULL,
      name TEXT NOT NULL UNIQUE,
      folder TEXT NOT NULL UNIQUE,
      contentHash TEXT NOT NULL,
      inputShape TEXT NOT NULL,
      preprocessing TEXT NOT NULL,
      accuracy TEXT
    );
    CREATE TABLE outputClass (
      modelID INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      labelIndex INTEGER,
      PRIMARY KEY (modelID, position)
    ) WITHOUT ROWID;
    CREATE TABLE layer (
      id INTEGER PRIMARY KEY,
      modelID INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      tensorName TEXT NOT NULL,
      folder TEXT NOT NULL,
      operator TEXT NOT NULL,
      shape TEXT NOT NULL,
      featureCount INTEGER NOT NULL,
      pooling TEXT NOT NULL,
      depth INTEGER NOT NULL,
      UNIQUE (modelID, folder)
    );
    CREATE TABLE prediction (
      modelID INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
      item INTEGER NOT NULL REFERENCES item (position) ON DELETE CASCADE,
      rank INTEGER NOT NULL,
      classIndex INTEGER NOT NULL,
      probability REAL NOT NULL,
      PRIMARY KEY (modelID, item, rank)
    ) WITHOUT ROWID;
    """

  private static let runsAndResults = """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      stage TEXT NOT NULL,
      modelID INTEGER REFERENCES model (id) ON DELETE CASCADE,
      layerID INTEGER REFERENCES layer (id) ON DELETE CASCADE,
      variant TEXT,
      key TEXT NOT NULL,
      requestedParameters TEXT NOT NULL,
      effectiveParameters TEXT NOT NULL,
      seed INTEGER,
      codeVersion TEXT NOT NULL,
      started TEXT NOT NULL,
      finished TEXT,
      status TEXT NOT NULL CHECK (status IN ('running', 'finished'))
    );
    CREATE UNIQUE INDEX runOfScope ON run (stage, ifnull(modelID, 0), ifnull(layerID, 0), ifnull(variant, ''));
    CREATE INDEX runOfModel ON run (modelID);
    CREATE INDEX runOfLayer ON run (layerID);
    CREATE TABLE artifact (
      path TEXT PRIMARY KEY,
      runID INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      role TEXT NOT NULL,
      name TEXT,
      shape TEXT NOT NULL,
      attributes TEXT NOT NULL,
      byteCount INTEGER NOT NULL,
      sha256 TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX artifactOfRun ON artifact (runID);
    CREATE TABLE metric (
      id INTEGER PRIMARY KEY,
      runID INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      modelID INTEGER REFERENCES model (id) ON DELETE CASCADE,
      layerID INTEGER REFERENCES layer (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      value REAL NOT NULL,
      perClass TEXT
    );
    CREATE UNIQUE INDEX metricOfScope ON metric (ifnull(modelID, 0), ifnull(layerID, 0), name);
    CREATE INDEX metricOfRun ON metric (runID);
    """

  private static let hierarchies = """
    CREATE TABLE hierarchy (
      position INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      groupNames TEXT NOT NULL,
      groupOfClass TEXT NOT NULL
    );
    """

  private static let epochs = """
    ALTER TABLE model ADD COLUMN series TEXT;
    ALTER TABLE model ADD COLUMN epoch INTEGER;
    """

  private static let annotationsAndProgress = """
    CREATE TABLE annotation (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      created TEXT NOT NULL,
      modified TEXT NOT NULL,
      UNIQUE (kind, name)
    );
    CREATE TABLE progress (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      stage TEXT NOT NULL,
      model TEXT,
      layer TEXT,
      fraction REAL NOT NULL,
      updated TEXT NOT NULL
    );
    """
}
