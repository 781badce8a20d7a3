import ArgumentParser
import Foundation

/// The view of *Tour* that a link of the page holds, as `Viewer/state/link.js` writes it.
struct FigureLink {
  var model: String?
  var layer: String?
  var embedding: String?
  /// How images are drawn: dots, mixed or images.
  var drawing: String?
  var color: String?
  /// Classes that alone have colors.
  var isolated: [String] = []
  var marksMisclassified = false
  var marksLowTrust = false
  /// Trust below which an image is marked; nil for the page's own limit.
  var lowTrust: Double?
  /// The place in the middle, the zoom, and how much closer the fit was.
  var camera: (x: Double, y: Double, zoom: Double)?
  /// The first two rows of the frame.
  var frame: [Double]?
  /// The images that are shown; nil for all.
  var shown: Set<Int>?
  private var isTrustworthiness = true
  /// Parts that a figure does not draw.
  var dropped: [String] = []

  /// Reads a whole address or its part from `#` on. Throws `ValidationError` for a link of another view.
  init(_ text: String) throws {
    let hash = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init) ?? ""
    guard let items = URLComponents(string: "?" + hash.replacingOccurrences(of: "+", with: "%20"))?.queryItems,
      items.contains(where: { $0.value != nil })
    else {
      throw ValidationError("--link is no link of the page: \(text). Take the whole address that Copy link gives.")
    }
    for item in items {
      if try !read(item.name, item.value ?? "") { dropped.append(item.name) }
    }
    marksLowTrust = marksLowTrust && isTrustworthiness
  }

  private mutating func read(_ key: String, _ value: String) throws -> Bool {
    switch key {
    case "v":
      guard value == "tour" else {
        throw ValidationError(
          "--link shows the view \(value). Give a link of the view Tour, or draw it with --view \(value).")
      }
    case "m": model = value
    case "l": layer = value
    case "e": embedding = value
    case "d": return true
    case "as": drawing = value
    case "c": color = value
    case "iso": isolated.append(value)
    case "mk":
      (marksMisclassified, marksLowTrust) = (value.contains("m"), value.contains("t"))
    case "t":
      let parts = value.split(separator: ",").map(String.init)
      // Of other measures than trustworthiness, the study keeps no values.
      isTrustworthiness = parts.first == "trustworthiness"
      lowTrust = parts.count == 2 ? Double(parts[1]) : nil
      return isTrustworthiness
    case "z":
      let numbers = value.split(separator: ",").compactMap { Double($0) }
      guard (3...4).contains(numbers.count), numbers.allSatisfy(\.isFinite), numbers[2] > 0 else { return false }
      camera = (numbers[0], numbers[1], numbers[2] * (numbers.count == 4 ? numbers[3] : 1))
    case "q":
      guard let rows = Self.frame(value) else { return false }
      frame = rows
    case "only":
      guard let items = Self.items(value) else { return false }
      shown = items
    default: return false
    }
    return true
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
    return Data(base64Encoded: padded).map(Array.init)
  }

  /// Int16, little endian: the first two rows of an orthogonal matrix.
  private static func frame(_ text: String) -> [Double]? {
    guard let bytes = bytes(text), !bytes.isEmpty, bytes.count % 4 == 0 else { return nil }
    let rows = stride(from: 0, to: bytes.count, by: 2).map { place in
      Double(Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)) / 32767
    }
    let size = rows.count / 2
    func product(_ first: Int, _ second: Int) -> Double {
      (0..<size).reduce(0) { $0 + rows[first * size + $1] * rows[second * size + $1] }
    }
    guard abs(product(0, 0) - 1) < 0.05, abs(product(1, 1) - 1) < 0.05, abs(product(0, 1)) < 0.05 else { return nil }
    return rows
  }

  /// Differences as varints: seven bits a byte, the last one without its highest bit.
  private static func items(_ text: String) -> Set<Int>? {
    guard let bytes = bytes(text) else { return nil }
    var (items, last, value, shift) = (Set<Int>(), -1, 0, 0)
    for byte in bytes {
      guard shift < 35 else { return nil }
      value |= Int(byte & 127) << shift
      shift += 7
      if byte > 127 { continue }
      last += value + 1
      items.insert(last)
      (value, shift) = (0, 0)
    }
    return shift == 0 && !items.isEmpty ? items : nil
  }
}

extension FigureLink {
  /// The middle and the reach of what the page shows at zoom 1: all points but the outermost 0.2 % on each side; where leaving
  /// out 1 % shows the others at least half as large again, those few are outside. As `fit` in `Viewer/tour/camera.js`.
  static func fit(_ positions: [Float]) -> Double {
    let spans = (0..<2).map { axis -> Double in
      let values = stride(from: axis, to: positions.count, by: 2).map { Double(positions[$0]) }.filter(\.isFinite)
        .sorted()
      guard !values.isEmpty else { return 2 }
      func at(_ share: Double) -> Double { values[Int((share * Double(values.count - 1)).rounded())] }
      let (all, most) = (at(0.998) - at(0.002), at(0.99) - at(0.01))
      return all > 1.5 * most ? 1.08 * most : all
    }
    return max(1e-6, (spans.max() ?? 2) / 2)
  }
}
