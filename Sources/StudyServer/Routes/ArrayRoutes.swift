import Foundation
import Hummingbird
import NumericKernels
import StudyStore

/// The arrays of a layer, byte for byte: embeddings, aligned embeddings, their trust, and the neighbours; and the
/// activations of one channel.
struct ArrayRoutes: Sendable {
  let study: Study
  let tags: EntityTagCache

  func add(to router: Router<StudyRequestContext>) {
    let layerPath = "/api/models/{model}/layers/{layer}"
    for (path, role) in [("", .embedding), ("/aligned", .alignedEmbedding), ("/trust", .embeddingTrust)]
      as [(String, ArtifactRole)]
    {
      router.get(RouterPath(layerPath + "/embeddings/{name}" + path)) { request, context in
        let layer = try LayerAddress(context)
        let name = try context.parameters.require("name")
        return try await onBlockingThread { try array(role, name: name, of: layer) }.response(to: request)
      }
    }
    router.get(RouterPath(layerPath + "/neighbors.npy")) { request, context in
      let layer = try LayerAddress(context)
      return try await onBlockingThread { try array(.neighbors, name: nil, of: layer) }.response(to: request)
    }
    router.get(RouterPath(layerPath + "/activations")) { request, context in
      let layer = try LayerAddress(context)
      let channel = try request.number("channel", in: 0...Int(Int32.max))
      return try await onBlockingThread { try activations(of: channel, layer) }.response(to: request)
    }
  }

  private func array(_ role: ArtifactRole, name: String?, of layer: LayerAddress) throws -> ContentReply {
    let file = try layer.file(role, name: name, of: study)
    let title = name ?? role.rawValue
    guard let file else {
      throw ErrorResponse.notFound(
        "\(layer.layer) of \(layer.model) has no array \(title) (\(role.rawValue)).",
        remedy: "GET /api/study lists the embeddings; make others with strata analyze --embed.")
    }
    guard let open = OpenFile(file, inside: study.url) else {
      throw ErrorResponse.notFound(
        "The array \(title) of \(layer.layer) is recorded, but its file is gone.",
        remedy: "Run the command that made it again.")
    }
    return ContentReply(content: .file(open), contentType: "application/octet-stream", tag: tags.tag(of: open))
  }

  private func activations(of channel: Int, _ layer: LayerAddress) throws -> ContentReply {
    guard let file = try layer.unitActivations(of: study) else { throw layer.hasNoUnits }
    let rows = try ArrayRows(file)
    guard channel < rows.columnCount else {
      throw ErrorResponse.notFound(
        "There is no channel \(channel).", remedy: "Channels count from 0; there are \(rows.columnCount).")
    }
    let column = try rows.column(channel)
    var data = Data(try NPYHeader(elementType: .float32, shape: [column.count]).serialized)
    column.withUnsafeBytes { data.append(contentsOf: $0) }
    return ContentReply(content: .data(data), contentType: "application/octet-stream", tag: EntityTag(of: data))
  }
}
