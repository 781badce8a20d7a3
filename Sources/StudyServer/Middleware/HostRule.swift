import Foundation

/// Which `Host` headers are answered.
///
/// A page of another site can make a browser send requests here under that site's name (DNS rebinding); those carry that
/// name as host, and are refused.
final class HostRule: @unchecked Sendable {
  // `lock` guards `port`.
  private let lock = NSLock()
  private var port: Int?
  private let names: Set<String>
  private let allowsAddresses: Bool

  /// - Parameters:
  ///   - boundHost: the address that the server listens on. If that is every address of the machine, hosts given as
  ///     literal addresses and the machine's own name are answered too: neither can be rebound.
  ///   - allowedHosts: further names.
  init(boundHost: String, allowedHosts: [String]) {
    let isEverywhere = ["0.0.0.0", "::", "[::]"].contains(boundHost)
    var names: Set<String> = ["localhost", "127.0.0.1", "[::1]", HostRule.normalized(boundHost)]
    names.formUnion(allowedHosts.map(HostRule.normalized))
    if isEverywhere { names.insert(HostRule.normalized(ProcessInfo.processInfo.hostName)) }
    self.names = names
    allowsAddresses = isEverywhere
  }

  /// Sets the port that hosts must carry; before, any will do.
  func require(port: Int) {
    lock.withLock { self.port = port }
  }

  /// Whether a request with this `Host` header is answered.
  func allows(_ header: String?) -> Bool {
    guard let header, let (host, givenPort) = HostRule.parse(header) else { return false }
    if let port = lock.withLock({ port }), (givenPort ?? 80) != port { return false }
    return names.contains(host) || (allowsAddresses && HostRule.isAddress(host))
  }

  private static func normalized(_ host: String) -> String {
    let lower = host.lowercased()
    return lower.contains(":") && !lower.hasPrefix("[") ? "[\(lower)]" : lower
  }

  private static func parse(_ header: String) -> (host: String, port: Int?)? {
    let header = header.lowercased()
    let hostEnd = header.hasPrefix("[") ? header.firstIndex(of: "]").map(header.index(after:)) : nil
    if header.hasPrefix("["), hostEnd == nil { return nil }
    let end = hostEnd ?? header.firstIndex(of: ":") ?? header.endIndex
    let rest = header[end...]
    if rest.isEmpty { return (String(header[..<end]), nil) }
    guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()) else { return nil }
    return (String(header[..<end]), Int(port))
  }

  private static func isAddress(_ host: String) -> Bool {
    var v4 = in_addr()
    var v6 = in6_addr()
    if host.hasPrefix("[") { return inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &v6) == 1 }
    return inet_pton(AF_INET, host, &v4) == 1
  }
}
