import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import StudyPipeline
import StudyStore

/// Optimized images on demand: `POST …/features` of a layer has some made, `/api/features/job` tells how far they are and stops
/// them, and `…/features/running` shows those that this or another process is making.
struct FeatureJobRoutes: Sendable {
  static let jobPath = "/api/features/job"
  /// A list of a million images is about 8 MB.
  private static let largestBody = 32 << 20

  let study: Study
  let jobs: FeatureJobs

  /// What a request asks for.
  private struct Order: Decodable {
    struct Direction: Decodable {
      var items: [Int]
      var against: [Int]?
      var name: String
      var againstName: String?
      var cosinePower: Double?
    }
    var channels: [Int]?
    var classes: [Int]?
    var direction: Direction?
    var stepCount: Int?
  }

  private struct StartedReply: Encodable {
    var id: String
    var names: [String]
  }

  /// Whether a request with POST is for such images.
  static func takes(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 7 && parts[1...2] == ["api", "models"] && parts[4] == "layers" && parts[6] == "features"
  }

  func add(to router: Router<StudyRequestContext>) {
    let layer = "/api/models/{model}/layers/{layer}/features"
    router.post(RouterPath(layer)) { request, context in
      let address = try LayerAddress(context)
      let order = try await Self.order(of: request)
      let started = try await onBlockingThread {
        _ = try address.record(of: study)
        return try jobs.start(address, Self.wanted(order), stepCount: order.stepCount)
      }
      return try Self.reply(StartedReply(id: started.id, names: started.names), status: .accepted)
    }
    router.get(RouterPath(Self.jobPath)) { _, _ in try Self.reply(jobs.status) }
    router.delete(RouterPath(Self.jobPath)) { _, _ in
      jobs.stop()
      return Response(status: .noContent)
    }
    router.get(RouterPath(layer + "/running")) { _, context in
      let address = try LayerAddress(context)
      return try await onBlockingThread {
        guard let found = try running(address) else { return try Self.reply(["images": String?.none]) }
        return try Self.reply(found)
      }
    }
    router.get(RouterPath(layer + "/running/{file}")) { _, context in
      let (address, file) = (try LayerAddress(context), try context.parameters.require("file"))
      return try await onBlockingThread { try picture(file, address) }
    }
  }

  /// Nil where nothing is being made, which is no error: pages ask it of every layer that they show.
  private func running(_ address: LayerAddress) throws -> RunningFeatures? {
    _ = try address.record(of: study)
    return try FeatureFiles(study, model: address.model, layer: address.layer).running()
  }

  private func picture(_ file: String, _ address: LayerAddress) throws -> Response {
    _ = try address.record(of: study)
    let files = FeatureFiles(study, model: address.model, layer: address.layer)
    guard let url = try files.runningImage(file), let open = OpenFile(url, inside: study.url) else {
      throw ErrorResponse.notFound(
        "No image \(file) is being made for \(address.layer) of \(address.model).",
        remedy: "GET …/features/running lists them; finished ones are in …/features.")
    }
    let bytes = open.bytes(from: 0, count: open.state.byteCount)
    return Response(
      status: .ok,
      headers: [.contentType: "image/png", .contentLength: String(bytes.count), .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private static func order(of request: Request) async throws -> Order {
    let body = try await request.data(upTo: largestBody, name: "request")
    do {
      return try JSONDecoder().decode(Order.self, from: body)
    } catch {
      throw ErrorResponse.badRequest(
        "The body does not say what images are wanted.", remedy: "Compare it with Documentation/API.md.")
    }
  }

  private static func wanted(_ order: Order) throws -> FeatureAddition.Wanted {
    switch (order.channels, order.classes, order.direction) {
    case (let channels?, nil, nil): return .channels(channels)
    case (nil, let classes?, nil): return .classes(classes)
    case (nil, nil, let direction?):
      return .direction(
        FeatureDirection(
          items: direction.items, against: direction.against, name: direction.name,
          againstName: direction.against == nil ? nil : direction.againstName,
          cosinePower: direction.cosinePower ?? 1))
    default:
      throw ErrorResponse.badRequest(
        "A request is for channels, for classes or for a direction.", remedy: "Give exactly one of the three.")
    }
  }

  private static func reply(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let data = try StudyJSON.data(value)
    return Response(
      status: status,
      headers: [
        .contentType: "application/json; charset=utf-8", .contentLength: String(data.count), .cacheControl: "no-store",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
