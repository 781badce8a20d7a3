import Foundation
import Hummingbird
import StudyStore

/// The layer that a request names.
struct LayerAddress: Sendable {
  var model: String
  var layer: String

  init(_ context: StudyRequestContext) throws {
    model = try context.parameters.require("model")
    layer = try context.parameters.require("layer")
  }

  /// Where the file of this role is, if it is recorded.
  func file(_ role: ArtifactRole, name: String? = nil, of study: Study) throws -> URL? {
    try study.file(role, name: name, layer: layer, of: model)
  }

  /// The layer's record.
  func record(of study: Study) throws -> StudyLayer {
    try study.requireLayer(layer, of: model)
  }

  /// The activations of the layer's units, a column each: the array made for it, or the activations themselves where every
  /// feature is a channel. Nil where there are none.
  func unitActivations(of study: Study) throws -> URL? {
    if let file = try file(.unitActivations, of: study) { return file }
    let record = try record(of: study)
    return record.featureCount == record.shape.first ? try file(.activations, of: study) : nil
  }

  /// What is said where there are none.
  var hasNoUnits: ErrorResponse {
    .notFound(
      "\(layer) of \(model) has no activations by channel.",
      remedy: "Extract the layer with mean or maximum pooling.")
  }
}

extension Study {
  /// The record of the layer with this folder.
  func requireLayer(_ folder: String, of model: String) throws -> StudyLayer {
    guard let record = try database.layers(ofModel: model).first(where: { $0.folder == folder }) else {
      throw ErrorResponse.notFound("\(model) has no layer \(folder).", remedy: "GET /api/study lists the layers.")
    }
    return record
  }

  /// Networks are named by their folders here, as in all addresses.
  func requireModel(_ folder: String) throws {
    guard try database.models().contains(where: { $0.folder == folder }) else {
      throw ErrorResponse.notFound("The study has no network \(folder).", remedy: "GET /api/study lists the networks.")
    }
  }
}

extension Request {
  /// A whole number from the query.
  ///
  /// - Throws: ``ErrorResponse`` 400 when it is missing without a default, no number, or out of range.
  func number(_ name: String, default standard: Int? = nil, in range: ClosedRange<Int>) throws -> Int {
    guard let text = uri.queryParameters[Substring(name)] else {
      if let standard { return standard }
      throw ErrorResponse.badRequest("The query has no \(name).", remedy: "Add ?\(name)= and a whole number.")
    }
    guard let value = Int(text), range.contains(value) else {
      throw ErrorResponse.badRequest(
        "\(name)=\(text) is not possible.",
        remedy: "Give a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }
}
