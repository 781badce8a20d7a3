import CTorchInterface
import Foundation

/// Finds and opens the library StrataTorch, which brings libtorch with it.
enum TensorLibrary {
  #if os(macOS)
    static let fileName = "libStrataTorch.dylib"
  #else
    static let fileName = "libStrataTorch.so"
  #endif

  static let variable = "STRATA_TORCH_LIBRARY"

  /// How to get libtorch and the library.
  static let remedy = """
    Install libtorch (Debian, Ubuntu: apt install libtorch-dev; macOS: brew install pytorch; or set \
    LIBTORCH=…/site-packages/torch to an installed PyTorch) and build again: make build.
    """

  /// Where the library may be: the file that the environment names, or beside the program and its library folders.
  static func candidates(environment: [String: String]) -> [URL] {
    if let named = environment[variable], !named.isEmpty { return [URL(fileURLWithPath: named)] }
    var folders: [URL] = []
    if let image = imageOfThisCode() {
      var folder = image.resolvingSymlinksInPath().deletingLastPathComponent()
      folders = [folder, folder.appendingPathComponent("../lib"), folder.appendingPathComponent("../lib/strata")]
      // The tests of macOS lie in a bundle beside the library.
      while folder.path.contains(".xctest") {
        folder.deleteLastPathComponent()
        folders.append(folder)
      }
    }
    return folders.map { $0.appendingPathComponent(fileName).standardizedFileURL }
  }

  /// The program or library that this code was linked into.
  private static func imageOfThisCode() -> URL? {
    guard let name = strata_torch_image_of(#dsohandle) else { return nil }
    let path = String(cString: name)
    // A program that was started through the search path is named without its folder.
    if path.contains("/") { return URL(fileURLWithPath: path) }
    return Bundle.main.executableURL
  }

  /// Opens the first library that is there and returns its table, which lives as long as the process.
  static func open(_ candidates: [URL]) throws -> UnsafePointer<strata_torch_interface> {
    guard let file = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      let places = candidates.map(\.path).joined(separator: ", ")
      throw TensorEngineError(
        kind: .unavailable,
        description: "This needs gradients, and the library for them is not there (looked for \(places)). \(remedy)")
    }
    guard let library = dlopen(file.path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "no reason is told"
      throw TensorEngineError(
        kind: .unavailable, description: "\(file.path) cannot be loaded: \(reason). \(remedy)")
    }
    guard let table = strata_torch_call_entry(dlsym(library, STRATA_TORCH_ENTRY_NAME)),
      strata_torch_interface_fits(table)
    else {
      throw TensorEngineError(
        kind: .unavailable,
        description: """
          \(file.path) does not belong to this version of Strata (its table of functions is not version \
          \(STRATA_TORCH_INTERFACE_VERSION)). Build the program and the library together: make build.
          """)
    }
    return table
  }
}
