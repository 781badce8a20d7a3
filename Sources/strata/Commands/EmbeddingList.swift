import ArgumentParser
import Foundation
import StudyPipeline

/// What `--embed` names: embeddings separated by commas, or `none`.
struct EmbeddingList {
  let requests: [EmbeddingRequest]

  /// Reads the option; nil takes the standard. Throws `ValidationError` for what is no embedding.
  init(option: String?, default standard: [EmbeddingRequest]) throws {
    guard let option else {
      requests = standard
      return
    }
    guard option != "none" else {
      requests = []
      return
    }
    let named = try option.split(separator: ",").map { name in
      do {
        return try EmbeddingRequest(name.trimmingCharacters(in: .whitespaces))
      } catch let error as StudyPipelineError {
        throw ValidationError("--embed: \(error.description)")
      }
    }
    guard !named.isEmpty else {
      throw ValidationError("--embed names no embedding. Give names such as umap-2d, separated by commas, or none.")
    }
    var seen = Set<EmbeddingRequest>()
    requests = named.filter { seen.insert($0).inserted }
  }
}
