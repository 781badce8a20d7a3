import Crypto
import FeatureVisualization
import Foundation
import NumericKernels
import StudyStore

/// A direction between selections of a study's images in one of its layers, worked out from the recorded activations.
///
/// It is the plain difference of the means: the pattern in which the two sets differ, not the filter that tells them apart best
/// (Haufe et al. 2014, doi:10.1016/j.neuroimage.2013.10.067). Nothing is divided by deviations or whitened.
struct SelectionDirection {
  let entry: FeatureObjectives.Entry

  init(_ wanted: FeatureDirection, layer: StudyLayer, model: String, study: Study) throws {
    guard (1...200).contains(wanted.name.count), !wanted.name.contains(where: \.isNewline) else {
      throw Self.problem("A direction's name has 1 to 200 characters in one line. Choose a shorter name.")
    }
    guard wanted.cosinePower >= 0, wanted.cosinePower <= 8 else {
      throw Self.problem("The power of the cosine is \(wanted.cosinePower). Expected 0 to 8.")
    }
    guard let columns = try NeuronColumns(study, layer: layer, model: model) else {
      throw Self.problem(
        "The study keeps no activations by channel of the layer \(layer.name) (\(layer.pooling)), so there is no direction "
          + "of channels in it. Choose a layer behind the input that was pooled to one number for each channel.")
    }
    let matrix = try columns.file.matrix()
    let items = try Self.rows(wanted.items, of: matrix.rowCount, name: wanted.name)
    let against = try Self.others(wanted, besides: items, of: matrix.rowCount)
    let vector = matrix.elements.withUnsafeBufferPointer {
      MeanDifference.direction(of: $0, columnCount: matrix.columnCount, rows: items, against: against)
    }
    guard let vector else {
      throw Self.problem(
        "The \(items.count) images of \(wanted.name) and the \(against.count) others have the same mean in \(layer.name), so "
          + "there is no direction from one to the other. Choose other images, or another layer.")
    }
    let target = ObjectiveTarget.Direction(
      layer: layer.tensorName, vector: vector, cosinePower: wanted.cosinePower)
    entry = FeatureObjectives.Entry(
      objective: Objective(.direction(target), name: Self.identity(target)), kind: .direction, channel: -1, label: nil,
      name: wanted.title,
      direction: .init(
        itemCount: items.count, againstCount: against.count, isAgainstRest: wanted.against == nil,
        cosinePower: wanted.cosinePower))
  }

  private static func rows(_ items: [Int], of count: Int, name: String) throws -> [Int] {
    guard !items.isEmpty else { throw problem("\(name) has no images. Select some first.") }
    if let wrong = items.first(where: { !(0..<count).contains($0) }) {
      throw problem("\(name) has the image \(wrong), which the study has not. Expected numbers from 0 to \(count - 1).")
    }
    return Set(items).sorted()
  }

  private static func others(_ wanted: FeatureDirection, besides items: [Int], of count: Int) throws -> [Int] {
    if let against = wanted.against {
      return try rows(against, of: count, name: wanted.againstName ?? "the other side")
    }
    let inside = Set(items)
    guard inside.count < count else {
      throw problem("\(wanted.name) has all images of the study, so there is no rest to compare with. Leave some out.")
    }
    return (0..<count).filter { !inside.contains($0) }
  }

  /// What decides the image: it names the file and feeds the random numbers, so that a selection that was changed gets a new image
  /// and one that was merely renamed does not.
  private static func identity(_ direction: ObjectiveTarget.Direction) -> String {
    var hash = SHA256()
    hash.update(data: Data("\(direction.cosinePower);".utf8))
    for value in direction.vector {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { hash.update(bufferPointer: $0) }
    }
    return "direction \(ContentHash.text(hash.finalize()))"
  }

  private static func problem(_ description: String) -> StudyPipelineError {
    StudyPipelineError(kind: .badInput, description: description)
  }
}
