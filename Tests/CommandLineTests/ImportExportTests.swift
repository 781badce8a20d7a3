import Foundation
import NumericKernels
import Testing

extension CommandLineSuite {
  @Suite("Import and export")
  struct ImportExportTests {
    private static func arrays(_ folder: TemporaryFolder) throws {
      var matrix = Matrix(rowCount: 60, columnCount: 8)
      for row in 0..<60 {
        for column in 0..<8 { matrix[row, column] = Float((row * 7 + column * 5) % 13) + (row % 2 == 0 ? 9 : 0) }
      }
      try NPYWriter.write(matrix, to: folder.file("x.npy"))
      try Data(String(repeating: "even\nodd\n", count: 30).utf8).write(to: folder.file("labels.txt"))
    }

    @Test("arrays become a study, the study a table and an archive, and the archive the same study")
    func roundTrip() async throws {
      let folder = try TemporaryFolder()
      try Self.arrays(folder)
      func strata(_ arguments: String...) async throws -> Strata.Outcome {
        try await Strata.run(arguments, in: folder.url)
      }
      let made = try await strata(
        "import", "x.npy", "--study", "a.study", "--labels", "labels.txt", "--embed", "pca-2d")
      #expect(made.status == 0 && made.output.contains("x: 60 images, 2 classes"), "\(made.errors)")
      #expect(made.errors.contains("60 items, without images"))
      let table = try await strata("export", "a.study", "--output", "a.csv")
      #expect(table.status == 0 && table.output.isEmpty && table.errors.contains("60 rows"))
      let lines = try String(contentsOf: folder.file("a.csv"), encoding: .utf8).components(separatedBy: "\r\n")
      #expect(lines.count == 62 && lines[0].hasPrefix("item,identifier,label,x/suspect_score"))
      #expect(lines[1].hasPrefix("0,row 0,even,"))
      #expect(try await strata("export", "a.study", "--output", "a.npz", "--quiet").status == 0)
      #expect(try await strata("import", "a.npz", "--study", "b.study", "--embed", "pca-2d", "--quiet").status == 0)
      for file in ["activations", "neighbors", "pca-2d", "pca-2d.trust"] {
        let path = "models/x/00-x/\(file).npy"
        let bytes = try ["a.study", "b.study"].map { try Data(contentsOf: folder.file("\($0)/\(path)")) }
        #expect(bytes[0] == bytes[1], "\(file)")
      }
    }

    @Test("what is there is not replaced unasked, and what cannot be is refused with the right status")
    func refusals() async throws {
      let folder = try TemporaryFolder()
      try Self.arrays(folder)
      func strata(_ arguments: String...) async throws -> Strata.Outcome {
        try await Strata.run(arguments, in: folder.url)
      }
      #expect(try await strata("import", "x.npy", "--study", "a.study", "--embed", "none", "--quiet").status == 0)
      try Data("mine".utf8).write(to: folder.file("mine.csv"))
      let there = try await strata("export", "a.study", "--output", "mine.csv")
      #expect(there.status == 65 && there.errors.contains("replace it with --overwrite"))
      #expect(try await strata("export", "a.study", "--output", "mine.csv", "--overwrite", "--quiet").status == 0)
      #expect(try Data(contentsOf: folder.file("mine.csv")) != Data("mine".utf8))
      let usage: [([String], String)] = [
        (["export", "a.study", "--output", "a.parquet"], "Parquet is not written"),
        (["export", "a.study", "--output", "a.txt"], "what to write is not clear"),
        (["export", "a.study", "--output", "a.csv", "--as", "arrays"], "does not go with .csv"),
        (["export", "a.study", "--output", "a.csv", "--arrays", "labels"], "go with .npz only"),
        (["export", "a.study", "--output", "a.npz", "--without", "images"], "this format has no images"),
        (["import", "--study", "b.study"], "Give arrays to import"),
        (["import", "x.npy", "--study", "b.study", "--outputs", "labels.txt"], "--outputs needs --predictions"),
      ]
      for (arguments, words) in usage {
        let outcome = try await Strata.run(arguments, in: folder.url)
        #expect(outcome.status == 64 && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      }
      let absent = try await strata("import", "absent.npy", "--study", "b.study")
      #expect(absent.status == 74 && absent.errors.contains("absent.npy cannot be read"))
      for command in [["maximize"], ["atlas", "--layers", "x"], ["silence"]] {
        let outcome = try await Strata.run([command[0], "a.study"] + command.dropFirst(), in: folder.url)
        #expect(outcome.status == 74 && outcome.errors.contains("there is no network"), "\(command): \(outcome.errors)")
      }
    }
  }
}
