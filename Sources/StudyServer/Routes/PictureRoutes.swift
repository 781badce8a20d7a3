import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// Pictures that were made for a layer: a document that tells of them, and each as a PNG below it.
struct PictureRoutes<Document: Encodable & Sendable>: Sendable {
  /// What the address ends with.
  let path: String
  let study: Study
  let tags: EntityTagCache
  /// What tells of the pictures of a layer; nil where there are none.
  let document: @Sendable (LayerAddress) throws -> Document?
  /// Where a picture of that name is; nil where there is none.
  let image: @Sendable (LayerAddress, _ name: String) throws -> URL?
  /// What the pictures are, and the command that makes them.
  let what, command: String

  func add(to router: Router<StudyRequestContext>) {
    let layer = "/api/models/{model}/layers/{layer}/\(path)"
    router.get(RouterPath(layer)) { request, context in
      let address = try LayerAddress(context)
      return try await onBlockingThread { try ContentReply(json: described(address)) }.response(to: request)
    }
    router.get(RouterPath(layer + "/{file}")) { request, context in
      let (address, file) = (try LayerAddress(context), try context.parameters.require("file"))
      return try await onBlockingThread { try picture(file, address) }.response(to: request)
    }
  }

  private func described(_ address: LayerAddress) throws -> Document {
    let layer = try address.record(of: study)
    guard let found = try document(address) else {
      throw ErrorResponse.notFound(
        "There is no \(what) of \(layer.name) of \(address.model) yet.",
        remedy: "Run \(command) STUDY --layers '\(layer.name)'.")
    }
    return found
  }

  private func picture(_ file: String, _ address: LayerAddress) throws -> ContentReply {
    let name = file.hasSuffix(".png") ? String(file.dropLast(".png".count)) : file
    guard let url = try image(address, name), let open = OpenFile(url, inside: study.url) else {
      throw ErrorResponse.notFound(
        "There is no \(what) \(file) of \(address.layer) of \(address.model).",
        remedy: "GET …/\(path) lists them; \(command) STUDY makes them.")
    }
    return ContentReply(content: .file(open), contentType: "image/png", tag: tags.tag(of: open))
  }
}

extension PictureRoutes where Document == FeatureDocument {
  /// `/features` of a layer: what is known of its optimized images, and `/features/12-0.png`, the images.
  init(features study: Study, tags: EntityTagCache) {
    self.init(
      path: "features", study: study, tags: tags,
      document: { try FeatureFiles(study, model: $0.model, layer: $0.layer).document() },
      image: { try FeatureFiles(study, model: $0.model, layer: $0.layer).image($1) }, what: "optimized image",
      command: "strata maximize")
  }
}

extension PictureRoutes where Document == AtlasDocument {
  /// `/atlas` of a layer: its activation atlas, and `/atlas/0-3.png`, the pictures of its cells.
  init(atlas study: Study, tags: EntityTagCache) {
    self.init(
      path: "atlas", study: study, tags: tags,
      document: { try AtlasFiles(study, model: $0.model, layer: $0.layer).document() },
      image: { try AtlasFiles(study, model: $0.model, layer: $0.layer).image($1) }, what: "activation atlas",
      command: "strata atlas")
  }
}
