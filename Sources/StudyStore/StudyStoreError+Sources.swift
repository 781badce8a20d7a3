import Foundation
import GRDB

extension StudyStoreError {
  /// A file system call failed with `errno` = `code`.
  static func fileSystem(_ what: String, at url: URL, code: Int32) -> StudyStoreError {
    StudyStoreError(kind: .inputOutput, "\(url.path) \(what): \(String(cString: strerror(code))). \(remedy(code))")
  }

  private static func remedy(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "Free some space on that disk and run the command again; finished work is kept."
    case EACCES, EPERM, EROFS: "Choose a folder that you may write, or change its permissions."
    case ENOENT: "Check the path."
    default: "Check the disk and try again."
    }
  }

  /// What SQLite says, in words for the person who ran the command.
  static func database(_ error: DatabaseError, at place: String) -> StudyStoreError {
    switch error.resultCode {
    case .SQLITE_FULL:
      StudyStoreError(
        kind: .inputOutput,
        "The disk is full: \(place) cannot grow. Free some space and run the command again; finished work is kept.")
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      StudyStoreError(
        kind: .corrupt,
        "\(place) is damaged (\(error.message ?? "no details")); expected a whole SQLite database. "
          + "Restore it from a copy, or make the study again: the arrays beside it are not affected.")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      StudyStoreError(
        kind: .locked,
        "\(place) is held by another program that opened the database. Close it and try again.")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
      StudyStoreError(
        kind: .inputOutput,
        "\(place) cannot be opened or written (\(error.message ?? "no details")). "
          + "Check that its folder exists and that you may write there.")
    case .SQLITE_CONSTRAINT:
      StudyStoreError(
        kind: .badInput,
        "\(place) refused a record (\(error.message ?? "no details")). "
          + "Names must be unique, and what a record refers to must be recorded before it.")
    default:
      StudyStoreError(
        kind: .inputOutput,
        "\(place) cannot be read or written (\(error.message ?? "\(error.resultCode)")). Check the disk and try again.")
    }
  }
}
