public import Foundation

/// How a study is served.
public struct ServerOptions: Sendable, Equatable {
  /// The address to listen on: a name or a literal. Anything but the loopback address shows the study to the network.
  public var host: String
  /// The port to listen on; 0 picks a free one.
  public var port: Int
  /// Serve the page from this folder instead of the files in the binary, for those who work on the page. Its files are
  /// read anew for every request.
  public var assetsDirectory: URL?
  /// Further names that requests may use for this host, without the port; e.g. that of a reverse proxy.
  public var allowedHosts: [String]

  /// The network's file for those who ask for optimized images, where it is not where it was when the study was made.
  public var network: URL?

  /// Makes options.
  public init(
    host: String = "127.0.0.1", port: Int = 8765, assetsDirectory: URL? = nil, allowedHosts: [String] = [],
    network: URL? = nil
  ) {
    self.host = host
    self.port = port
    self.assetsDirectory = assetsDirectory
    self.allowedHosts = allowedHosts
    self.network = network
  }
}
