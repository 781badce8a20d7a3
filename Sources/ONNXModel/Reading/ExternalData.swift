import Foundation

/// Weights that a model keeps in other files of its folder.
struct ExternalData {
  /// The folder of the model.
  let folder: URL
  /// How messages name the model.
  let modelName: String

  /// A part of a file.
  struct Section: Equatable {
    let url: URL
    let offset: Int
    let byteCount: Int
  }

  private func failure(_ tensor: Onnx_TensorProto, _ problem: String, _ remedy: String) -> ONNXModelError {
    ONNXModelError(
      kind: .externalData, description: "The weights `\(tensor.name)` of \(modelName) \(problem). \(remedy)")
  }

  /// Finds the bytes of a tensor, and makes sure that they are all there and inside the model's folder.
  func section(of tensor: Onnx_TensorProto) throws -> Section {
    let entries = Dictionary(tensor.externalData.map { ($0.key, $0.value) }) { first, _ in first }
    guard let location = entries["location"], !location.isEmpty else {
      throw failure(tensor, "are said to be in another file, but no file is named", "Export the model again.")
    }
    let url = try resolve(location, for: tensor)
    guard let size = (try? url.resourceValues(forKeys: [.fileSizeKey]))?.fileSize else {
      throw failure(
        tensor, "are in `\(location)`, which is missing from the model's folder", "Put that file beside the model.")
    }
    let offset = entries["offset"].map { Int($0) } ?? 0
    let stated = entries["length"].map { Int($0) }
    let expected = try byteCount(of: tensor)
    guard let offset, offset >= 0, offset <= size, stated.map({ $0 != nil }) ?? true else {
      throw failure(
        tensor, "start at offset \(entries["offset"] ?? "0") of `\(location)`, which has \(size) bytes",
        "Copy that file again or export the model again.")
    }
    let length = (stated ?? nil) ?? expected
    guard length == expected else {
      throw failure(
        tensor, "need \(expected) bytes, but \(length) bytes of `\(location)` are given to them",
        "Export the model again.")
    }
    guard size - offset >= length else {
      throw failure(
        tensor, "need \(length) bytes at offset \(offset) of `\(location)`, which ends after \(size) bytes",
        "Copy that file again.")
    }
    return Section(url: url, offset: offset, byteCount: length)
  }

  private func byteCount(of tensor: Onnx_TensorProto) throws -> Int {
    guard let shape = tensor.checkedShape else {
      throw failure(tensor, "have an impossible shape, \(tensor.dims)", "Export the model again.")
    }
    let count = shape.reduce(1, *)
    guard let size = tensor.elementType.byteCount else {
      // Types of less than a byte are packed; nothing is known of other types.
      let isPacked = (21...23).contains(tensor.dataType)
      guard isPacked || (17...20).contains(tensor.dataType) else {
        throw failure(
          tensor, "have the element type \(tensor.dataType), which cannot be in another file", "Export again.")
      }
      return isPacked ? count / 2 + count % 2 : count
    }
    let (product, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow else {
      throw failure(tensor, "have an impossible shape, \(tensor.dims)", "Export the model again.")
    }
    return product
  }

  /// The file behind a location, which must be in the model's folder, also behind symbolic links.
  private func resolve(_ location: String, for tensor: Onnx_TensorProto) throws -> URL {
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    let outside = failure(
      tensor, "are in `\(location)`, which is outside the model's folder; such a file is not opened",
      "Put it into the model's folder and export the model again.")
    guard !location.hasPrefix("/"), !location.hasPrefix("~"), !parts.contains(".."), !location.contains("\0"),
      !location.contains("\\")
    else { throw outside }
    let root = folder.resolvingSymlinksInPath().standardizedFileURL.path
    let url = folder.appendingPathComponent(location).resolvingSymlinksInPath().standardizedFileURL
    guard url.path.hasPrefix(root.hasSuffix("/") ? root : root + "/") else { throw outside }
    return url
  }

  /// Reads sections, mapping each file only once.
  final class Reader {
    private var files: [URL: Data] = [:]

    func bytes(_ section: Section, modelName: String) throws -> Data {
      let file: Data
      if let known = files[section.url] {
        file = known
      } else {
        do {
          file = try Data(contentsOf: section.url, options: .alwaysMapped)
        } catch {
          throw ONNXModelError(
            kind: .externalData,
            description: """
              The weights file \(section.url.lastPathComponent) of \(modelName) cannot be read: \
              \(error.localizedDescription) Check its permissions.
              """)
        }
        files[section.url] = file
      }
      guard section.byteCount <= file.count - section.offset else {
        throw ONNXModelError(
          kind: .externalData,
          description: "\(section.url.lastPathComponent) has become shorter since \(modelName) was opened. Restore it.")
      }
      let start = file.startIndex + section.offset
      return file[start..<start + section.byteCount]
    }
  }
}
