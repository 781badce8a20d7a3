import Foundation
import Testing

/// A study of drawn digits, through the network of the demonstration with its first weights.
enum DigitStudy {
  static func make(_ count: Int, in folder: TemporaryFolder, as name: String = "a.study") async throws {
    let arguments = ["analyze", try await DemoModel.path(), "builtin:digits:\(count):5", "--study", name]
    let outcome = try await Strata.run(
      arguments + ["--embed", "pca-2d", "--quiet"] + DemoModel.preprocessing, in: folder.url)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}
