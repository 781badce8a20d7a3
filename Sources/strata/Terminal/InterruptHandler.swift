import Dispatch
import Foundation
import StudyPipeline

/// Turns the first Ctrl-C (or SIGTERM) into a request to stop, and the second into an end at once.
final class InterruptHandler {
  private var sources: [any DispatchSourceSignal] = []

  /// Listens until the handler goes away.
  init(cancelling cancellation: AnalysisCancellation) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if cancellation.isCancelled { _exit(ErrorReport.Status.interrupted.rawValue) }
        cancellation.cancel()
        StandardError.write("\nStopping after the current step; press Ctrl-C again to stop at once.\n")
      }
      source.resume()
      sources.append(source)
    }
  }

  deinit {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
