import ArgumentParser
import Foundation
import StudyPipeline
import StudyStore

/// `strata doctor`: whether everything is there and works, and how fast; whether a study is whole.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check this installation: libraries, processor, speed; or the files of a study.",
    discussion: """
      Each library is asked to do something, and what it does is checked. Without libtorch everything but training, \
      optimized images and attribution works. With a study, the size and the SHA-256 of every file are compared with the \
      catalogue; nothing is changed.

      Exit status: 0 where all that is needed works, 69 where something is broken, 65 where a study is.

        strata doctor
        strata doctor photos.study
      """)

  @Argument(help: "Also check the files of this study.", completion: .directory)
  var study: String?

  @Flag(help: "Leave out the measurement of speed, which takes a few seconds.")
  var noSpeed = false

  @Option(help: "Threads that speed is measured with. Default: one for every core.")
  var threads: Int?

  @Flag(help: "Print JSON instead of text.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    try ThreadArguments.check(threads)
    guard !noSpeed || threads == nil else { throw ValidationError("--threads does not go with --no-speed.") }
  }

  func run() throws {
    let observer = ProgressDisplay(isQuiet: quiet)
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let folder = URL(fileURLWithPath: study ?? FileManager.default.currentDirectoryPath)
    try withExtendedLifetime(interrupts) {
      var examinations = [MachineExamination.examination(folder: folder), LibraryExamination.examination()]
      if let study {
        examinations.append(
          try StudyExamination.examination(
            of: URL(fileURLWithPath: study), observer: observer, cancellation: cancellation))
      }
      try cancellation.check()
      if !noSpeed { examinations.append(SpeedExamination(threadCount: threads).examination()) }
      try print(examinations)
      try end(examinations)
    }
  }

  private func print(_ examinations: [Examination]) throws {
    guard json else { return Swift.print(DoctorText(examinations).text) }
    try StandardOutput.printJSON(Document(strataVersion: StudyFormat.strataVersion, examinations: examinations))
  }

  /// The exit status tells programs what the text tells people.
  private func end(_ examinations: [Examination]) throws {
    let broken = examinations.filter { $0.findings.contains { $0.outcome == .failed } }
    guard !broken.isEmpty else { return }
    let isStudy = broken.allSatisfy { $0.subject == "study" }
    throw ExitCode((isStudy ? ErrorReport.Status.badData : .unavailable).rawValue)
  }

  private struct Document: Encodable {
    let strataVersion: String
    let examinations: [Examination]
  }
}
