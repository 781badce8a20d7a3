import ArgumentParser
import Attribution
import Foundation
import ImageDatasets
import ONNXModel

/// What of each image is attributed.
enum AttributionWish {
  /// The class that the network predicts.
  case predicted
  /// The class of the image's label.
  case label
  /// One class.
  case output(Int)
  /// A unit.
  case unit(UnitTarget)

  /// A target of this kind, for what does not depend on the class.
  var example: AttributionTarget {
    switch self {
    case .predicted, .label: .classScore(0)
    case .output(let index): .classScore(index)
    case .unit(let unit): .unit(unit)
    }
  }
}

/// The options that say what is attributed.
struct AttributionTargetArguments: ParsableArguments {
  @Option(
    name: .customLong("class"),
    help: "The class: predicted (by the network), label (of the image), a number from 0, or a name of --classes.")
  var className = "predicted"

  @Option(
    help: ArgumentHelp(
      """
      A unit instead of a class: the layer and the number of its channel, from 0, and a position if not the mean of all \
      (conv5:12, conv5:12@3,4).
      """, valueName: "layer:channel"))
  var unit: String?

  @Option(
    help: "The names of the network's outputs, in order: a text file with one a line, or JSON.", completion: .file())
  var classes: String?

  func validate() throws {
    guard unit == nil || className == "predicted" else {
      throw ValidationError("--class and --unit say what is attributed; give one of them.")
    }
    _ = try unit.map(Self.unit)
  }

  /// The names of the outputs, where they are given.
  func classNames(for network: ONNXNetwork) throws -> ClassNames? {
    guard let classes else { return nil }
    let names = try ClassNames(contentsOf: URL(fileURLWithPath: classes))
    let count = network.classifierHead?.classCount
    guard count == nil || count == names.count else {
      throw ImageDatasetsError(
        .badInput,
        "\(classes) has \(names.count) names, but \(network.url.lastPathComponent) has \(count ?? 0) outputs. Give one name "
          + "for each output, in their order.")
    }
    return names
  }

  /// What is asked for.
  func wish(outputs: ClassNames?, head: ClassifierHead?) throws -> AttributionWish {
    if let unit { return .unit(try Self.unit(unit)) }
    switch className {
    case "predicted": return .predicted
    case "label": return .label
    default: return .output(try Self.output(className, outputs, head))
    }
  }

  private static func output(_ name: String, _ outputs: ClassNames?, _ head: ClassifierHead?) throws -> Int {
    if let index = Int(name) { return index }
    guard let outputs else {
      throw ValidationError(
        "--class \(name) is a name, but the outputs have none. Give their names with --classes, or a number.")
    }
    switch outputs.position(of: name) {
    case .one(let index): return index
    case .several(let indices):
      let numbers = indices.map(String.init).joined(separator: ", ")
      throw ValidationError("--class \(name) names the outputs \(numbers). Give the number of one.")
    case .none:
      throw ValidationError("--class \(name) is no name of an output. Give one of --classes, or a number.")
    }
  }

  private static func unit(_ text: String) throws -> UnitTarget {
    let pieces = text.split(separator: "@", omittingEmptySubsequences: false)
    let position = pieces.count > 1 ? pieces[pieces.count - 1].split(separator: ",").map { Int($0) } : []
    let name = pieces.count > 1 ? pieces.dropLast().joined(separator: "@") : text
    let colon = name.lastIndex(of: ":")
    guard let colon, let channel = Int(name[name.index(after: colon)...]), channel >= 0, colon > name.startIndex,
      position.allSatisfy({ $0 != nil }), pieces.count == 1 || !position.isEmpty
    else {
      throw ValidationError(
        "--unit must be a layer and a channel, as in conv5:12, with a position as in conv5:12@3,4 if not the mean of all; "
          + "not \(text).")
    }
    return UnitTarget(
      layer: String(name[..<colon]), channel: channel, position: position.isEmpty ? nil : position.compactMap { $0 })
  }
}
