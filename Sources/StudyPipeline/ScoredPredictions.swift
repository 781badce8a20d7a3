import StudyStore

/// What a network says about the images whose label one of its outputs is matched to.
struct ScoredPredictions {
  /// The labels of these images; nil for all others.
  let labels: [Int?]
  /// What they are predicted as: a label, or behind all labels the number of labels plus the output's place.
  let predictions: [Int?]
  /// The probabilities of the predictions.
  let confidences: [Double?]
  /// The names of labels, and behind them those of all outputs.
  let names: [String]
  /// The number of labels.
  let labelCount: Int

  /// Whether a single image can be scored.
  var isEmpty: Bool { labels.allSatisfy { $0 == nil } }

  /// Reads the predictions of a network; all are nil when there are none.
  init(_ study: Study, model: StudyModel, labels: [Int?]) throws {
    let classes = try study.database.classes()
    (names, labelCount) = (classes + model.outputClasses.map(\.name), classes.count)
    guard let said = try study.database.predictionColumns(ofModel: model.folder) else {
      let none = [Int?](repeating: nil, count: labels.count)
      (self.labels, predictions, confidences) = (none, none, none.map { _ in nil })
      return
    }
    let isScored = said.correct.indices.map { said.correct[$0] >= 0 && said.classIndex[$0] >= 0 }
    self.labels = labels.indices.map { isScored[$0] ? labels[$0] : nil }
    confidences = labels.indices.map { isScored[$0] ? Double(said.probability[$0]) : nil }
    predictions = labels.indices.map { item in
      guard isScored[item] else { return nil }
      return said.labelIndex[item] >= 0 ? said.labelIndex[item] : classes.count + said.classIndex[item]
    }
  }
}
