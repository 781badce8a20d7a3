import Foundation
import Hummingbird
import NumericKernels
import StudyStore

/// `/api/study`, `/api/items` and `/api/models/{model}/predictions`: the catalogue as JSON; and `/api/items/labels`, the
/// labels alone as an array, which a page needs for its first picture of many items.
struct StudyRoutes: Sendable {
  let study: Study
  let cache = ReplyCache()

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/study") { request, _ in
      try await cache.json("study", of: study) { try StudyJSON.data(study.description()) }.response(to: request)
    }
    router.get("/api/items") { request, _ in
      try await cache.json("items", of: study) { try StudyJSON.data(study.database.itemColumns()) }.response(
        to: request)
    }
    router.get("/api/items/labels") { request, _ in
      try await onBlockingThread { try labels() }.response(to: request)
    }
    router.get("/api/models/{model}/predictions") { request, context in
      let model = try context.parameters.require("model")
      return try await cache.json("predictions/\(model)", of: study) { try predictions(of: model) }.response(
        to: request)
    }
  }

  private func labels() throws -> ContentReply {
    try cache.reply("labels", revision: study.revision()) {
      let labels = try study.database.itemLabels()
      var data = Data(try NPYHeader(elementType: .int32, shape: [labels.count]).serialized)
      labels.withUnsafeBytes { data.append(contentsOf: $0) }
      return ContentReply(content: .data(data), contentType: "application/octet-stream", tag: EntityTag(of: data))
    }
  }

  private func predictions(of model: String) throws -> Data {
    guard let columns = try study.database.predictionColumns(ofModel: model) else {
      throw ErrorResponse.notFound(
        "No predictions of \(model) are recorded.",
        remedy: "Analyze the network again with its last layer among the layers.")
    }
    return try StudyJSON.data(columns)
  }
}

extension Study {
  /// Changes whenever what ``description()`` tells changes: with every commit, and when a writer comes or goes.
  func revision() throws -> Int {
    try database.changeCounter() * 2 + (isBeingWritten ? 1 : 0)
  }
}
