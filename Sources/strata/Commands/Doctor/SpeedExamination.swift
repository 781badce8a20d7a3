import ActivationTaps
import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import ONNXModel

/// How fast the machine does what analyses spend their time with. Each figure is the best of three short runs: other programs that
/// use the machine at the same moment lower them.
struct SpeedExamination {
  private let threadCount: Int
  private var parallel: ParallelRows { ParallelRows(threadCount: threadCount) }

  init(threadCount: Int?) { self.threadCount = ParallelRows(threadCount: threadCount).threadCount }

  func examination() -> Examination {
    Examination(subject: "speed", findings: [copying, products, network, neighbors, embedding])
  }

  /// Copies 64 MB.
  private var copying: Finding {
    let source = [Float](repeating: 1, count: 16 << 20)
    var copy = [Float](repeating: 0, count: source.count)
    let seconds = Self.best { copy.withUnsafeMutableBufferPointer { _ = $0.update(from: source) } }
    return Finding("memory", String(format: "%.1f GB/s copied by one thread", Double(source.count) * 4 / seconds / 1e9))
  }

  /// AᵀB of two matrices of 4,096 × 768, on one thread and on all.
  private var products: Finding {
    let (a, b) = (Self.noise(rows: 4096, columns: 768, seed: 1), Self.noise(rows: 4096, columns: 768, seed: 2))
    let operations = 2.0 * 4096 * 768 * 768
    let alone =
      operations / Self.best { _ = DenseAlgebra.crossProduct(a, b, parallel: ParallelRows(threadCount: 1)) } / 1e9
    let together = operations / Self.best { _ = DenseAlgebra.crossProduct(a, b, parallel: parallel) } / 1e9
    let found = String(
      format: "%.0f GFLOP/s by one thread, %.0f by %d (%.1f ×)", alone, together, threadCount, together / alone)
    guard threadCount == 1 || together > 1.2 * alone else {
      return Finding(
        "matrix products", .warning, found,
        remedy:
          "More threads are hardly faster: something else uses the cores, or fewer are granted than are shown. Stop "
          + "other programs, or try --threads 1.")
    }
    return Finding("matrix products", found)
  }

  /// Two convolutions 3 × 3 of 64 channels at 56 × 56, eight images.
  private var network: Finding {
    do {
      let session = try InferenceSession(
        bytes: Self.convolutions(), name: "doctor", inputShape: [8, 64, 56, 56], threadCount: threadCount)
      let requests = try (0..<threadCount).map { _ in try session.makeRequest() }
      let operations = Double(threadCount) * 8 * 2 * 2 * 9 * 64 * 64 * 56 * 56
      let seconds = try Self.best {
        for request in requests { try request.start() }
        for request in requests { try request.wait() }
      }
      return Finding(
        "convolutions",
        String(format: "%.0f GFLOP/s by OpenVINO with %d threads", operations / seconds / 1e9, threadCount))
    } catch {
      return Finding("convolutions", .failed, "\(error)", remedy: "Run make setup and build again.")
    }
  }

  private static func convolutions() throws -> Data {
    var generator = SeededGenerator(seed: 3)
    let weights = (0..<64 * 64 * 9).map { _ in Float(generator.nextUniform() - 0.5) / 24 }
    var builder = ONNXBuilder(graphName: "doctor")
    builder.addInput("x", shape: [nil, 64, 56, 56])
    builder.addInitializer("weight", shape: [64, 64, 3, 3], values: weights)
    let pads = ["pads": ONNXAttribute.integers([1, 1, 1, 1])]
    builder.addNode("Conv", name: "first", inputs: ["x", "weight"], attributes: pads)
    builder.addNode("Conv", name: "second", inputs: ["first", "weight"], attributes: pads)
    builder.addOutput("second", shape: [nil, 64, 56, 56])
    return try builder.serialized()
  }

  /// The 15 nearest of each of 5,000 rows of 256 values.
  private var neighbors: Finding {
    let data = Self.noise(rows: 5000, columns: 256, seed: 4)
    return timed("neighbours", "15 nearest of 5,000 × 256, exact") {
      _ = try ExactSearch(parallel: parallel).neighbors(of: data, neighborCount: 15)
    }
  }

  /// UMAP of 1,000 rows.
  private var embedding: Finding {
    let data = Self.noise(rows: 1000, columns: 64, seed: 5)
    return timed("UMAP", "1,000 × 64 to the plane, 500 epochs") {
      _ = try UMAP(parallel: parallel).embed(data)
    }
  }

  private func timed(_ name: String, _ work: String, _ body: () throws -> Void) -> Finding {
    do {
      return Finding(name, String(format: "%@: %.2f s", work, try Self.best(body)))
    } catch {
      return Finding(name, .failed, "\(error)", remedy: "Report this with the lines above.")
    }
  }

  private static func noise(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rowCount: rows, columnCount: columns, elements: (0..<rows * columns).map { _ in Float(generator.nextUniform()) })
  }

  /// The shortest of three runs in seconds.
  private static func best(_ body: () throws -> Void) rethrows -> Double {
    var shortest = Double.infinity
    for _ in 0..<3 {
      let start = ContinuousClock.now
      try body()
      shortest = min(shortest, (ContinuousClock.now - start) / .seconds(1))
    }
    return max(shortest, 1e-9)
  }
}
