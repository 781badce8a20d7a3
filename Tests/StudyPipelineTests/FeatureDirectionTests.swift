import FeatureVisualization
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Directions from selections of images", .needsLibtorch, .serialized)
struct FeatureDirectionTests {
  private let fixture: FeatureFixture

  init() throws { fixture = try FeatureFixture() }

  private func make(_ directions: [FeatureDirection], layer: String = "relu2") throws -> FeatureDocument {
    try #require(
      try fixture.make {
        ($0.selection.layers, $0.selection.channels, $0.selection.directions) = ([layer], [], directions)
      }.first)
  }

  @Test("the comparison is with the dot products of all images with the difference of the means, of length 1")
  func byHand() throws {
    let (items, others) = ([3, 5, 9, 5], [0, 1, 2, 4])
    let document = try make([
      FeatureDirection(items: items, against: others, name: "odd", againstName: "small", cosinePower: 0),
      FeatureDirection(items: items, name: "odd", cosinePower: 0), FeatureDirection(items: items, name: "odd"),
    ])
    let matrix = try fixture.activations("relu2")
    func mean(_ rows: [Int]) -> [Double] {
      (0..<matrix.columnCount).map { column in
        rows.map { Double(matrix[$0, column]) }.reduce(0, +) / Double(rows.count)
      }
    }
    let rest = (0..<matrix.rowCount).filter { ![3, 5, 9].contains($0) }
    for (name, against, count) in [("odd − small", others, 4), ("odd − rest", rest, 117)] {
      let feature = try #require(document.features.first { $0.name == name })
      let difference = zip(mean([3, 5, 9]), mean(against)).map { $0 - $1 }
      let length = difference.map { $0 * $0 }.reduce(0, +).squareRoot()
      let projections = (0..<matrix.rowCount).map { row in
        (0..<matrix.columnCount).map { Double(matrix[row, $0]) * difference[$0] / length }.reduce(0, +)
      }
      let largest = try #require(feature.largest)
      let (expected, rank) = (try #require(projections.max()), try #require(feature.rank))
      #expect(abs(largest - expected) < 1e-4 * max(1, abs(expected)))
      #expect(abs(rank - Double(projections.count { $0 < feature.value }) / Double(projections.count)) < 0.02)
      #expect(feature.kind == .direction && feature.channel == -1)
      let direction = try #require(feature.direction)
      #expect(direction.itemCount == 3 && direction.againstCount == count && direction.cosinePower == 0)
      #expect(direction.isAgainstRest == (count == 117))
    }
    // With a power of the cosine, the mean over positions is not known from mean activations.
    let cosine = try #require(document.features.first { $0.direction?.cosinePower == 1 })
    #expect(cosine.rank == nil && cosine.largest == nil && cosine.name == "odd − rest (2)")
    #expect(Set(document.features.map(\.image)).count == 3)
  }

  @Test("the image lies along the direction more than its first did; a layer without positions is compared exactly")
  func withoutPositions() throws {
    let document = try make([FeatureDirection(items: [0, 1, 2], name: "a")], layer: "logits")
    let feature = try #require(document.features.first)
    #expect(feature.value > feature.firstValue)
    let largest = try #require(feature.largest)
    #expect(feature.rank != nil && largest.isFinite)
  }

  @Test("an unchanged selection is found again, also under another name; a changed one gets a new image and name")
  func changed() throws {
    let first = try make([FeatureDirection(items: [1, 2, 3], name: "a")]).features
    let again = try make([FeatureDirection(items: [3, 2, 1, 1], name: "a")]).features
    #expect(again == first && first.map(\.name) == ["a − rest"])
    let renamed = try make([FeatureDirection(items: [1, 2, 3], name: "b")]).features
    #expect(renamed.map(\.image) == first.map(\.image) && renamed.map(\.name) == ["b − rest"])
    #expect(renamed[0].curve == first[0].curve)
    #expect(try fixture.document("relu2").features.map(\.name) == ["b − rest"])
    let changed = try make([FeatureDirection(items: [1, 2, 4], name: "b")]).features
    #expect(changed.map(\.name).sorted() == ["b − rest", "b − rest (2)"])
    #expect(Set(changed.map(\.image)).count == 2 && changed.contains(renamed[0]))
    // Asked for again, both keep their names.
    #expect(
      try make([FeatureDirection(items: [1, 2, 4], name: "b"), FeatureDirection(items: [1, 2, 3], name: "b")]).features
        == changed)
  }

  @Test("what is no direction is refused, with the reason")
  func refusals() throws {
    let cases: [(FeatureDirection, String, String)] = [
      (FeatureDirection(items: [], name: "none"), "relu2", "none has no images"),
      (FeatureDirection(items: [1], against: [], name: "a", againstName: "b"), "relu2", "b has no images"),
      (FeatureDirection(items: [120], name: "a"), "relu2", "the image 120, which the study has not"),
      (FeatureDirection(items: [1], against: [-1], name: "a"), "relu2", "the image -1"),
      (FeatureDirection(items: Array(0..<120), name: "all"), "relu2", "there is no rest"),
      (FeatureDirection(items: [1, 2], against: [2, 1], name: "a"), "relu2", "the same mean"),
      (FeatureDirection(items: [1], name: "a", cosinePower: 9), "relu2", "cosine is 9"),
      (FeatureDirection(items: [1], name: "a", cosinePower: .nan), "relu2", "cosine is nan"),
      (FeatureDirection(items: [1], name: ""), "relu2", "1 to 200 characters"),
      (FeatureDirection(items: [1], name: "a"), "#0", "no activations by channel"),
    ]
    for (direction, layer, said) in cases {
      let error = #expect(throws: StudyPipelineError.self) { try make([direction], layer: layer) }
      #expect(error?.kind == .badInput && error?.description.contains(said) == true, "\(String(describing: error))")
    }
    let nowhere = #expect(throws: StudyPipelineError.self) {
      try fixture.make { $0.selection.directions = [FeatureDirection(items: [1], name: "a")] }
    }
    #expect(nowhere?.description.contains("Name the layers") == true)
    #expect(try fixture.files("relu2").document() == nil)
  }

  @Test("saved selections are found by name; others are told the names there are")
  func saved() throws {
    let study = try fixture.study()
    let none = #expect(throws: StudyPipelineError.self) { try SavedSelections(study).items(named: "dogs") }
    #expect(none?.description.contains("no saved selections") == true)
    try study.database.saveAnnotation(kind: "selections", name: "cats", value: ["items": [4, 7]])
    #expect(try SavedSelections(study).items(named: "cats") == [4, 7])
    let other = #expect(throws: StudyPipelineError.self) { try SavedSelections(study).items(named: "dogs") }
    #expect(other?.description.contains("It has: cats.") == true)
  }
}
