import Foundation
import Testing

/// Tests that run the built program. One at a time: each run takes all cores, and some are about moments.
@Suite("Command line", .serialized)
struct CommandLineSuite {
  @Test("the program has been built, or STRATA_EXECUTABLE names it")
  func executable() throws {
    let path = try #require(Strata.executable?.path, "build it first: swift build -c release --product strata")
    #expect(FileManager.default.isExecutableFile(atPath: path))
  }
}

/// Exit statuses of sysexits.h, and what a shell reports for Ctrl-C.
enum Status {
  static let usage: Int32 = 64
  static let data: Int32 = 65
  static let inputOutput: Int32 = 74
  static let interrupted: Int32 = 130
}
