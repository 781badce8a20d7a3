import FeatureVisualization
import Foundation
import ImageDatasets
import ONNXModel
import TensorEngine

// Steps a second of activation maximization: maximization-benchmark MODEL PREPROCESSING LAYER CHANNELS BATCH STEPS THREADS
// Beside it: maximize_torch.py, the same optimization in PyTorch.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 7, let channels = Int(arguments[3]), let batch = Int(arguments[4]),
  let steps = Int(arguments[5]), let threads = Int(arguments[6])
else {
  print("usage: maximization-benchmark MODEL PREPROCESSING LAYER CHANNELS BATCH STEPS THREADS")
  exit(64)
}
let engine = try TensorEngine.load()
try engine.setThreadCount(threads)
let visualized = try VisualizedNetwork(
  network: ONNXNetwork(contentsOf: URL(fileURLWithPath: arguments[0])),
  preprocessing: Preprocessing(specification: arguments[1]), engine: engine)
let maximizer = try ActivationMaximizer(
  visualized, options: .init(stepCount: steps, batchSize: batch, tolerance: 0))
let objectives = (0..<channels).map { Objective.channel(arguments[2], $0) }
// The first steps plan the graph and warm libtorch up.
_ = try ActivationMaximizer(visualized, options: .init(stepCount: 2, batchSize: batch, tolerance: 0))
  .maximize(Array(objectives.prefix(batch)))
let start = ContinuousClock.now
let images = try maximizer.maximize(objectives)
let seconds = (ContinuousClock.now - start) / .seconds(1)
let taken = images.reduce(0) { $0 + $1.stepCount }
print(
  String(
    format: "%d images, %d steps each: %.2f s, %.3f image steps/s", images.count, steps, seconds,
    Double(taken) / seconds))
