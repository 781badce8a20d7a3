import Foundation

/// A tensor of a projector set.
struct ProjectorTensor {
  let name: String
  let file: String
  let rowCount: Int
  let columnCount: Int
}

/// What tells the projector which file is what (`projector_config.proto` of TensorBoard).
struct ProjectorConfiguration {
  static let metadataFile = "metadata.tsv"
  static let spriteFile = "sprite.jpg"

  let tensors: [ProjectorTensor]
  /// Pixels of one picture; nil without pictures.
  let spriteSide: Int?

  /// Protocol buffers in text form.
  var text: String {
    tensors.map { tensor in
      var lines = [
        "tensor_name: \(Self.quoted(tensor.name))", "tensor_shape: \(tensor.rowCount)",
        "tensor_shape: \(tensor.columnCount)", "tensor_path: \(Self.quoted(tensor.file))",
        "metadata_path: \(Self.quoted(Self.metadataFile))",
      ]
      if let spriteSide {
        lines.append(
          "sprite { image_path: \(Self.quoted(Self.spriteFile)) single_image_dim: \(spriteSide) "
            + "single_image_dim: \(spriteSide) }")
      }
      return "embeddings {\n" + lines.map { "  \($0)\n" }.joined() + "}\n"
    }.joined()
  }

  /// The same as the projector's own page reads it.
  func json() throws -> Data {
    struct Document: Encodable {
      struct Sprite: Encodable {
        let imagePath: String
        let singleImageDim: [Int]
      }
      struct Tensor: Encodable {
        let tensorName: String
        let tensorShape: [Int]
        let tensorPath: String
        let metadataPath: String
        let sprite: Sprite?
      }
      let embeddings: [Tensor]
    }
    let document = Document(
      embeddings: tensors.map { tensor in
        .init(
          tensorName: tensor.name, tensorShape: [tensor.rowCount, tensor.columnCount], tensorPath: tensor.file,
          metadataPath: Self.metadataFile,
          sprite: spriteSide.map { .init(imagePath: Self.spriteFile, singleImageDim: [$0, $0]) })
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(document)
  }

  /// A string of the text form; names of layers may hold anything.
  private static func quoted(_ text: String) -> String {
    let escaped = text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "\""): "\\\""
      case UInt8(ascii: "\\"): "\\\\"
      case 0x20..<0x7F: String(UnicodeScalar(byte))
      default: "\\" + String(String(Int(byte) + 0o1000, radix: 8).dropFirst())
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
