import Foundation
import Hummingbird
import NumericKernels
import StudyPipeline
import StudyStore

/// `/api/models/{model}/suspects`: the images that deserve a look, as the analysis found them; and
/// `/api/likeness?measure=cka|procrustes|neighbors`: how alike every two layers are.
struct ReportRoutes: Sendable {
  let study: Study
  let tags: EntityTagCache

  private struct Likeness: Encodable {
    var measure: JSONValue
    var itemCount: JSONValue
    var layers: JSONValue
    var values: [[Float?]]
  }

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/models/{model}/suspects") { request, context in
      let model = try context.parameters.require("model")
      return try await onBlockingThread { try suspects(of: model) }.response(to: request)
    }
    router.get("/api/likeness") { request, _ in
      let measure = try Self.measure(of: request)
      return try await onBlockingThread { try likeness(measure) }.response(to: request)
    }
  }

  private func suspects(of model: String) throws -> ContentReply {
    guard let artifact = try artifact(.suspects, stage: "suspects", scope: .model(model)),
      let file = OpenFile(study.paths.url(ofRelativePath: artifact.path), inside: study.url)
    else {
      throw ErrorResponse.notFound(
        "Nobody has looked for suspects in \(model) yet.", remedy: "Wait for them, or run strata measure.")
    }
    return ContentReply(content: .file(file), contentType: "application/json; charset=utf-8", tag: tags.tag(of: file))
  }

  private static func measure(of request: Request) throws -> LikenessMeasure {
    guard let name = request.uri.queryParameters["measure"] else { return .cka }
    guard let measure = LikenessMeasure(rawValue: String(name)) else {
      throw ErrorResponse.badRequest(
        "There is no measure \(name) of likeness.",
        remedy: "Give \(LikenessMeasure.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return measure
  }

  private func likeness(_ measure: LikenessMeasure) throws -> ContentReply {
    guard let artifact = try artifact(measure.role, stage: "likeness", scope: .study) else {
      throw ErrorResponse.notFound(
        "The layers have not been compared by \(measure.rawValue) yet.", remedy: "Wait for it, or run strata measure.")
    }
    let matrix = try NPYFile(contentsOf: study.paths.url(ofRelativePath: artifact.path)).matrix()
    return try ContentReply(
      json: Likeness(
        measure: artifact.attributes["measure"] ?? .null, itemCount: artifact.attributes["itemCount"] ?? .null,
        layers: artifact.attributes["layers"] ?? .array([]),
        values: (0..<matrix.rowCount).map { row in
          (0..<matrix.columnCount).map { matrix[row, $0].isFinite ? matrix[row, $0] : nil }
        }))
  }

  private func artifact(_ role: ArtifactRole, stage: String, scope: RunScope) throws -> StudyArtifact? {
    guard let run = try study.database.run(stage: stage, scope: scope), run.status == .finished else { return nil }
    return try study.database.artifacts(ofRun: run.id).first { $0.role == role }
  }
}
