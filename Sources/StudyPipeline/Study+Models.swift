import Foundation
package import StudyStore

extension Study {
  /// The network of that name or folder; without a name, the first. Throws `badInput` when there is none.
  package func model(named name: String?) throws -> StudyModel {
    let models = try database.models()
    guard let first = models.first else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study \(url.path) has no network yet. Run `strata analyze` again to go on with it.")
    }
    guard let name else { return first }
    guard let found = models.first(where: { $0.name == name || $0.folder == name }) else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study has no network \(name). It has: \(models.map(\.name).joined(separator: ", ")).")
    }
    return found
  }
}
