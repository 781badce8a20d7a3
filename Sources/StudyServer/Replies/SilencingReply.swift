import NeuronSilencing
package import StudyPipeline

/// What becomes of the accuracy without one neuron.
package struct SilencingReply: Encodable, Sendable {
  struct Accuracy: Encodable {
    var before: Double
    var after: Double
  }
  struct Class: Encodable {
    private enum CodingKeys: String, CodingKey {
      case classIndex = "class"
      case before, after
    }
    var classIndex: Int
    var before: Double
    var after: Double
  }
  var replacement: String
  var itemCount: Int
  var accuracy: Accuracy
  var classes: [Class]

  /// One for each neuron; empty where they were not silenced one by one.
  package static func all(_ document: SilencingDocument) -> [SilencingReply] {
    let before = document.experiment.before
    return document.each.map { after in
      SilencingReply(
        replacement: document.experiment.replacement, itemCount: document.experiment.itemCount,
        accuracy: Accuracy(before: before.accuracy, after: after.accuracy),
        classes: zip(before.classes, after.classes).map {
          Class(classIndex: document.classes[$0.label], before: $0.accuracy, after: $1.accuracy)
        })
    }
  }
}
