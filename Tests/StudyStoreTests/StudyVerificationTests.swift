import Foundation
import StudyStore
import Testing

@Suite("Whether a study's files are as recorded")
struct StudyVerificationTests {
  let folder: TemporaryFolder
  let study: Study
  static let path = "models/tiny_net/01-relu1/umap-15d.npy"

  init() throws {
    folder = try TemporaryFolder()
    study = try SampleStudy.make(at: folder.study)
    try SampleStudy.embed(study)
  }

  private var file: URL { study.paths.url(ofRelativePath: Self.path) }

  @Test("a study that nobody has touched is whole")
  func whole() throws {
    let found = try StudyVerification(study)
    #expect(found.isWhole)
    #expect(found.fileCount == (try study.database.artifacts()).count && found.fileCount > 0)
    #expect(found.byteCount == (try study.database.artifacts()).reduce(0) { $0 + $1.byteCount })
  }

  @Test("a file with another byte, another size, or none at all is named, and nothing else")
  func faults() throws {
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: file)
    #expect(try StudyVerification(study).faults == [.init(Self.path, .contents)])
    try Data(bytes.dropLast()).write(to: file)
    let size = StudyVerification.Problem.size(found: bytes.count - 1, recorded: bytes.count)
    #expect(try StudyVerification(study).faults == [.init(Self.path, size)])
    try FileManager.default.removeItem(at: file)
    let found = try StudyVerification(study)
    #expect(found.faults == [.init(Self.path, .missing)])
    #expect(!found.isWhole && found.catalogueFaults.isEmpty)
  }

  @Test("what the progress throws ends the reading")
  func interrupted() {
    #expect(throws: CancellationError.self) {
      _ = try StudyVerification(study) { _ in throw CancellationError() }
    }
  }

  @Test("SQLite says which version it is")
  func engine() {
    #expect(StudyDatabase.engineVersion.wholeMatch(of: /3\.\d+\.\d+/) != nil)
  }
}

extension StudyVerification.Fault {
  fileprivate init(_ path: String, _ problem: StudyVerification.Problem) { self.init(path: path, problem: problem) }
}
