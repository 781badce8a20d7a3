import Dispatch
import Foundation
import StudyPipeline

/// Turns the first Ctrl-C (or SIGTERM) into a request to stop, and the second into an end at once.
final class InterruptHandler {
  private var sources: [any DispatchSourceSignal] = []

  /// Listens until the handler goes away; `notice` is said at the first signal.
  init(
    cancelling cancellation: AnalysisCancellation,
    notice: String = "\nStopping after the current step; press Ctrl-C again to stop at once.\n"
  ) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if cancellation.isCancelled { _exit(ErrorReport.Status.interrupted.rawValue) }
        cancellation.cancel()
        StandardError.write(notice)
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
