import Foundation

/// Small ONNX files, encoded by hand: networks that no exporter would make.
enum ONNXFixture {
  /// A node with its inputs and output.
  static func node(_ operatorName: String, _ inputs: [String], _ output: String, domain: String = "") -> Data {
    inputs.map { field(1, text: $0) }.reduce(Data(), +) + field(2, text: output) + field(3, text: "node_\(output)")
      + field(4, text: operatorName) + (domain.isEmpty ? Data() : field(7, text: domain))
  }

  /// Weights of four bytes in another file.
  static func externalWeight(_ name: String, location: String) -> Data {
    let entry = field(1, text: "location") + field(2, text: location)
    return field(1, number: 3) + field(2, number: 1) + field(8, text: name) + field(13, entry) + field(14, number: 1)
  }

  /// A network of Float32 tensors; 0 is an open axis.
  static func model(
    nodes: [Data], inputs: [String] = ["x"], output: String = "y", shape: [Int] = [0, 3, 32, 32], weights: [Data] = [],
    domains: [String] = []
  ) -> Data {
    var graph = nodes.map { field(1, $0) }.reduce(Data(), +) + field(2, text: "graph")
    graph += weights.map { field(5, $0) }.reduce(Data(), +)
    graph += inputs.map { field(11, value($0, shape)) }.reduce(Data(), +) + field(12, value(output, shape))
    let operatorSets = ([(name: "", version: 13)] + domains.map { (name: $0, version: 1) }).map {
      field(8, field(1, text: $0.name) + field(2, number: $0.version))
    }
    return field(1, number: 8) + field(2, text: "test") + field(7, graph) + operatorSets.reduce(Data(), +)
  }

  private static func value(_ name: String, _ shape: [Int]) -> Data {
    let axes = shape.map { field(1, $0 == 0 ? field(2, text: "N") : field(1, number: $0)) }.reduce(Data(), +)
    return field(1, text: name) + field(2, field(1, field(1, number: 1) + field(2, axes)))
  }

  private static func field(_ number: Int, _ content: Data) -> Data {
    varint(number << 3 | 2) + varint(content.count) + content
  }
  private static func field(_ number: Int, text: String) -> Data { field(number, Data(text.utf8)) }
  private static func field(_ number: Int, number value: Int) -> Data { varint(number << 3) + varint(value) }

  private static func varint(_ value: Int) -> Data {
    var bytes = Data()
    var rest = value
    while rest > 127 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }
}
