import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// `/api/models/{model}/groups?by=COLUMN&layer=LAYER` and `/api/models/{model}/audit`: how groups of images fare, and which
/// columns of the manifest are spurious cues.
struct GroupRoutes: Sendable {
  let study: Study
  let cache = ReplyCache()

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/models/{model}/groups") { request, context in
      let model = try context.parameters.require("model")
      guard let column = request.uri.queryParameters["by"].map(String.init) else {
        throw ErrorResponse.badRequest("by is missing.", remedy: "Name a column of the manifest, or label.")
      }
      let layer = request.uri.queryParameters["layer"].map(String.init)
      return try await cache.json("groups/\(model)/\(layer ?? "")/\(column)", of: study) {
        try groups(of: model, layer: layer, by: column)
      }.response(to: request)
    }
    router.get("/api/models/{model}/audit") { request, context in
      let model = try context.parameters.require("model")
      return try await cache.json("audit/\(model)", of: study) { try audit(of: model) }.response(to: request)
    }
  }

  private func groups(of model: String, layer: String?, by column: String) throws -> Data {
    try study.requireModel(model)
    var request = GroupRequest()
    request.model = model
    request.layers = layer.map { [$0] } ?? []
    return try StudyJSON.data(StudyGroups(study, request: request, observer: SilentObserver()).run(by: column))
  }

  private func audit(of model: String) throws -> Data {
    try study.requireModel(model)
    var request = GroupRequest()
    request.model = model
    return try StudyJSON.data(StudyAudit(study, request: request, observer: SilentObserver()).run())
  }
}
