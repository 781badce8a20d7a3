import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// `/features` of a layer: what is known of its optimized images, and `/features/12-0.png`, the images.
struct FeatureRoutes: Sendable {
  let study: Study
  let tags: EntityTagCache

  func add(to router: Router<StudyRequestContext>) {
    let layer = "/api/models/{model}/layers/{layer}/features"
    router.get(RouterPath(layer)) { request, context in
      let address = try LayerAddress(context)
      return try await onBlockingThread { try ContentReply(json: document(address)) }.response(to: request)
    }
    router.get(RouterPath(layer + "/{file}")) { request, context in
      let (address, file) = (try LayerAddress(context), try context.parameters.require("file"))
      return try await onBlockingThread { try image(file, address) }.response(to: request)
    }
  }

  private func document(_ address: LayerAddress) throws -> FeatureDocument {
    let layer = try address.record(of: study)
    guard let found = try FeatureFiles(study, model: address.model, layer: address.layer).document() else {
      throw ErrorResponse.notFound(
        "No images have been optimized for \(layer.name) of \(address.model) yet.",
        remedy: "Run strata maximize STUDY --layers '\(layer.name)'.")
    }
    return found
  }

  private func image(_ file: String, _ address: LayerAddress) throws -> ContentReply {
    let files = FeatureFiles(study, model: address.model, layer: address.layer)
    let name = file.hasSuffix(".png") ? String(file.dropLast(".png".count)) : file
    guard let url = try files.image(name), let open = OpenFile(url, inside: study.url) else {
      throw ErrorResponse.notFound(
        "\(address.layer) of \(address.model) has no optimized image \(file).",
        remedy: "GET …/features lists them; strata maximize STUDY makes them.")
    }
    return ContentReply(content: .file(open), contentType: "image/png", tag: tags.tag(of: open))
  }
}
