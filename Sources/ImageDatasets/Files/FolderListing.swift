import Foundation

/// The image files and folders in a folder, in the order of their bytes (as Python sorts them).
struct FolderListing {
  /// Endings that count as images, in lower case. Content decides when decoding.
  static let imageExtensions: Set<String> = ["jpg", "jpeg", "jpe", "jfif", "png", "webp"]

  var imageNames = [String]()
  var folderNames = [String]()
  /// Files that are neither hidden nor images.
  var otherNames = [String]()

  init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ImageDatasetsError(.inputOutput, "The folder \(path) does not exist. Check the path.")
    }
    guard isFolder.boolValue else {
      throw ImageDatasetsError(.badInput, "\(path) is a file, not a folder of images. Give the folder.")
    }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw ImageDatasetsError(
        .inputOutput, "The folder \(path) cannot be listed. Check its permissions.")
    }
    for name in names.sorted(by: Self.precedes) where !name.hasPrefix(".") {
      // An image's name is believed: asking the disk about each of a million files takes minutes.
      if Self.imageExtensions.contains(Self.fileExtension(of: name)) {
        imageNames.append(name)
      } else if FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder), isFolder.boolValue {
        folderNames.append(name)
      } else {
        otherNames.append(name)
      }
    }
  }

  static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  static func fileExtension(of name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.utf8.startIndex else { return "" }
    return name[name.utf8.index(after: dot)...].lowercased()
  }

  /// All image files below a folder as paths in it, folders within folders too. A link to a folder that one is already
  /// in is not followed.
  static func imagePaths(below path: String, ancestors: [String] = []) throws -> (images: [String], others: [String]) {
    let location = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    if ancestors.contains(location) { return ([], []) }
    let listing = try FolderListing(path: path)
    var images = listing.imageNames
    var others = listing.otherNames
    for folder in listing.folderNames {
      let below = try imagePaths(below: path + "/" + folder, ancestors: ancestors + [location])
      images += below.images.map { folder + "/" + $0 }
      others += below.others.map { folder + "/" + $0 }
    }
    return (images, others)
  }

  /// A remark on files that were left out.
  static func remark(onOthers others: [String], in path: String) -> [String] {
    guard let first = others.first else { return [] }
    return ["\(path) holds \(others.count) file(s) that are not images by their names, such as \(first); left out."]
  }
}
