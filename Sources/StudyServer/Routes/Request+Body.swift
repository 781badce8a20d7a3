import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
  /// The whole body. `name` says what it is to those whose is too large.
  /// - Throws: ``ErrorResponse`` 413 beyond `limit` bytes.
  func data(upTo limit: Int, name: String) async throws -> Data {
    var request = self
    do {
      return Data(try await request.collectBody(upTo: limit).readableBytesView)
    } catch {
      throw ErrorResponse(
        status: .contentTooLarge, message: "The \(name) is larger than \(limit >> 20) MB.",
        remedy: "Select fewer images.")
    }
  }
}
