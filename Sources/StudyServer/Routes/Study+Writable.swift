import Foundation
import HTTPTypes
import StudyStore

extension Study {
  /// Throws ``ErrorResponse`` 405 where the study's folder is not ours to write; `consequence` ends the sentence.
  func requireWritable(_ consequence: String) throws {
    let isWritable = [paths.catalogue, paths.root].allSatisfy { FileManager.default.isWritableFile(atPath: $0.path) }
    guard isWritable else {
      throw ErrorResponse(
        status: .methodNotAllowed, message: "This study cannot be written, so \(consequence)",
        remedy: "Copy it to a folder that you may write.", headers: [.allow: "GET, HEAD"])
    }
  }
}
