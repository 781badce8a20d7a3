import FeatureVisualization
import ImageDatasets
import Testing

extension FeatureVisualizationSuite {
  @Suite("Images on their way")
  struct PreviewTests {
    private let objectives = [
      Objective.channel("conv2", 0), .channel("conv1", 1), .channel("conv2", 2), .channel("conv1", 3),
    ]

    @Test("they are shown after steps 1, 2, 4, 8, 16 and every 16, with their places, and change nothing")
    func shown() throws {
      let options = MaximizationOptions(stepCount: 48, imagesPerObjective: 2, batchSize: 4, tolerance: 0)
      let reference = try ActivationMaximizer(.small(), options: options).maximize(objectives)
      var shown: [[OptimizationPreview]] = []
      let watched = try ActivationMaximizer(.small(), options: options)
        .maximize(objectives, preview: { shown.append($0) })
      #expect(watched == reference)
      let steps = [1, 2, 4, 8, 16, 32, 48]
      #expect(shown.map { $0.map(\.step) } == (steps + steps).map { [$0, $0, $0, $0] })
      #expect(shown.prefix(7).map { $0.map(\.objective) } == [[Int]](repeating: [1, 1, 3, 3], count: 7))
      #expect(shown.suffix(7).map { $0.map(\.objective) } == [[Int]](repeating: [0, 0, 2, 2], count: 7))
      #expect(shown.map { $0.map(\.number) } == [[Int]](repeating: [0, 1, 0, 1], count: 14))
      for (last, final) in zip(
        shown[6] + shown[13], reference[2..<4] + reference[6..<8] + reference[0..<2] + reference[4..<6])
      {
        #expect(last.image.difference(final.image) < 0.01)
        #expect(Float(last.value) == final.curve.last)
      }
      #expect(shown[0][0].image.difference(shown[6][0].image) > 1)
    }

    @Test("those that are done are shown no more")
    func done() throws {
      let options = MaximizationOptions(stepCount: 64, transforms: .none, tolerance: 0.9, patience: 4)
      var steps: [Int] = []
      let made = try ActivationMaximizer(.small(), options: options)
        .maximize([.channel("conv2", 0)], preview: { steps += $0.map(\.step) })
      #expect(made[0].outcome == .converged && made[0].stepCount < 32)
      #expect(!steps.isEmpty && steps.filter { $0 > made[0].stepCount }.isEmpty)
    }
  }
}
