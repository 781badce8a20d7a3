import Foundation
import ModelTraining

/// The record of a training as a table.
struct TrainingText {
  private let record: TrainingRecord

  init(_ record: TrainingRecord) { self.record = record }

  /// A row for every epoch, the tests of the kept ones beside, and a sentence.
  var text: String {
    var table = TextTable(columns: [
      ("epoch", .right), ("loss", .right), ("accuracy", .right), ("validation loss", .right), ("accuracy", .right),
      ("test", .right), ("seconds", .right),
    ])
    let tests = Dictionary(record.checkpoints.map { ($0.epoch, $0.testAccuracy) }) { first, _ in first }
    if let first = tests[0] {
      table.add(["0", "", "", "", "", Self.percent(first), ""])
    }
    for epoch in record.epochs {
      table.add([
        "\(epoch.epoch)", String(format: "%.4f", epoch.trainingLoss), Self.percent(epoch.trainingAccuracy),
        epoch.validationLoss.map { String(format: "%.4f", $0) } ?? "", Self.percent(epoch.validationAccuracy),
        tests[epoch.epoch].map(Self.percent) ?? "", String(format: "%.1f", epoch.seconds),
      ])
    }
    return table.text + "\n\n" + summary
  }

  private var summary: String {
    let counts = record.imageCounts
    var text = "\(record.series): trained on \(counts.training) images of \(record.classes.count) classes"
    if counts.validation > 0 { text += ", judged on \(counts.validation)" }
    if counts.test > 0 { text += ", tested on \(counts.test)" }
    text += "; \(record.checkpoints.count) networks kept."
    if record.hasStoppedEarly { text += " Stopped early: the best epoch was \(record.bestEpoch ?? 0)." }
    return text
  }

  private static func percent(_ value: Double?) -> String {
    value.map { String(format: "%.2f %%", $0 * 100) } ?? ""
  }
}
