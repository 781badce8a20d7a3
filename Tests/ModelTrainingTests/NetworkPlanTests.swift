import ModelTraining
import Testing

@Suite struct NetworkPlanTests {
  @Test("the study's networks have the sizes that it tells")
  func presets() throws {
    let digits = try NetworkPlan(.convolutionalNetwork, inputShape: [1, 28, 28], classCount: 10)
    let photos = try NetworkPlan(.convolutionalNetwork, inputShape: [3, 32, 32], classCount: 10)
    #expect(digits.layers.first { $0.kind == .flatten }?.outputShape == [3136])
    #expect(photos.layers.first { $0.kind == .flatten }?.outputShape == [4096])
    #expect(digits.layers.map(\.name).filter { $0.hasPrefix("conv") } == ["conv1", "conv2", "conv3", "conv4"])
    let perceptron = try NetworkPlan(.multilayerPerceptron, inputShape: [1, 28, 28], classCount: 10)
    #expect(perceptron.layers.first?.name == "flatten")
    #expect(perceptron.layers.filter { $0.outputShape == [1000] && $0.name.hasPrefix("hidden") }.count == 4)
    #expect(perceptron.layers.last?.outputShape == [10])
  }
}
