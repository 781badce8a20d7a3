import Foundation

/// Other kinds of files that people take for ONNX, by their first bytes.
struct FileSignature {
  /// What the file looks like, with its article.
  let format: String
  /// What to do instead.
  let remedy: String

  private static let torchExport = "Export the network with torch.onnx.export and give that file."
  private static let notANetwork = "Give the .onnx file of the network."

  private static let prefixes: [([UInt8], FileSignature)] = [
    ([0xFF, 0xD8, 0xFF], FileSignature(format: "a JPEG image", remedy: notANetwork)),
    ([0x89, 0x50, 0x4E, 0x47], FileSignature(format: "a PNG image", remedy: notANetwork)),
    ([0x47, 0x49, 0x46, 0x38], FileSignature(format: "a GIF image", remedy: notANetwork)),
    ([0x52, 0x49, 0x46, 0x46], FileSignature(format: "a WebP image or a sound file", remedy: notANetwork)),
    ([0x25, 0x50, 0x44, 0x46], FileSignature(format: "a PDF document", remedy: notANetwork)),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], FileSignature(format: "a NumPy array", remedy: notANetwork)),
    (
      [0x50, 0x4B, 0x03, 0x04],
      FileSignature(
        format: "a zip archive, perhaps a PyTorch checkpoint or a Keras model",
        remedy: torchExport + " For Keras: tf2onnx.")
    ),
    ([0x80, 0x02], FileSignature(format: "a Python pickle, perhaps an old PyTorch checkpoint", remedy: torchExport)),
    (
      [0x89, 0x48, 0x44, 0x46],
      FileSignature(
        format: "an HDF5 file, perhaps a Keras model", remedy: "Convert it with tf2onnx and give that file.")
    ),
    ([0x1F, 0x8B], FileSignature(format: "gzip-compressed", remedy: "Unpack it first.")),
    ([0x42, 0x5A, 0x68], FileSignature(format: "bzip2-compressed", remedy: "Unpack it first.")),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], FileSignature(format: "xz-compressed", remedy: "Unpack it first.")),
  ]

  /// Formats with a signature of their own, which no ONNX file starts with.
  static func recognize(_ data: Data) -> FileSignature? {
    let start = [UInt8](data.prefix(64))
    if let match = prefixes.first(where: { start.starts(with: $0.0) }) { return match.1 }
    if start.count > 8, Array(start[4..<8]) == Array("TFL3".utf8) {
      return FileSignature(format: "a TensorFlow Lite model", remedy: "Convert it with tf2onnx and give that file.")
    }
    return nil
  }

  /// Text of some kind. Asked only where decoding failed: the first bytes alone do not tell.
  static func recognizeText(_ data: Data) -> FileSignature? {
    let start = data.prefix(512)
    let isText = start.allSatisfy { $0 == 9 || $0 == 10 || $0 == 13 || $0 >= 32 && $0 != 127 }
    guard isText, start.count > 1 else { return nil }
    let text = String(decoding: start, as: UTF8.self).lowercased().drop(while: \.isWhitespace)
    if text.hasPrefix("<!doctype") || text.hasPrefix("<html") {
      return FileSignature(
        format: "an HTML page, as a download that failed leaves", remedy: "Download the model's raw file again.")
    }
    if text.hasPrefix("version https://git-lfs") {
      return FileSignature(format: "a Git LFS pointer", remedy: "Fetch the file itself with `git lfs pull`.")
    }
    return FileSignature(format: "a text file", remedy: notANetwork)
  }

  func error(name: String) -> ONNXModelError {
    ONNXModelError(kind: .notONNX, description: "\(name) is not an ONNX file: it looks like \(format). \(remedy)")
  }
}
