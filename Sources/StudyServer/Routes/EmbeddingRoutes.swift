import Foundation
import Hummingbird
import StudyStore

/// `/api/models/{model}/layers/{layer}/embeddings/{name}`, `/aligned` and `/trust`: arrays, byte for byte.
struct EmbeddingRoutes: Sendable {
  let study: Study
  let tags: EntityTagCache

  func add(to router: Router<BasicRequestContext>) {
    let base = "/api/models/{model}/layers/{layer}/embeddings/{name}"
    for (path, role) in [("", .embedding), ("/aligned", .alignedEmbedding), ("/trust", .embeddingTrust)]
      as [(String, ArtifactRole)]
    {
      router.get(RouterPath(base + path)) { request, context in
        let layer = try LayerAddress(context)
        let name = try context.parameters.require("name")
        return try await onBlockingThread { try array(role, name: name, of: layer) }.response(to: request)
      }
    }
  }

  private func array(_ role: ArtifactRole, name: String, of layer: LayerAddress) throws -> ContentReply {
    let file = try layer.file(role, name: name, of: study)
    guard let file else {
      throw ErrorResponse.notFound(
        "\(layer.layer) of \(layer.model) has no array \(name) (\(role.rawValue)).",
        remedy: "GET /api/study lists the embeddings; make others with strata embed.")
    }
    guard let open = OpenFile(file, inside: study.url) else {
      throw ErrorResponse.notFound(
        "The array \(name) of \(layer.layer) is recorded, but its file is gone.",
        remedy: "Run the command that made it again.")
    }
    return ContentReply(content: .file(open), contentType: "application/octet-stream", tag: tags.tag(of: open))
  }
}

/// The layer that a request names.
struct LayerAddress: Sendable {
  var model: String
  var layer: String

  init(_ context: BasicRequestContext) throws {
    model = try context.parameters.require("model")
    layer = try context.parameters.require("layer")
  }

  /// Where the file of this role is, if it is recorded.
  func file(_ role: ArtifactRole, name: String? = nil, of study: Study) throws -> URL? {
    try study.file(role, name: name, layer: layer, of: model)
  }

  /// The layer's record.
  func record(of study: Study) throws -> StudyLayer {
    guard let record = try study.database.layers(ofModel: model).first(where: { $0.folder == layer }) else {
      throw ErrorResponse.notFound("\(model) has no layer \(layer).", remedy: "GET /api/study lists the layers.")
    }
    return record
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
