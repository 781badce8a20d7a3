import ActivationTaps
import Foundation
import ImageDatasets
import ONNXModel

/// How fast extraction is, from image files to arrays on disk, beside the bare network with the same taps: OpenVINO given
/// inputs that are ready and keeping nothing. The two alternate, so that a machine that slows down slows both.
@main
struct ExtractionBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4 else {
      print("usage: extraction-benchmark MODEL.onnx IMAGES PREPROCESSING [ROUNDS] [BATCH]")
      exit(64)
    }
    let rounds = arguments.count > 4 ? Int(arguments[4]) ?? 5 : 5
    let benchmark = try Benchmark(
      model: URL(fileURLWithPath: arguments[1]), images: arguments[2], preprocessing: arguments[3],
      batchSize: arguments.count > 5 ? Int(arguments[5]) : nil)
    try benchmark.run(rounds: rounds)
  }
}

private struct Benchmark {
  let dataset: any ImageDataset
  let network: ONNXNetwork
  let preprocessing: Preprocessing
  let inputShape: [Int]
  let options: ExtractionOptions

  init(model: URL, images: String, preprocessing specification: String, batchSize: Int?) throws {
    network = try ONNXNetwork(contentsOf: model)
    dataset = try DatasetFormat.open(images)
    inputShape = network.inputs[0].shape.dropFirst().map { $0 ?? 224 }
    preprocessing = try Preprocessing(specification: specification).adapted(
      toInput: (inputShape[0], inputShape[1], inputShape[2]))
    var options = ExtractionOptions()
    if let batchSize { options.batchSize = batchSize }
    self.options = options
  }

  func run(rounds: Int) throws {
    let extractor = try ActivationExtractor(
      network: network, tapPoints: network.defaultTapPoints(), inputShape: inputShape, options: options)
    let session = try InferenceSession(
      bytes: network.serialized(tapping: extractor.plan.outputs), name: network.url.lastPathComponent,
      inputShape: extractor.inputShape)
    print("\(dataset.items.count) images, \(extractor.plan.layers.count) layers, batch \(extractor.options.batchSize)")
    _ = try bare(session)
    _ = try whole(extractor)
    var ratios: [Double] = []
    var bareRates: [Double] = []
    var wholeRates: [Double] = []
    for round in 1...rounds {
      let bareRate = try bare(session)
      let wholeRate = try whole(extractor)
      bareRates.append(bareRate)
      wholeRates.append(wholeRate)
      ratios.append(wholeRate / bareRate)
      print(
        String(
          format: "round %d: OpenVINO alone %.1f images/s, extraction %.1f images/s, ratio %.3f", round, bareRate,
          wholeRate, wholeRate / bareRate))
    }
    print(
      String(
        format: "median: OpenVINO alone %.1f images/s, extraction %.1f images/s, ratio %.3f (%.3f to %.3f)",
        median(bareRates), median(wholeRates), median(ratios), ratios.min() ?? 0, ratios.max() ?? 0))
    print(String(format: "peak memory %.0f MiB", peakMemory()))
  }

  /// Images per second of the network alone: every thread keeps two requests under way, as the extraction does.
  private func bare(_ session: InferenceSession) throws -> Double {
    let count = ProcessInfo.processInfo.activeProcessorCount
    let batches = dataset.items.count / session.batchSize
    let failures = Failures()
    let start = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: count) { thread in
      do {
        let requests = [try session.makeRequest(), try session.makeRequest()]
        for batch in stride(from: thread, to: batches, by: count) {
          let request = requests[batch / count % 2]
          try request.wait()
          try request.start()
        }
        for request in requests { try request.wait() }
      } catch {
        failures.note(error)
      }
    }
    try failures.rethrow()
    return Double(batches * session.batchSize) / ((ContinuousClock.now - start) / .seconds(1))
  }

  /// Images per second from files to arrays.
  private func whole(_ extractor: ActivationExtractor) throws -> Double {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-benchmark-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try extractor.plan.layers.indices.map { index in
      let layer = folder.appendingPathComponent(String(index))
      try FileManager.default.createDirectory(at: layer, withIntermediateDirectories: true)
      return LayerFiles(folder: layer)
    }
    let (dataset, preprocessing) = (dataset, preprocessing)
    let result = try extractor.run(
      itemCount: dataset.items.count, files: files, checkpointFile: folder.appendingPathComponent("checkpoint"),
      key: "benchmark", makeLoader: { Loader(dataset: dataset, preprocessing: preprocessing) })
    return Double(result.computedItemCount) / result.seconds
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private func peakMemory() -> Double {
    var usage = rusage()
    #if os(macOS)
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) / 1024
    #endif
  }
}

private final class Loader: ItemLoader {
  private let dataset: any ImageDataset
  private let decoder = ImageDecoder()
  private let preprocessor: Preprocessor

  init(dataset: any ImageDataset, preprocessing: Preprocessing) {
    self.dataset = dataset
    preprocessor = Preprocessor(preprocessing)
  }

  func load(item: Int, into input: UnsafeMutableBufferPointer<Float>) throws {
    preprocessor.write(try dataset.image(at: item, using: decoder), into: input)
  }
}

private final class Failures: @unchecked Sendable {
  private let lock = NSLock()
  private var first: (any Error)?  // guarded by `lock`

  func note(_ error: any Error) { lock.withLock { if first == nil { first = error } } }
  func rethrow() throws { if let first = lock.withLock({ first }) { throw first } }
}
