import Foundation
import NeuronSilencing
import NumericKernels
import ONNXModel
import TensorEngine

/// Times the silencing of single neurons, on images of noise: the time does not depend on what they show.
///
///     silencing-benchmark MODEL.onnx LAYER IMAGES NEURONS THREADS [zero|mean]

let arguments = CommandLine.arguments
guard arguments.count >= 6, let imageCount = Int(arguments[3]), let neurons = Int(arguments[4]),
  let threads = Int(arguments[5])
else {
  print("usage: silencing-benchmark MODEL.onnx LAYER IMAGES NEURONS THREADS [zero|mean]")
  exit(2)
}
let engine = try TensorEngine.load()
try engine.setThreadCount(threads)
let network = try ONNXNetwork(contentsOf: URL(fileURLWithPath: arguments[1]))
let silencer = try NeuronSilencer(network: network, layer: arguments[2], engine: engine)
let shape = network.inputs[0].shape.dropFirst().map { $0 ?? 224 }
let data = SilencingData(
  imageShape: shape, labels: (0..<imageCount).map { $0 % silencer.classCount }, labelCount: silencer.classCount,
  labelOfOutput: Array(0..<silencer.classCount)
) { items, values in
  let count = shape.reduce(1, *)
  for (place, item) in items.enumerated() {
    var generator = SeededGenerator(seed: 1, stream: UInt64(item))
    for offset in 0..<count { values[place * count + offset] = Float(generator.nextUniform() * 100 - 50) }
  }
}
var start = ContinuousClock.now
let means = try silencer.means(on: data)
let reaching = (ContinuousClock.now - start) / .seconds(1)
start = ContinuousClock.now
let report = try silencer.report(
  silencing: (0..<min(neurons, silencer.neuronCount)).map { [$0] },
  replacement: arguments.last == "mean" ? .mean(means) : .zero, on: data)
let seconds = (ContinuousClock.now - start) / .seconds(1)
let runs = Double((report.groups.count + 1) * report.itemCount)
print("libtorch \(engine.torchVersion), \(threads) threads, \(silencer.layer.name) \(silencer.layer.shape)")
print("to the layer: \(reaching) s for \(report.itemCount) images, reading included")
print("\(report.groups.count) groups: \(seconds) s, \((seconds - reaching) / runs * 1e6) µs an image and group")
let largest = report.groups.map { report.before.logProbability - $0.after.logProbability }.max() ?? 0
print("before: \(report.before.accuracy), \(report.before.logProbability); largest drop of the log: \(largest)")
