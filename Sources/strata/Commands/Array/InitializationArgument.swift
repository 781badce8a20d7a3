import ArgumentParser
import EmbeddingMethods
import Foundation

/// Where an embedding starts: a method, or a file with positions.
struct InitializationArgument: ExpressibleByArgument {
  private let text: String

  init?(argument: String) { text = argument }
  private init(_ text: String) { self.text = text }

  static let spectral = InitializationArgument("spectral")
  static let pca = InitializationArgument("pca")

  var defaultValueDescription: String { text }

  /// The method; "given" for positions.
  var name: String { ["spectral", "pca", "random"].contains(text) ? text : "given" }

  /// Reads the file, if it is one.
  func initialization(_ job: ArrayJob) throws -> Initialization {
    switch text {
    case "spectral": .spectral
    case "pca": .pca
    case "random": .random
    default: .given(try job.matrix(text, as: "initialization"))
    }
  }
}
