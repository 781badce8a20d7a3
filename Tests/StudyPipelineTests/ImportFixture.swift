import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore

/// A folder with arrays to import; studies are made beside them.
final class ImportFixture {
  static let count = 45
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  @discardableResult
  func write(_ text: String, to name: String) throws -> URL {
    try Data(text.utf8).write(to: url(name))
    return url(name)
  }

  /// Three clusters in turn, `columnCount` features; `shift` makes another array of the same items.
  static func matrix(rows: Int = count, columnCount: Int = 6, shift: Int = 0) -> Matrix {
    var matrix = Matrix(rowCount: rows, columnCount: columnCount)
    for row in 0..<rows {
      for column in 0..<columnCount {
        let noise = Float((row * 37 + column * 11 + shift * 7) % 29) / 29
        matrix[row, column] = noise + (column % 3 == row % 3 ? 4 : 0)
      }
    }
    return matrix
  }

  @discardableResult
  func array(_ name: String, _ matrix: Matrix = ImportFixture.matrix()) throws -> URL {
    try NPYWriter.write(matrix, to: url(name))
    return url(name)
  }

  /// An array file with any header and data.
  func raw(_ name: String, descriptor: String, shape: String, isFortran: Bool = false, data: Data) throws -> URL {
    let header = "{'descr': \(descriptor), 'fortran_order': \(isFortran ? "True" : "False"), 'shape': \(shape), }\n"
    let bytes =
      Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0]) + Data(header.utf8) + data
    try bytes.write(to: url(name))
    return url(name)
  }

  func options(_ study: String, _ arrays: URL...) -> ImportOptions {
    var options = ImportOptions(study: url(study), arrays: arrays)
    options.embeddings = []
    options.neighborCount = 15
    options.measuresLayers = false
    return options
  }

  /// Runs an import and closes the study again.
  @discardableResult
  func run(_ options: ImportOptions, observer: Recorder = Recorder()) throws -> Recorder {
    _ = try StudyImport(options: options, observer: observer).run()
    return observer
  }

  func study(_ name: String) throws -> Study { try Study.open(at: url(name), for: .reading) }

  /// The message of the error that an import ends with; nil when it succeeds.
  func message(_ options: ImportOptions) -> String? {
    do {
      try run(options)
      return nil
    } catch {
      return "\(error)"
    }
  }

  func activations(_ study: String, _ layer: String, of model: String) throws -> Matrix {
    let paths = StudyPaths(root: url(study))
    return try NPYFile(contentsOf: paths.file("activations.npy", inLayer: layer, of: model)).matrix()
  }
}
