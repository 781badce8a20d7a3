public import Foundation
public import NumericKernels

/// A `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it: a zip archive of `.npy` files.
public final class NPZArchive: Sendable {
  /// Where the archive is.
  public let url: URL
  /// The names of its arrays, without `.npy`, in the order of the archive.
  public let names: [String]
  /// Members that are no arrays.
  public let otherMembers: [String]
  private let archive: ZipArchive
  private let members: [String: ZipMember]

  /// Opens an archive; only its directory is read.
  /// - Throws: `NumericKernelsError` naming the file: `inputOutput` when it cannot be read, `badInput` when it is no whole zip
  ///   archive, claims sizes that its bytes cannot hold, or keeps members encrypted or in unknown ways.
  public init(contentsOf url: URL) throws {
    self.url = url
    archive = try ZipArchive(contentsOf: url)
    let arrays = archive.members.filter { $0.name.hasSuffix(".npy") }
    names = arrays.map { String($0.name.dropLast(4)) }
    otherMembers = archive.members.filter { !$0.name.hasSuffix(".npy") }.map(\.name)
    members = Dictionary(uniqueKeysWithValues: zip(names, arrays))
  }

  /// What messages call an array.
  public func place(of name: String) -> String { "\(url.path), \(name)" }

  /// Whether an array holds text instead of numbers.
  public func isText(_ name: String) throws -> Bool {
    let beginning = try beginning(of: name)
    return try beginning.bytes.withUnsafeBytes { try NPYText.isText($0, name: place(of: name)) }
  }

  /// What the header of an array of numbers says.
  /// - Throws: `badInput`, naming archive and array, when there is none of that name, or it is damaged, pickled or of an unknown
  ///   type.
  public func header(of name: String) throws -> NPYHeader {
    let (bytes, member) = try beginning(of: name)
    return try bytes.withUnsafeBytes {
      try NPYFile.header(beginning: $0, byteCount: member.byteCount, name: place(of: name))
    }
  }

  /// The elements of an array of text.
  public func texts(_ name: String) throws -> [String] {
    let member = try member(name)
    var data = Data(capacity: member.byteCount)
    try archive.unpack(member) {
      data.append(contentsOf: $0)
      return true
    }
    return try data.withUnsafeBytes { try NPYText.elements(of: $0, name: place(of: name)) }
  }

  /// Opens an array of numbers, checked against the archive's checksum.
  ///
  /// What is stored is mapped where it lies. What is compressed is unpacked into a file in `folder`, which has no name and goes
  /// away with the array.
  /// - Throws: `badInput` for damage, `inputOutput` when the folder has no room.
  /// - Complexity: O(bytes).
  public func array(_ name: String, unpackingInto folder: URL) throws -> NPYFile {
    let member = try member(name)
    if member.method == .stored {
      try archive.unpack(member) { _ in true }
      return try NPYFile(contentsOf: url, range: member.range, name: place(of: name))
    }
    let unpacked = folder.appendingPathComponent("strata-\(UUID().uuidString).npy")
    defer { unlink(unpacked.path) }
    guard FileManager.default.createFile(atPath: unpacked.path, contents: nil),
      let handle = try? FileHandle(forWritingTo: unpacked)
    else { throw unwritable(folder, "it cannot be written") }
    defer { try? handle.close() }
    try archive.unpack(member) { piece in
      do {
        try handle.write(contentsOf: Data(piece))
      } catch {
        throw unwritable(folder, error.localizedDescription)
      }
      return true
    }
    return try NPYFile(contentsOf: unpacked, range: nil, name: place(of: name))
  }

  private func unwritable(_ folder: URL, _ reason: String) -> NumericKernelsError {
    NumericKernelsError(
      kind: .inputOutput,
      description:
        "\(url.path) cannot be unpacked into \(folder.path): \(reason). Name another folder with the environment "
        + "variable TMPDIR, or save the arrays with numpy.savez, which needs no unpacking.")
  }

  private func member(_ name: String) throws -> ZipMember {
    guard let member = members[name] else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "\(url.path) has no array \(name). It has: \(names.joined(separator: ", ")).")
    }
    return member
  }

  private func beginning(of name: String) throws -> (bytes: Data, member: ZipMember) {
    let member = try member(name)
    let bytes = try archive.prefix(of: member, byteCount: 1 << 16 + 12)
    guard !bytes.isEmpty else {
      throw NumericKernelsError(
        kind: .badInput, description: "\(place(of: name)) is empty; a .npy file is expected. Save it again.")
    }
    return (bytes, member)
  }
}
