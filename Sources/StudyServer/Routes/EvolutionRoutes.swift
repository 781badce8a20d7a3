import Foundation
import Hummingbird
import StudyPipeline
import StudyStore

/// `/api/evolution`: the sequences of maps over layers and epochs, and the curves of trainings; and their arrays, byte for
/// byte.
struct EvolutionRoutes: Sendable {
  let study: Study
  let tags: EntityTagCache

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/evolution") { request, _ in
      // The curves of a training that goes on change without the catalogue; nothing here is kept.
      try await onBlockingThread { try ContentReply(json: EvolutionReport(study)) }.response(to: request)
    }
    router.get("/api/evolution/{folder}/{file}") { request, context in
      let folder = try context.parameters.require("folder")
      let file = try context.parameters.require("file")
      return try await onBlockingThread { try array(file, of: folder) }.response(to: request)
    }
  }

  private func array(_ fileName: String, of folder: String) throws -> ContentReply {
    guard let array = EvolutionArray.allCases.first(where: { $0.fileName == fileName }) else {
      throw ErrorResponse.notFound(
        "Sequences have no file \(fileName).",
        remedy: "Ask for \(EvolutionArray.allCases.map(\.fileName).joined(separator: ", ")).")
    }
    guard let url = try EvolutionReport.file(array, sequence: folder, of: study) else {
      throw ErrorResponse.notFound(
        "The study has no sequence \(folder).",
        remedy: "GET /api/evolution lists the sequences; make them with strata evolution --study DIR.")
    }
    guard let open = OpenFile(url, inside: study.url) else {
      throw ErrorResponse.notFound(
        "\(fileName) of \(folder) is recorded, but its file is gone.",
        remedy: "Run strata evolution again.")
    }
    return ContentReply(content: .file(open), contentType: "application/octet-stream", tag: tags.tag(of: open))
  }
}
