import Foundation
import NeuronSilencing
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension NeuronSilencingSuite {
  @Suite("Experiment")
  struct ExperimentTests {
    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    /// Forty neurons, of which two speak for each of four classes; a fifth output wins where nobody speaks.
    private func example() throws -> (network: ONNXNetwork, data: SilencingData, scores: Matrix) {
      let votes = (0..<40).map { neuron -> [Float] in
        (0..<5).map { $0 < 4 && neuron % 10 == $0 && neuron < 20 ? 1 : 0 }
      }
      let network = try voters(votes, bias: [0, 0, 0, 0, 0.5])
      let images = (0..<24).map { image in (0..<40).map { Float($0 % 10 == image % 4 ? 1 : 0) } }
      let data = SilencingData(
        images, shape: [40], labels: (0..<24).map { $0 % 4 }, labelCount: 4, labelOfOutput: [0, 1, 2, 3, nil])
      let scores = Matrix(
        rowCount: 40, columnCount: 4,
        elements: votes.enumerated().flatMap { neuron, own in
          (0..<4).map { neuron == 39 ? .nan : own[$0] * Float(1 + neuron) }
        })
      return (network, data, scores)
    }

    @Test("a class loses all with its own neurons, the others nothing, and random neurons cost little")
    func effects() throws {
      let (network, data, scores) = try example()
      let experiment = try SilencingExperiment(scores: scores, options: .init(repetitions: 20, seed: 3))
      #expect(experiment.topNeurons == [[10, 0], [11, 1], [12, 2], [13, 3]])
      #expect(experiment.randomNeurons.allSatisfy { Set($0).count == 2 && $0 == $0.sorted() })
      let silencer = try NeuronSilencer(network: network, layer: "hidden", engine: engine)
      let report = try experiment.run(with: silencer, on: data)
      #expect(report.groupSize == 2 && report.share == 0.05 && report.repetitions == 20 && report.seed == 3)
      #expect(report.before.accuracy == 1 && report.classes.map(\.label) == [0, 1, 2, 3])
      for effect in report.classes {
        #expect(effect.drop.accuracy == 1 && effect.drop.othersAccuracy == 0 && effect.itemCount == 6)
        #expect(effect.drop.logProbability > 0.5 && effect.drop.othersLogProbability == 0)
        // A random group lowers the class's accuracy only if it holds both of its neurons: a chance of 1 in 780.
        #expect(effect.random.mean <= 0.1 && effect.random.largest <= 1 && effect.pValue <= 3.0 / 21)
        #expect(effect.randomDrops.count == 20)
      }
      #expect(report.meanDrop == 1 && report.meanRandomDrop <= 0.1)
      let copy = try JSONDecoder().decode(SilencingExperimentReport.self, from: JSONEncoder().encode(report))
      #expect(copy == report)
    }

    @Test("one seed, one choice; another seed, another")
    func seeds() throws {
      let scores = try example().scores
      let groups = try [7, 7, 8].map { seed in
        try SilencingExperiment(scores: scores, options: .init(seed: seed)).randomNeurons
      }
      #expect(groups[0] == groups[1] && groups[0] != groups[2] && Set(groups[0]).count > 5)
    }

    @Test("mean and spread of random groups are those of their drops")
    func spread() throws {
      let (network, data, scores) = try example()
      // Half of all neurons: random groups hit classes often.
      let experiment = try SilencingExperiment(scores: scores, options: .init(share: 0.5, repetitions: 5, seed: 1))
      let silencer = try NeuronSilencer(network: network, layer: "hidden", engine: engine)
      let report = try experiment.run(with: silencer, on: data, replacement: .mean([Float](repeating: 0, count: 40)))
      #expect(report.replacement == "mean" && report.groupSize == 20)
      for effect in report.classes {
        let drops = effect.randomDrops.map(\.accuracy)
        let mean = drops.reduce(0, +) / 5
        let variance = drops.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
        #expect(effect.random.mean == mean && effect.random.smallest == drops.min())
        #expect(abs((effect.random.standardDeviation ?? 0) - variance.squareRoot()) < 1e-12)
        #expect(effect.pValue == Double(1 + drops.count { $0 >= effect.drop.accuracy }) / 6)
      }
      #expect(report.classes.contains { $0.random.largest > 0 })
    }

    @Test("scores, shares and repetitions that do not fit are errors")
    func errors() throws {
      let (network, data, scores) = try example()
      for share in [0, -0.1, 1.1, .nan] {
        let error = try failure { _ = try SilencingExperiment(scores: scores, options: .init(share: share)) }
        #expect(error.kind == .badOption && error.description.contains("\(share)"))
      }
      #expect(
        try failure { _ = try SilencingExperiment(scores: scores, options: .init(repetitions: 0)) }.kind == .badOption)
      #expect(
        try failure { _ = try SilencingExperiment(scores: Matrix(rowCount: 0, columnCount: 4)) }.kind == .badInput)
      let other = try SilencingExperiment(scores: Matrix(rowCount: 39, columnCount: 4))
      let silencer = try NeuronSilencer(network: network, layer: "hidden", engine: engine)
      let error = try failure { _ = try other.run(with: silencer, on: data) }
      #expect(error.kind == .badInput && error.description.contains("39 neurons"))
    }
  }
}
