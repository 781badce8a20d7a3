import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A TCP connection that says exactly what the test says, and no more.
final class RawConnection: @unchecked Sendable {
  struct Failure: Error {
    var what: String
    var received: String
  }

  // `lock` guards `descriptor`.
  private let lock = NSLock()
  private var descriptor: Int32

  init(port: Int) throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    // Long: other tests may hold all threads that the server would answer on.
    var timeout = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure(what: "connect", received: String(cString: strerror(errno))) }
  }

  deinit { close() }

  func send(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(what: "send", received: "") }
  }

  /// Reads until `end` has come, for at most two minutes.
  func receive(until end: String) throws -> String {
    var text = ""
    var byte: UInt8 = 0
    while !text.hasSuffix(end) {
      guard read(descriptor, &byte, 1) == 1 else { throw Failure(what: "receive", received: text) }
      text.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return text
  }

  /// Reads until the server closes the connection.
  func receiveRest() throws -> Data {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return data }
      guard count > 0 else { throw Failure(what: "receive", received: "\(data.count) bytes") }
      data.append(contentsOf: buffer[..<count])
    }
  }

  func close() {
    lock.withLock {
      if descriptor >= 0 { _ = shutdownAndClose(descriptor) }
      descriptor = -1
    }
  }

  private func shutdownAndClose(_ descriptor: Int32) -> Int32 {
    shutdown(descriptor, Int32(SHUT_RDWR))
    #if canImport(Darwin)
      return Darwin.close(descriptor)
    #else
      return Glibc.close(descriptor)
    #endif
  }
}
