/// What `strata doctor` says to people.
struct DoctorText {
  private let examinations: [Examination]

  init(_ examinations: [Examination]) { self.examinations = examinations }

  /// One block for each subject, and a last line that sums up.
  var text: String {
    let width = examinations.flatMap(\.findings).map(\.name.count).filter { $0 <= 24 }.max() ?? 0
    let blocks = examinations.map { examination in
      ([examination.subject] + examination.findings.flatMap { lines(for: $0, width: width) }).joined(separator: "\n")
    }
    return (blocks + [summary]).joined(separator: "\n\n")
  }

  private func lines(for finding: Finding, width: Int) -> [String] {
    let sign =
      switch finding.outcome {
      case .good: " "
      case .warning: "!"
      case .absent: "–"
      case .failed: "✗"
      }
    let space = String(repeating: " ", count: max(0, width - finding.name.count))
    let first = "\(sign) \(finding.name)\(space)  \(finding.found)"
    return [first] + (finding.remedy.map { [String(repeating: " ", count: width + 4) + $0] } ?? [])
  }

  private var summary: String {
    let findings = examinations.flatMap(\.findings)
    func count(_ outcome: Finding.Outcome) -> Int { findings.count { $0.outcome == outcome } }
    let (failed, warnings, absent) = (count(.failed), count(.warning), count(.absent))
    guard failed + warnings + absent > 0 else { return "All is well." }
    let parts = [
      failed > 0 ? "\(failed) broken (✗)" : nil, absent > 0 ? "\(absent) not installed (–)" : nil,
      warnings > 0 ? "\(warnings) to look at (!)" : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: ", ") + "."
  }
}
