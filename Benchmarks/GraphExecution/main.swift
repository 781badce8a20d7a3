import Foundation
import GraphExecution
import ONNXModel
import TensorEngine

/// Times one step of activation maximization: GoogLeNet forwards to a layer and back to the image.
///
///     graph-benchmark MODEL.onnx TENSOR THREADS REPETITIONS

func milliseconds(_ count: Int, _ body: () throws -> Void) rethrows -> [Double] {
  for _ in 0..<3 { try body() }
  return try (0..<count).map { _ in
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }.sorted()
}

let arguments = CommandLine.arguments
guard arguments.count == 5, let threads = Int(arguments[3]), let count = Int(arguments[4]), count > 0 else {
  print("usage: graph-benchmark MODEL.onnx TENSOR THREADS REPETITIONS")
  exit(2)
}
let engine = try TensorEngine.load()
try engine.setThreadCount(threads)
let network = try ONNXNetwork(contentsOf: URL(fileURLWithPath: arguments[1]))
let executor = try GraphExecutor(network: network, engine: engine)
let (input, output) = (network.inputs[0].name, arguments[2])
let shape = [1] + network.inputs[0].shape.dropFirst().map { $0 ?? 224 }
let values = (0..<shape.reduce(1, *)).map { Float(($0 * 7919) % 255) - 110 }
let image = try engine.tensor(values, shape: shape)

let forward = try engine.withoutGradient {
  try milliseconds(count) { _ = try executor.evaluate([input: image], outputs: [output]) }
}
let variable = try engine.tensor(values, shape: shape).requiringGradient()
let both = try milliseconds(count) {
  let layer = try executor.evaluate([input: variable], outputs: [output])[output]
  try layer?.narrowed(1, to: 0..<1).mean().backward()
  try variable.clearGradient()
}
print("libtorch \(engine.torchVersion), \(threads) threads, \(output): median of \(count)")
print("forward \(forward[count / 2]) ms, forward and backward \(both[count / 2]) ms")
