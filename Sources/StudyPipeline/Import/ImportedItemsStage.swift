import Crypto
import Foundation
import ImageDatasets
import StudyStore

/// Records the items of an import without images. With images, `ImagesStage` does it.
struct ImportedItemsStage {
  let dataset: ImportedDataset

  /// Runs the stage, or finds that its work is done.
  func run(_ context: StageContext) throws -> StudyImages {
    let items = dataset.items.map {
      StudyItem(identifier: $0.identifier, labelIndex: $0.label, attributes: $0.attributes)
    }
    var key = StageKey(stage: ImagesStage.name, version: 1)
    key.add("source", "import")
    key.add("classes", dataset.classNames.joined(separator: "\u{1F}"))
    try key.add("items", encoding: items)
    let digest = key.digest
    let images = StudyImages(
      dataset: dataset, datasetIndices: Array(items.indices), items: items, contentDigest: digest)
    if case .upToDate = try context.study.beginRun(stage: ImagesStage.name, scope: .study, key: digest) {
      context.observer.stageEnded(stage: "items", detail: "\(items.count) items, up to date")
      return images
    }
    try context.study.database.recordItems(items, classes: dataset.classNames)
    // Recording other items forgets all runs, this one among them; a run that is still there stays the same.
    guard case .start(let run) = try context.study.beginRun(stage: ImagesStage.name, scope: .study, key: digest) else {
      throw StudyPipelineError(kind: .internalFault, description: "The items were recorded twice.")
    }
    try context.study.finishRun(run, effective: ["contentDigest": .string(digest)])
    context.observer.stageEnded(stage: "items", detail: "\(items.count) items, without images")
    return images
  }
}
