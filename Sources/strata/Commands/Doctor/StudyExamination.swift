import Foundation
import StudyExport
import StudyPipeline
import StudyStore

/// A study: whether its files are those that the catalogue names.
enum StudyExamination {
  /// How many files are named before the rest is counted.
  private static let longestList = 20

  static func examination(
    of url: URL, observer: some AnalysisObserver, cancellation: AnalysisCancellation
  ) throws -> Examination {
    let study = try Study.open(at: url, for: .reading)
    let isBusy = study.isBeingWritten
    let verification = try StudyVerification(study) { fraction in
      try cancellation.check()
      observer.stageProgressed(StageProgress(stage: "reading", fraction: fraction))
    }
    observer.stageEnded(stage: "reading", detail: "\(verification.fileCount) files")
    var findings = [catalogue(of: study, verification), files(verification)]
    if isBusy {
      findings.append(
        Finding(
          "writer", .warning, "a program is writing this study: files that it replaces may be taken for wrong",
          remedy: "Wait until it has ended and look again."))
    }
    for fault in verification.faults.prefix(longestList) {
      findings.append(Finding(fault.path, .failed, Self.words(for: fault.problem), remedy: Self.remedy))
    }
    return Examination(subject: "study", findings: findings)
  }

  private static let remedy =
    "Remove the file, if it is there, and run the command that made it again: what is whole is not computed anew."

  private static func catalogue(of study: Study, _ verification: StudyVerification) -> Finding {
    guard verification.catalogueFaults.isEmpty else {
      return Finding(
        "catalogue", .failed, verification.catalogueFaults.joined(separator: "; "),
        remedy: "Restore study.sqlite from a copy, or make the study again.")
    }
    guard let description = try? study.description() else { return Finding("catalogue", "whole") }
    let networks = description.models.count
    return Finding(
      "catalogue", "\(description.itemCount) images, \(networks) \(networks == 1 ? "network" : "networks")")
  }

  private static func files(_ verification: StudyVerification) -> Finding {
    let all = "\(verification.fileCount) files, \(ByteText.text(verification.byteCount))"
    guard !verification.faults.isEmpty else { return Finding("files", "\(all): as recorded") }
    return Finding(
      "files", .failed,
      "\(verification.faults.count) of \(all) are not as recorded"
        + (verification.faults.count > longestList ? "; the first \(longestList) follow" : ""))
  }

  private static func words(for problem: StudyVerification.Problem) -> String {
    switch problem {
    case .missing: "is not there"
    case .size(let found, let recorded): "has \(found) bytes, recorded are \(recorded)"
    case .contents: "has other bytes than recorded (SHA-256)"
    case .unreadable(let reason): reason
    }
  }
}
