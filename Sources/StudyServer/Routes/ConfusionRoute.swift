import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// `/api/models/{model}/confusion`, `…/zones` and `…/emergence`: which classes are taken for one another, where they mix in
/// an embedding, and at which layer classes separate and images find theirs.
struct ConfusionRoute: Sendable {
  let study: Study
  let cache = ReplyCache()

  private struct ConfusionReply: Encodable {
    var counted: Int
    var classes: [ConfusionReport.Class]
    /// Label, prediction and how many images, by the `index` of the classes.
    var counts: [[Int]]
    var pairs: [ConfusionReport.Pair]
  }

  private struct ZonesReply: Encodable {
    /// Folder of the layer.
    var layer: String
    var embedding: String
    var zones: [ConfusionReport.Zone]
  }

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/models/{model}/confusion") { request, context in
      let model = try context.parameters.require("model")
      return try await cache.json("confusion/\(model)", of: study) { try confusion(of: model) }.response(to: request)
    }
    router.get("/api/models/{model}/zones") { request, context in
      let model = try context.parameters.require("model")
      let layer = request.uri.queryParameters["layer"].map(String.init)
      let embedding = request.uri.queryParameters["embedding"].map(String.init)
      return try await cache.json("zones/\(model)/\(layer ?? "")/\(embedding ?? "")", of: study) {
        try zones(of: model, layer: layer, embedding: embedding)
      }.response(to: request)
    }
    router.get("/api/models/{model}/emergence") { request, context in
      let model = try context.parameters.require("model")
      return try await cache.json("emergence/\(model)", of: study) { try emergence(of: model) }.response(to: request)
    }
  }

  private func confusion(of model: String) throws -> Data {
    try study.requireModel(model)
    var request = ConfusionRequest()
    (request.model, request.findsZones) = (model, false)
    let report = try StudyConfusion(study, request: request, observer: SilentObserver()).run()
    guard report.counted > 0 else {
      throw ErrorResponse.notFound(
        "No prediction of \(model) can be compared with a label.",
        remedy: "Analyze labeled images, and name the network's outputs with --classes.")
    }
    return try StudyJSON.data(
      ConfusionReply(
        counted: report.counted, classes: report.classes,
        counts: report.cells.map { [$0.label, $0.prediction, $0.images.count] }, pairs: report.pairs))
  }

  private func zones(of model: String, layer: String?, embedding: String?) throws -> Data {
    try study.requireModel(model)
    var request = ConfusionRequest()
    (request.model, request.layer, request.embedding) = (model, layer, embedding)
    let report = try StudyConfusion(study, request: request, observer: SilentObserver()).run()
    guard let place = report.place,
      let found = try study.database.layers(ofModel: model).first(where: { $0.name == place.layer })
    else {
      throw ErrorResponse.notFound(
        "\(model) has no embedding in which labels could mix, or the images have no labels.",
        remedy: "Wait for the embeddings, or analyze labeled images.")
    }
    return try StudyJSON.data(ZonesReply(layer: found.folder, embedding: place.embedding, zones: report.zones))
  }

  private func emergence(of model: String) throws -> Data {
    try study.requireModel(model)
    guard let report = try StudyEmergence(study).report(ofModel: model) else {
      throw ErrorResponse.notFound(
        "\(model) has no layer with neighbours yet, or the images have no labels.",
        remedy: "Wait for the neighbours, or analyze labeled images.")
    }
    return try StudyJSON.data(report)
  }
}
