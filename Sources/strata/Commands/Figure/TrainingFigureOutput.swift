import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// Loss and accuracy of a training by epoch.
struct TrainingFigureOutput {
  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> CurveFigure {
    let record = try record()
    let tests = try source.study.database.models().filter { $0.series == record.series }
    let accuracies = Dictionary(
      source.description.models.compactMap { model -> (Int, Double)? in
        guard tests.contains(where: { $0.folder == model.folder }), let epoch = model.epoch,
          let accuracy = model.accuracy?.top1
        else { return nil }
        return (epoch, accuracy)
      }, uniquingKeysWith: { first, _ in first })
    let epochs = Array(Set(record.epochs.indices.map { epoch(record, $0) } + accuracies.keys)).sorted()
    guard epochs.count > 1 else {
      throw ValidationError("The training \(record.series) has \(epochs.count) epochs; a figure needs two.")
    }
    func values(_ key: String) -> [Double?] {
      let found = Dictionary(
        record.epochs.indices.compactMap { place in number(record.epochs[place], key).map { (epoch(record, place), $0) }
        },
        uniquingKeysWith: { first, _ in first })
      return epochs.map { found[$0] }
    }
    let loss = [("training", values("trainingLoss")), ("validation", values("validationLoss"))]
    let accuracy = [
      ("training", values("trainingAccuracy")), ("validation", values("validationAccuracy")),
      ("kept networks", epochs.map { accuracies[$0] }),
    ]
    let charts = [("loss", loss, false), ("accuracy", accuracy, true)].compactMap { title, lines, isShare in
      let series = lines.filter { !$0.1.allSatisfy { $0 == nil } }.map { CurveFigure.Series(name: $0.0, values: $0.1) }
      return series.isEmpty ? nil : CurveFigure.Chart(title: title, series: series, isShare: isShare, format: "%.3f")
    }
    guard !charts.isEmpty else { throw ValidationError("The training \(record.series) tells no loss and no accuracy.") }
    return CurveFigure(
      title: "\(source.description.name): training of \(record.series)",
      places: .numbers(epochs.map(Double.init), name: "epoch"), charts: charts,
      caption: [
        "Training: means over the steps of an epoch, while weights change. Validation: images held back, at its end. Kept networks: "
          + "their accuracy on the study's images.", source.provenance,
      ])
  }

  /// The course of the training asked for, or of the first that the study keeps.
  private func record() throws -> TrainingRecord {
    let checkpoints = source.study.paths.checkpoints
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: checkpoints.path).sorted()) ?? []
    let files = folders.map { checkpoints.appendingPathComponent($0).appendingPathComponent(TrainingRecord.fileName) }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
    let records = try files.map { try TrainingRecord(contentsOf: $0) }
    guard let name = source.selection.model else {
      guard let first = records.first else {
        throw ValidationError("The study keeps no training. Make one with strata train --study, or strata demo.")
      }
      return first
    }
    guard let found = records.first(where: { $0.series == name }) else {
      throw ValidationError(
        "The study keeps no training \(name). It has: \(records.map(\.series).joined(separator: ", ")).")
    }
    return found
  }

  private func epoch(_ record: TrainingRecord, _ place: Int) -> Int {
    number(record.epochs[place], "epoch").map(Int.init) ?? place + 1
  }

  private func number(_ value: JSONValue, _ key: String) -> Double? {
    guard case .object(let fields) = value else { return nil }
    return fields[key]?.doubleValue
  }
}
