import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// `/api/comparison?a=MODEL/LAYER&b=MODEL/LAYER&count=10`: which images and classes have other neighbours in another
/// layer, of the same network or of another.
struct ComparisonRoute: Sendable {
  let study: Study

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/comparison") { request, _ in
      let (a, b) = (
        request.uri.queryParameters["a"].map(String.init), request.uri.queryParameters["b"].map(String.init)
      )
      let count = try request.number("count", default: 10, in: 1...10_000)
      return try await onBlockingThread { try reply(place(a, named: "a"), place(b, named: "b"), count: count) }
        .response(to: request)
    }
  }

  private func reply(
    _ a: LikenessReport.Place, _ b: LikenessReport.Place, count: Int
  ) throws -> ContentReply {
    guard let found = try LayerComparison(study, a: a, b: b, count: count) else {
      throw ErrorResponse.notFound(
        "\(a.model)/\(a.layer) or \(b.model)/\(b.layer) has no neighbours yet.",
        remedy: "Wait for them, or run strata analyze again.")
    }
    return try ContentReply(json: found)
  }

  private func place(_ text: String?, named name: String) throws -> LikenessReport.Place {
    let models = try study.database.models().map(\.folder)
    let parts = (text ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, models.contains(parts[0]) else {
      throw ErrorResponse.badRequest(
        text.map { "\(name)=\($0) names no network and layer." } ?? "The query has no \(name).",
        remedy: "Give \(name)=NETWORK/LAYER, by folders. Networks are: \(models.joined(separator: ", ")).")
    }
    let layers = try study.database.layers(ofModel: parts[0]).map(\.folder)
    guard layers.contains(parts[1]) else {
      throw ErrorResponse.badRequest(
        "\(parts[0]) has no layer \(parts[1]).", remedy: "It has: \(layers.joined(separator: ", ")).")
    }
    return LikenessReport.Place(model: parts[0], layer: parts[1])
  }
}
