import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// `/api/models/{model}/confusion` and `/api/models/{model}/emergence`: which classes are taken for one another, and at
/// which layer classes separate and images find theirs.
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

  func add(to router: Router<BasicRequestContext>) {
    router.get("/api/models/{model}/confusion") { request, context in
      let model = try context.parameters.require("model")
      return try await reply("confusion/\(model)") { try confusion(of: model) }.response(to: request)
    }
    router.get("/api/models/{model}/emergence") { request, context in
      let model = try context.parameters.require("model")
      return try await reply("emergence/\(model)") { try emergence(of: model) }.response(to: request)
    }
  }

  private func confusion(of model: String) throws -> Data {
    try requireModel(model)
    var request = ConfusionRequest()
    (request.model, request.findsZones) = (model, false)
    let report = try StudyConfusion(study, request: request, observer: Silence()).run()
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

  private func emergence(of model: String) throws -> Data {
    try requireModel(model)
    guard let report = try StudyEmergence(study).report(ofModel: model) else {
      throw ErrorResponse.notFound(
        "\(model) has no layer with neighbours yet, or the images have no labels.",
        remedy: "Wait for the neighbours, or analyze labeled images.")
    }
    return try StudyJSON.data(report)
  }

  /// Networks are named by their folders here, as in all addresses.
  private func requireModel(_ model: String) throws {
    guard try study.database.models().contains(where: { $0.folder == model }) else {
      throw ErrorResponse.notFound("The study has no network \(model).", remedy: "GET /api/study lists the networks.")
    }
  }

  private func reply(_ key: String, make: @escaping @Sendable () throws -> Data) async throws -> ContentReply {
    try await onBlockingThread { try cache.reply(key, revision: study.revision()) { ContentReply(json: try make()) } }
  }
}

/// Nobody watches a reply being made.
private struct Silence: AnalysisObserver {
  func stageProgressed(_ progress: StageProgress) {}
  func stageEnded(stage: String, detail: String) {}
  func remark(_ text: String) {}
}
