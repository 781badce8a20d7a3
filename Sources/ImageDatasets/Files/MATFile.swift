import CMatFile
import Foundation

/// A numeric array of a MAT file; the first size varies fastest.
struct MATArray {
  let sizes: [Int]
  /// Whole numbers from 0 to 255; what is stored as floating point is converted.
  let bytes: [UInt8]

  /// Reads a variable of whole numbers from 0 to 255.
  /// - Throws: `ImageDatasetsError` that names file and variable.
  init(_ name: String, of file: URL, largestCount: Int) throws {
    var array = strata_mat_array()
    let status = strata_mat_read(file.path, name, largestCount, &array)
    guard status == Int32(STRATA_MAT_OK.rawValue) else { throw Self.problem(status, name, file) }
    defer { strata_mat_release(&array) }
    let rank = Int(array.rank)
    sizes = withUnsafeBytes(of: &array.sizes) { $0.bindMemory(to: Int.self).prefix(rank).map { $0 } }
    let count = sizes.reduce(1, *)
    guard let data = array.data, count > 0 else {
      bytes = []
      return
    }
    if array.element_size == 1 {
      bytes = [UInt8](UnsafeRawBufferPointer(start: data, count: count))
    } else {
      let numbers = UnsafeBufferPointer(start: data.assumingMemoryBound(to: Double.self), count: count)
      guard numbers.allSatisfy({ $0 >= 0 && $0 <= 255 && $0 == $0.rounded() }) else {
        throw ImageDatasetsError(
          .badInput, "\(file.path): \(name) has values other than whole numbers from 0 to 255. Download the file again."
        )
      }
      bytes = numbers.map { UInt8($0) }
    }
  }

  private static func problem(_ status: Int32, _ name: String, _ file: URL) -> ImageDatasetsError {
    switch status {
    case Int32(STRATA_MAT_UNAVAILABLE.rawValue):
      ImageDatasetsError(
        .inputOutput,
        "\(file.path) is a MAT file, which needs the library matio. Install it (Debian, Ubuntu: apt install libmatio-dev; "
          + "macOS: brew install libmatio) and build Strata again.")
    case Int32(STRATA_MAT_NO_FILE.rawValue):
      ImageDatasetsError(.badInput, "\(file.path) cannot be read, or is no MAT file. Download it again.")
    case Int32(STRATA_MAT_NO_VARIABLE.rawValue):
      ImageDatasetsError(.badInput, "\(file.path) has no variable \(name). Expected are X and y. Download it again.")
    case Int32(STRATA_MAT_OTHER_KIND.rawValue):
      ImageDatasetsError(
        .badInput, "\(file.path): \(name) is no array of numbers of the expected size. Download the file again.")
    default: ImageDatasetsError(.badInput, "\(file.path) is damaged at \(name). Download it again.")
    }
  }
}
