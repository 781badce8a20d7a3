import Foundation
import Hummingbird
import StudyStore

/// `/images/thumbnails/{page}` and `/images/items/{index}`.
struct ImageRoutes: Sendable {
  let study: Study
  let images: (any StudyImageSource)?
  let tags: EntityTagCache

  func add(to router: Router<StudyRequestContext>) {
    router.get("/images/thumbnails/{page}") { request, context in
      let page = try context.parameters.require("page")
      return try await onBlockingThread { try thumbnails(page) }.response(to: request)
    }
    router.get("/images/items/{index}") { request, context in
      let text = try context.parameters.require("index")
      return try await onBlockingThread { try image(text) }.response(to: request)
    }
  }

  /// Only names that the catalogue lists are pages.
  private func thumbnails(_ page: String) throws -> ContentReply {
    guard try study.database.thumbnails()?.pages.contains(page) == true,
      let file = OpenFile(study.paths.images.appendingPathComponent(page), inside: study.url)
    else {
      throw ErrorResponse.notFound("There is no page \(page).", remedy: "GET /api/study lists the pages.")
    }
    return ContentReply(content: .file(file), contentType: "image/jpeg", tag: tags.tag(of: file))
  }

  private func image(_ text: String) throws -> ContentReply {
    let count = try study.database.itemCount()
    guard let index = Int(text), (0..<count).contains(index) else {
      throw ErrorResponse.notFound("There is no item \(text).", remedy: "Items count from 0; there are \(count).")
    }
    guard let images else {
      throw ErrorResponse.notFound(
        "The images of this study cannot be reached.", remedy: "Put them back where they were and serve it again.")
    }
    let image: EncodedImage
    do {
      image = try images.encodedImage(at: index)
    } catch {
      throw ErrorResponse(status: .notFound, sentences: "\(error)")
    }
    return ContentReply(content: .data(image.data), contentType: image.contentType, tag: EntityTag(of: image.data))
  }
}
