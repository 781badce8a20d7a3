public import Foundation
package import Hummingbird
public import Logging
import NIOCore
import ServiceLifecycle
public import StudyStore
import UnixSignals

/// Serves one study to browsers: the page, the catalogue as JSON, arrays and images. Annotations can be written,
/// and optimized images be made.
///
/// ```swift
/// let study = try Study.open(at: url, for: .reading)
/// let server = try StudyServer(study: study, images: source)
/// try await server.run { print("Open \($0)") }       // until SIGINT or SIGTERM
/// ```
public struct StudyServer: Sendable {
  private let options: ServerOptions
  private let logger: Logger
  private let hostRule: HostRule
  private let jobs: FeatureJobs
  private let router: @Sendable () -> Router<StudyRequestContext>

  /// Prepares a server; nothing is listened to yet.
  ///
  /// - Parameters:
  ///   - study: opened for reading, or for writing by the process that analyzes it.
  ///   - images: where the images come from; nil when they are out of reach, e.g. on another machine.
  ///   - options: where to listen.
  ///   - logger: told about failures.
  /// - Throws: ``StudyServerError`` of kind `.badInput` for options that cannot be.
  public init(
    study: Study, images: (any StudyImageSource)?, options: ServerOptions = ServerOptions(),
    logger: Logger = Logger(label: "strata.server")
  ) throws {
    guard (0...65535).contains(options.port) else {
      throw StudyServerError(kind: .badInput, "There is no port \(options.port). Choose one from 0 to 65535.")
    }
    let assets = try ViewerAssets(folder: options.assetsDirectory)
    let hostRule = HostRule(boundHost: options.host, allowedHosts: options.allowedHosts)
    let tags = EntityTagCache()
    let jobs = FeatureJobs(study: study, network: options.network)
    self.options = options
    self.logger = logger
    self.hostRule = hostRule
    self.jobs = jobs
    router = {
      let router = Router(context: StudyRequestContext.self, options: .autoGenerateHeadEndpoints)
      router.add(middleware: GuardMiddleware(hostRule: hostRule))
      ViewerRoutes(assets: assets).add(to: router)
      StudyServer.addReadingRoutes(of: study, tags: tags, to: router)
      FeatureJobRoutes(study: study, jobs: jobs).add(to: router)
      ImageRoutes(study: study, images: images, tags: tags).add(to: router)
      EventRoutes(study: study, interval: .milliseconds(500), roundsPerComment: 30).add(to: router)
      return router
    }
  }

  /// What is read from the study alone, and what readers add to it: the same with and without a server.
  static func addReadingRoutes(of study: Study, tags: EntityTagCache, to router: Router<StudyRequestContext>) {
    StudyRoutes(study: study).add(to: router)
    ArrayRoutes(study: study, tags: tags).add(to: router)
    NeighborRoutes(study: study).add(to: router)
    NearestRoutes(study: study).add(to: router)
    ReportRoutes(study: study, tags: tags).add(to: router)
    EvolutionRoutes(study: study, tags: tags).add(to: router)
    NeuronRoutes(study: study, tags: tags).add(to: router)
    PictureRoutes(features: study, tags: tags).add(to: router)
    PictureRoutes(atlas: study, tags: tags).add(to: router)
    UnitRoutes(study: study).add(to: router)
    ConfusionRoute(study: study).add(to: router)
    ComparisonRoute(study: study).add(to: router)
    GroupRoutes(study: study).add(to: router)
    AnnotationRoutes(study: study).add(to: router)
  }

  /// Listens until SIGINT or SIGTERM, then stops within a second, also with pages connected; images that are being made may
  /// finish their step first.
  ///
  /// - Parameter onReady: called once with the address to open, when requests are answered.
  /// - Throws: ``StudyServerError``: `.portInUse`, or `.inputOutput` when the address cannot be listened to.
  public func run(onReady: @escaping @Sendable (_ address: URL) -> Void) async throws {
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [application(onReady: onReady)], gracefulShutdownSignals: [.sigint, .sigterm], logger: quietLogger))
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await group.run()) } catch { outcome = .failure(error) }
    await jobs.close()
    do {
      try outcome.get()
    } catch let error as CancellationError {
      throw error
    } catch {
      throw StudyServer.listenError(error, options)
    }
  }

  func application(onReady: @escaping @Sendable (URL) -> Void) -> Application<
    RouterResponder<StudyRequestContext>
  > {
    let (hostRule, options) = (hostRule, options)
    return Application(
      router: router(),
      configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? options.port
        hostRule.require(port: port)
        if let address = StudyServer.address(host: options.host, port: port) { onReady(address) }
      }, logger: quietLogger)
  }

  /// The application without a port of its own, for tests of its routes.
  package var routes: some ApplicationProtocol {
    Application(router: router(), logger: quietLogger)
  }

  /// Hummingbird tells every start and stop; that is the command's business.
  private var quietLogger: Logger {
    var logger = logger
    if logger.logLevel < .warning { logger.logLevel = .warning }
    return logger
  }

  private static func address(host: String, port: Int) -> URL? {
    let name = ["0.0.0.0", "::", "[::]"].contains(host) ? "localhost" : host
    return URL(string: "http://\(name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name):\(port)/")
  }

  private static func listenError(_ error: any Error, _ options: ServerOptions) -> StudyServerError {
    let place = "\(options.host), port \(options.port)"
    return switch (error as? IOError)?.errnoCode {
    case EADDRINUSE:
      StudyServerError(
        kind: .portInUse,
        "Another program listens on \(place). Choose another port with --port, or --port 0 for any free one.")
    case EACCES, EPERM:
      StudyServerError(
        kind: .inputOutput, "Listening on \(place) is not permitted. Choose a port above 1023 with --port.")
    case EADDRNOTAVAIL:
      StudyServerError(
        kind: .inputOutput, "This machine has no address \(options.host). Choose another with --host, e.g. 127.0.0.1.")
    default:
      StudyServerError(
        kind: .inputOutput,
        "Listening on \(place) failed: \(error). Check --host and --port; 127.0.0.1 and 0 always work.")
    }
  }
}
