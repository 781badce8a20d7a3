import Foundation
import ImageDatasets
import StudyStore

/// What the network's outputs are called, and which labels of the study they stand for.
struct ClassAssignment: Sendable {
  /// One entry for each output of the network; empty where it does not end in classes.
  let outputs: [OutputClass]
  /// What a person should know of the matching.
  let remarks: [String]

  /// Names and matches the outputs.
  ///
  /// With a class list, labels are matched to it by WordNet id or name, or by a label map. Without one, a network with as
  /// many outputs as the study has classes is taken to have been trained on them, in their order, which is said; with
  /// another number nothing is matched.
  /// - Throws: `StudyPipelineError` for a class list of another length than the network has outputs.
  init(
    outputCount: Int?, modelName: String, dataset: any ImageDataset, classNames: ClassNames?,
    classNamesFile: String? = nil, labelMap: URL?, option: String = "--classes"
  ) throws {
    guard let outputCount else {
      outputs = []
      remarks = classNames == nil ? [] : ["\(modelName) does not end in classes; the class list names nothing."]
      return
    }
    guard let classNames else {
      let isSame = outputCount == dataset.classNames.count
      outputs = (0..<outputCount).map {
        isSame ? OutputClass(name: dataset.classNames[$0], labelIndex: $0) : OutputClass(name: "output \($0)")
      }
      remarks = [
        isSame
          ? "The \(outputCount) outputs of \(modelName) are taken to be the study's classes, in the same order. "
            + "If they are not, name them with \(option)."
          : "The \(outputCount) outputs of \(modelName) have no names, so no prediction is scored. Name them with \(option)."
      ]
      return
    }
    guard classNames.count == outputCount else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(classNamesFile ?? "The class list") has \(classNames.count) names, but \(modelName) has "
          + "\(outputCount) outputs. Give one name for each output, in their order.")
    }
    let matching = try ClassNameMatching(dataset: dataset, outputs: classNames, labelMap: labelMap)
    outputs = zip(classNames.displayNames, matching.labelOfOutput).map { OutputClass(name: $0, labelIndex: $1) }
    remarks = Self.remarks(on: matching, modelName: modelName)
  }

  private static func remarks(on matching: ClassNameMatching, modelName: String) -> [String] {
    guard !matching.unmatchedLabels.isEmpty else { return [] }
    let shown = matching.unmatchedLabels.prefix(5).joined(separator: ", ")
    let more = matching.unmatchedLabels.count > 5 ? " and \(matching.unmatchedLabels.count - 5) more" : ""
    return [
      "No output of \(modelName) answers to the labels \(shown)\(more); their images are not scored. Match them with "
        + "--label-map (a CSV file with the columns label and output)."
    ]
  }
}
