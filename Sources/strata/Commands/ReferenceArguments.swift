import ArgumentParser
import FeatureVisualization
import Foundation
import ImageDatasets

/// The options of content and style of other images.
struct ReferenceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An image whose activations are to be kept, place by place. Default layer: two thirds up.",
      valueName: "file[@layer,…]"), completion: .file())
  var content: String?

  @Option(help: "Weight of the distance from its activations, in units of the objective. Default: 100.")
  var contentWeight: Double?

  @Option(
    help: ArgumentHelp(
      "An image whose style is to be had: which channels answer together. Default layers: five, spread evenly.",
      valueName: "file[@layer,…]"), completion: .file())
  var style: String?

  @Option(help: "Weight of the distance from its style, in units of the objective. Default: 100.")
  var styleWeight: Double?

  func validate() throws {
    guard contentWeight == nil || content != nil else {
      throw ValidationError("--content-weight goes with --content FILE.")
    }
    guard styleWeight == nil || style != nil else { throw ValidationError("--style-weight goes with --style FILE.") }
    guard [contentWeight, styleWeight].allSatisfy({ $0.map { $0 > 0 && $0.isFinite } ?? true }) else {
      throw ValidationError("--content-weight and --style-weight must be above 0.")
    }
  }

  /// Reads the images.
  func apply(to options: inout MaximizationOptions) throws {
    options.content = try content.map { try Self.penalty($0, weight: contentWeight) }
    options.style = try style.map { try Self.penalty($0, weight: styleWeight) }
  }

  private static func penalty(_ text: String, weight: Double?) throws -> ReferencePenalty {
    var (file, layers) = (text, [String]())
    if !FileManager.default.fileExists(atPath: text), let at = text.lastIndex(of: "@") {
      file = String(text[..<at])
      layers = text[text.index(after: at)...].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let url = URL(fileURLWithPath: file)
    let image = try ImageDecoder().decode(contentsOf: url)
    return ReferencePenalty(image, name: url.lastPathComponent, layers: layers, weight: weight ?? 100)
  }
}
