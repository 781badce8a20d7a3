/// Sums over images, class by class.
struct ScoreSums {
  private var counts: [Int]
  private var correct: [Int]
  private var logProbabilities: [Double]

  init(labelCount: Int) {
    counts = Array(repeating: 0, count: labelCount)
    correct = counts
    logProbabilities = Array(repeating: 0, count: labelCount)
  }

  mutating func add(label: Int, isCorrect: Bool, logProbability: Double) {
    counts[label] += 1
    correct[label] += isCorrect ? 1 : 0
    logProbabilities[label] += logProbability
  }

  /// The means; at least one image was added.
  var scores: SilencingScores {
    let total = Double(counts.reduce(0, +))
    return SilencingScores(
      accuracy: Double(correct.reduce(0, +)) / total, logProbability: logProbabilities.reduce(0, +) / total,
      classes: counts.indices.filter { counts[$0] > 0 }.map { label in
        let count = Double(counts[label])
        return SilencingScores.ClassScores(
          label: label, itemCount: counts[label], accuracy: Double(correct[label]) / count,
          logProbability: logProbabilities[label] / count)
      })
  }
}
