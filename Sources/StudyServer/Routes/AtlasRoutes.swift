import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// `/atlas` of a layer: its activation atlas, and `/atlas/0-3.png`, the pictures of its cells.
struct AtlasRoutes: Sendable {
  let study: Study
  let tags: EntityTagCache

  func add(to router: Router<StudyRequestContext>) {
    let layer = "/api/models/{model}/layers/{layer}/atlas"
    router.get(RouterPath(layer)) { request, context in
      let address = try LayerAddress(context)
      return try await onBlockingThread { try ContentReply(json: document(address)) }.response(to: request)
    }
    router.get(RouterPath(layer + "/{file}")) { request, context in
      let (address, file) = (try LayerAddress(context), try context.parameters.require("file"))
      return try await onBlockingThread { try image(file, address) }.response(to: request)
    }
  }

  private func document(_ address: LayerAddress) throws -> AtlasDocument {
    let layer = try address.record(of: study)
    guard let found = try AtlasFiles(study, model: address.model, layer: address.layer).document() else {
      throw ErrorResponse.notFound(
        "There is no activation atlas of \(layer.name) of \(address.model) yet.",
        remedy: "Run strata atlas STUDY --layers '\(layer.name)'.")
    }
    return found
  }

  private func image(_ file: String, _ address: LayerAddress) throws -> ContentReply {
    let files = AtlasFiles(study, model: address.model, layer: address.layer)
    let name = file.hasSuffix(".png") ? String(file.dropLast(".png".count)) : file
    guard let url = try files.image(name), let open = OpenFile(url, inside: study.url) else {
      throw ErrorResponse.notFound(
        "The atlas of \(address.layer) of \(address.model) has no picture \(file).",
        remedy: "GET …/atlas lists them; strata atlas STUDY makes them.")
    }
    return ContentReply(content: .file(open), contentType: "image/png", tag: tags.tag(of: open))
  }
}
