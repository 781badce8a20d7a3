import Foundation
import HTTPTypes
import StudyPipeline
import StudyStore

/// The one job of a server: optimized images for a layer, made on a thread of its own with little priority.
///
/// The study is open for writing, and locked, only while a job runs.
final class FeatureJobs: @unchecked Sendable {
  /// What is known of the job that runs or ran last.
  struct Status: Sendable, Equatable, Encodable {
    enum State: String, Sendable, Encodable { case none, running, done, failed, stopped }
    struct Failure: Sendable, Equatable, Encodable {
      var message: String
      var remedy: String
    }
    private enum CodingKeys: CodingKey { case state, id, model, layer, names, fraction, error }

    var state = State.none
    var id = ""
    var model = ""
    var layer = ""
    var names: [String] = []
    var fraction = 0.0
    var error: Failure?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(state, forKey: .state)
      guard state != .none else { return }
      try container.encode(id, forKey: .id)
      try container.encode(model, forKey: .model)
      try container.encode(layer, forKey: .layer)
      try container.encode(names, forKey: .names)
      try container.encode(fraction, forKey: .fraction)
      try container.encode(error, forKey: .error)
    }
  }

  private let study: Study
  /// The network's file, where it is not where it was.
  private let network: URL?
  // `lock` guards the rest.
  private let lock = NSLock()
  private var storedStatus = Status()
  /// Raised to stop the job; there from the moment when one is asked for until it has ended.
  private var cancellation: AnalysisCancellation?
  private var count = 0

  init(study: Study, network: URL?) { (self.study, self.network) = (study, network) }

  var status: Status { lock.withLock { storedStatus } }

  /// Starts a job. What does not fit is refused before anything is made.
  ///
  /// - Throws: ``ErrorResponse`` 405 and 409, and what `FeatureAddition` and opening the study throw.
  func start(_ address: LayerAddress, _ wanted: FeatureAddition.Wanted, stepCount: Int?) throws -> Status {
    try study.requireWritable("no images can be made for it.")
    let addition = try FeatureAddition(
      study, model: address.model, layer: address.layer, wanted, stepCount: stepCount)
    let cancellation = try reserve()
    do {
      var request = try addition.prepared(study, network: network)
      // One core is for those who ask.
      request.threadCount = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
      let writing = HeldStudy(study.access == .writing ? study : try Study.open(at: study.url, for: .writing))
      let started = lock.withLock {
        count += 1
        storedStatus = Status(
          state: .running, id: String(count), model: address.model, layer: address.layer, names: addition.names)
        return storedStatus
      }
      launch(request, in: writing, cancellation)
      return started
    } catch {
      lock.withLock { self.cancellation = nil }
      throw error
    }
  }

  /// Asks the job to stop, if one runs: it does after the step that it is in.
  func stop() { lock.withLock { cancellation }?.cancel() }

  /// Stops the job and waits for its end, for ten seconds at most.
  func close() async {
    stop()
    for _ in 0..<500 where lock.withLock({ cancellation != nil }) { try? await Task.sleep(for: .milliseconds(20)) }
  }

  /// One job at a time.
  private func reserve() throws -> AnalysisCancellation {
    try lock.withLock {
      guard cancellation == nil else {
        throw ErrorResponse(
          status: .conflict,
          message: "This server is making other images: \(storedStatus.names.prefix(3).joined(separator: ", ")).",
          remedy: "Wait until they are done, or stop them.")
      }
      let fresh = AnalysisCancellation()
      cancellation = fresh
      return fresh
    }
  }

  private func launch(_ request: FeatureRequest, in writing: HeldStudy, _ cancellation: AnalysisCancellation) {
    let thread = Thread { [self] in
      #if os(Linux)
        // Of this thread, and of those that libtorch begins from it.
        setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
      #endif
      let outcome = Result {
        guard let study = writing.study else { return }
        _ = try StudyFeatures(request: request, observer: JobObserver(report), cancellation: cancellation)
          .run(in: study)
      }
      // The lock is free before anybody hears of the end.
      writing.study = nil
      end(outcome)
    }
    thread.name = "optimized images"
    thread.qualityOfService = .utility
    thread.stackSize = 8 << 20
    thread.start()
  }

  private func report(_ fraction: Double) {
    lock.withLock { storedStatus.fraction = max(storedStatus.fraction, min(1, fraction)) }
  }

  private func end(_ outcome: Result<Void, any Error>) {
    lock.withLock {
      cancellation = nil
      switch outcome {
      case .success: (storedStatus.state, storedStatus.fraction) = (.done, 1)
      case .failure(is CancellationError): storedStatus.state = .stopped
      case .failure(let error):
        let told = ErrorResponse(ofJob: error)
        storedStatus.state = .failed
        storedStatus.error = .init(message: told.message, remedy: told.remedy)
      }
    }
  }
}

/// A study that one thread hands to another, and that is closed when the latter lets go.
private final class HeldStudy: @unchecked Sendable {
  // Touched by the job's thread alone once that has begun.
  var study: Study?

  init(_ study: Study) { self.study = study }
}

/// Hears how far a job is.
private struct JobObserver: AnalysisObserver {
  let report: @Sendable (Double) -> Void

  init(_ report: @escaping @Sendable (Double) -> Void) { self.report = report }

  func stageProgressed(_ progress: StageProgress) { report(progress.fraction) }
  func stageEnded(stage: String, detail: String) {}
  func remark(_ text: String) {}
}
