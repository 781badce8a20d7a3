import Foundation
import Hummingbird

/// `/` and `/viewer/…`: the page and its modules.
struct ViewerRoutes: Sendable {
  let assets: ViewerAssets

  func add(to router: Router<StudyRequestContext>) {
    router.get("/") { request, _ in
      try await reply("index.html").response(to: request)
    }
    router.get("/viewer/**") { request, context in
      let path = context.parameters.getCatchAll().map { $0.removingPercentEncoding ?? "" }.joined(separator: "/")
      return try await reply(path).response(to: request)
    }
  }

  private func reply(_ path: String) async throws -> ContentReply {
    if let file = try await onBlockingThread({ assets.file(at: path) }) { return file }
    if assets.isEmpty {
      throw ErrorResponse(
        status: .serviceUnavailable, message: "This build of Strata has no page inside.",
        remedy: "Run Tools/setup/embed-viewer.sh and build it again, or serve the page from a folder.")
    }
    throw ErrorResponse.notFound("The page has no file \(path).", remedy: "Load the page again.")
  }
}
