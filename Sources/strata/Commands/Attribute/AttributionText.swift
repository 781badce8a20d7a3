import Attribution
import Foundation

/// A record as tables for people.
struct AttributionText {
  private let record: AttributionRecord

  init(_ record: AttributionRecord) { self.record = record }

  var text: String {
    let sanity = record.methods.filter { $0.sanity != nil }.map(sanityText)
    return ([mapTable] + sanity).joined(separator: "\n\n")
  }

  private var mapTable: String {
    var table = TextTable(columns: [
      ("image", .left), ("target", .left), ("score", .right), ("prob.", .right), ("method", .left), ("steps", .right),
      ("missing", .right),
    ])
    for image in record.images {
      for (place, map) in image.maps.enumerated() {
        let isFirst = place == 0
        table.add([
          isFirst ? TextTable.shortened(URL(fileURLWithPath: image.name).lastPathComponent, to: 18) : "",
          isFirst ? target(of: image) : "",
          isFirst ? String(format: "%.2f", image.score) : "",
          isFirst ? image.probability.map { String(format: "%.1f %%", 100 * $0) } ?? "" : "", method(map.method),
          map.completeness.map { "\($0.stepCount)" } ?? "",
          map.isZero ? "all 0" : map.completeness?.relativeError.map { String(format: "%.1f %%", 100 * $0) } ?? "",
        ])
      }
    }
    return table.text
  }

  private func target(of image: AttributionRecord.Image) -> String {
    if let unit = record.unit { return TextTable.shortened("\(unit.layer):\(unit.channel)", to: 14) }
    return TextTable.shortened(image.className ?? image.classIndex.map { "output \($0)" } ?? "", to: 14)
  }

  /// Names that leave room for the rest of a line.
  private func method(_ name: String) -> String {
    name == "smooth-integrated-gradients"
      ? "smooth int. grad." : name == "integrated-gradients" ? "int. gradients" : name
  }

  private func sanityText(_ method: AttributionRecord.Method) -> String {
    guard let report = method.sanity else { return "" }
    var table = TextTable(columns: [
      ("random layers", .right), ("from", .left), ("rank corr.", .right), ("signed", .right), ("SSIM", .right),
    ])
    for step in report.steps {
      let isAll = step.layerCount == report.layerCount
      table.add([
        isAll ? "all \(step.layerCount)" : "\(step.layerCount)", TextTable.shortened(step.firstLayer, to: 28),
        Self.number(step.rankCorrelation), Self.number(step.signedRankCorrelation),
        Self.number(step.structuralSimilarity),
      ])
    }
    return """
      \(method.name): maps of \(report.imageCount) images against those of the network with random last layers
      \(table.text)
      1 is the same map: a method whose maps stay alike shows the image, not what the network learned.
      """
  }

  private static func number(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "–" }
}
