import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// One run of an algorithm on arrays: reads them, computes with progress and interruption, writes and reports.
final class ArrayJob {
  private let name: String
  private let arguments: ArrayArguments
  private let display: ProgressDisplay
  private let cancellation = AnalysisCancellation()
  private let interrupts: InterruptHandler
  private var reply: ArrayReply

  /// The threads that the algorithm shall use.
  let parallel: ParallelRows

  init(_ name: String, _ arguments: ArrayArguments) {
    self.name = name
    self.arguments = arguments
    display = ProgressDisplay(isQuiet: arguments.quiet)
    interrupts = InterruptHandler(
      cancelling: cancellation, notice: "\nStopping; press Ctrl-C again to stop at once.\n")
    parallel = ParallelRows(threadCount: arguments.threading.threads)
    reply = ArrayReply(command: name, threads: parallel.threadCount)
  }

  /// Reads a matrix and records it under `role`.
  func matrix(_ path: String, as role: String = "input") throws -> Matrix {
    let matrix = try NPYFile(contentsOf: URL(fileURLWithPath: path)).matrix()
    reply.inputs[role] = ArrayDescription(path: path, shape: [matrix.rowCount, matrix.columnCount])
    return matrix
  }

  /// Reads an array of any number of dimensions, in C order, and records it under `role`.
  func elements(_ path: String, as role: String) throws -> (elements: [Float], shape: [Int]) {
    let file = try NPYFile(contentsOf: URL(fileURLWithPath: path))
    reply.inputs[role] = ArrayDescription(path: path, shape: file.header.shape)
    return (file.floatElements(), file.header.shape)
  }

  /// Reads integers and records them under `role`.
  func integers(_ path: String, as role: String) throws -> [Int] {
    let file = try NPYFile(contentsOf: URL(fileURLWithPath: path))
    reply.inputs[role] = ArrayDescription(path: path, shape: file.header.shape)
    return try file.int32Elements().map { Int($0) }
  }

  /// Reads labels: integers, of which negative ones mean that a row has none.
  func labels(_ path: String, rowCount: Int) throws -> [Int?] {
    let file = try NPYFile(contentsOf: URL(fileURLWithPath: path))
    guard file.header.shape == [rowCount] || file.header.shape == [rowCount, 1] else {
      throw ArrayJobError(
        kind: .badInput,
        description: "\(path) has shape \(file.header.shape); \(rowCount) labels are expected, one for each row. "
          + "Give the labels of the same rows.")
    }
    let values = try file.int32Elements()
    reply.inputs["labels"] = ArrayDescription(path: path, shape: file.header.shape)
    return values.map { $0 < 0 ? nil : Int($0) }
  }

  /// Runs the algorithm and takes its time; reading and writing do not count.
  /// `metric` names a figure that gets the time of this part alone.
  func compute<Result>(
    metric: String? = nil, _ body: (@escaping ProgressHandler) throws -> Result
  ) throws -> Result {
    let (display, cancellation, name) = (display, cancellation, name)
    let start = ContinuousClock.now
    let result: Result
    do {
      result = try body { fraction in
        try cancellation.check()
        display.stageProgressed(StageProgress(stage: name, fraction: fraction))
      }
      try cancellation.check()
    } catch is CancellationError {
      throw ArrayJobError(kind: .interrupted, description: "Stopped. Nothing was written.")
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    reply.seconds += seconds
    if let metric { record(metric: metric, seconds) }
    display.stageEnded(stage: name, detail: String(format: "%.2f s", seconds))
    return result
  }

  /// Writes a result and records it under `role`.
  func write(_ matrix: Matrix, to path: String, as role: String = "output") throws {
    try NPYWriter.write(matrix, to: URL(fileURLWithPath: path))
    reply.outputs[role] = ArrayDescription(path: path, shape: [matrix.rowCount, matrix.columnCount])
  }

  /// Writes integers and records them under `role`.
  func write(_ elements: [Int32], shape: [Int], to path: String, as role: String = "output") throws {
    try NPYWriter.write(elements, shape: shape, to: URL(fileURLWithPath: path))
    reply.outputs[role] = ArrayDescription(path: path, shape: shape)
  }

  /// Writes numbers of a shape and records them under `role`.
  func write(_ elements: [Float], shape: [Int], to path: String, as role: String) throws {
    try NPYWriter.write(elements, shape: shape, to: URL(fileURLWithPath: path))
    reply.outputs[role] = ArrayDescription(path: path, shape: shape)
  }

  /// Records what was asked for and what was used; remarks where they differ, unless what was asked for left it open.
  func record(_ name: String, _ requested: JSONValue, effective: JSONValue? = nil, remark: Bool = true) {
    let used = effective ?? requested
    reply.parameters[name] = ParameterPair(requested: requested, effective: used)
    if remark, requested != .null, used != requested {
      display.remark("\(name) is \(used.text) instead of \(requested.text): the array allows no other.")
    }
  }

  /// Records a figure; nil where it is not defined.
  func record(metric name: String, _ value: Double?) {
    reply.metrics[name] = value.map { $0.isFinite ? .number($0) : .null } ?? .null
  }

  /// Records a figure that is no single number.
  func record(metric name: String, value: JSONValue) { reply.metrics[name] = value }

  /// Prints what came out.
  func finish() throws {
    reply.peakMemory = Self.peakMemory
    if arguments.json { try StandardOutput.printJSON(reply) } else { print(reply.table) }
  }

  /// The largest resident set of this process, in bytes; 0 where the system does not tell.
  private static var peakMemory: Int {
    var usage = rusage()
    #if canImport(Darwin)
      return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0
    #else
      // `ru_maxrss` begins with the size of the process that started this one; not every kernel tells better.
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      if let kibibytes = line.flatMap({ Int($0.filter(\.isNumber)) }) { return kibibytes * 1024 }
      return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss * 1024 : 0
    #endif
  }
}

/// Why a command on arrays ended without a result.
struct ArrayJobError: Error, CustomStringConvertible {
  /// The kinds of failure that exit statuses tell apart.
  enum Kind {
    case badInput
    case interrupted
  }

  let kind: Kind
  let description: String
}
