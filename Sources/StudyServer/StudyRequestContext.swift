package import Hummingbird
import Logging

/// What a route knows beside the request. It needs no connection, so that replies can also be asked for without a server
/// (see ``StudyReplies``).
package struct StudyRequestContext: RequestContext {
  package var coreContext: CoreRequestContextStorage

  /// Of a request that came over a connection.
  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
  }

  /// Of a request from within the program.
  init(logger: Logger) {
    coreContext = .init(source: LoggerSource(logger: logger))
  }

  private struct LoggerSource: RequestContextSource {
    let logger: Logger
  }
}
