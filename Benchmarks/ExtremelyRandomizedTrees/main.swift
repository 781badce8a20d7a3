import Foundation
import NeuronAnalysis
import NumericKernels

/// Times the forests of all classes on one layer's activations: importances alone, as the peer makes them, then with
/// held-out accuracy, then with permutation importance. The importances, neurons × classes, are written as Float32.
///
///     neuron-benchmark ACTIVATIONS.npy LABELS.npy THREADS SEED IMPORTANCES.bin

let arguments = CommandLine.arguments
guard arguments.count == 6, let threads = Int(arguments[3]), threads > 0, let seed = UInt64(arguments[4]) else {
  print("usage: neuron-benchmark ACTIVATIONS.npy LABELS.npy THREADS SEED IMPORTANCES.bin")
  exit(2)
}
let activations = try NPYFile(contentsOf: URL(fileURLWithPath: arguments[1])).matrix()
let labels = try NPYFile(contentsOf: URL(fileURLWithPath: arguments[2])).int32Elements().map { Int($0) }
let parallel = ParallelRows(threadCount: threads)

func timed(
  _ name: String, _ change: (inout ExtremelyRandomizedTreesOptions) -> Void
) throws -> ExtremelyRandomizedTrees {
  var options = ExtremelyRandomizedTreesOptions()
  options.seed = seed
  change(&options)
  let start = ContinuousClock.now
  let forests = try ExtremelyRandomizedTrees(
    activations: activations, labels: labels, options: options, parallel: parallel)
  print(name, (ContinuousClock.now - start) / .seconds(1))
  return forests
}

let forests = try timed("importances") { $0.heldOutShare = 0 }
_ = try timed("accuracy") { $0.permutationRepetitionCount = 0 }
_ = try timed("permutation") { _ in }
try forests.importances.elements.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: arguments[5]))
