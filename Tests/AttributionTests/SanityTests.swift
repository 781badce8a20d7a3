import Attribution
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension AttributionSuite {
  @Suite("Sanity check")
  struct SanityTests {
    let fixture: CaptumFixture
    let attributor: Attributor

    init() throws {
      fixture = try CaptumFixture()
      attributor = try Attributor(network: fixture.network)
    }

    private func report(_ check: SanityCheck, _ method: AttributionMethod) throws -> SanityReport {
      try check.report(on: attributor, images: fixture.images, target: fixture.target, method: method)
    }

    @Test("layers are randomized from the end on, and the maps of gradients change; the network stays as it was")
    func cascade() throws {
      let before = try attributor.attributions(of: fixture.images, to: fixture.target, by: .gradient(.saliency))
      let found = try report(SanityCheck(seed: 7), .gradient(.gradientTimesInput))
      #expect(found.layerCount == 3 && found.imageCount == 2 && found.seed == 7)
      #expect(found.steps.map(\.layerCount) == [1, 2, 3])
      #expect(found.steps.map(\.firstLayer) == ["logits", "conv2", "conv1"])
      for step in found.steps {
        #expect(step.images.count == 2)
        #expect(try #require(step.rankCorrelation) < 0.9)
        #expect(try #require(step.structuralSimilarity) < 0.95)
        #expect(abs(try #require(step.signedRankCorrelation)) < 0.9)
      }
      let after = try attributor.attributions(of: fixture.images, to: fixture.target, by: .gradient(.saliency))
      #expect(before == after)
    }

    @Test("one seed gives the same report, another does not; known maps are taken")
    func seeds() throws {
      let method = AttributionMethod.gradient(.saliency)
      let first = try report(SanityCheck(layerCounts: [2], seed: 1), method)
      #expect(try report(SanityCheck(layerCounts: [2, 2], seed: 1), method) == first)
      #expect(try report(SanityCheck(layerCounts: [2], seed: 2), method).steps != first.steps)
      // Two layers at once, or one after the other, get the same weights.
      #expect(try report(SanityCheck(layerCounts: [1, 2], seed: 1), method).steps[1] == first.steps[0])
      let known = try attributor.attributions(of: fixture.images, to: fixture.target, by: method)
      let taken = try SanityCheck(layerCounts: [2], seed: 1).report(
        on: attributor, images: fixture.images, target: fixture.target, method: method, known: known)
      #expect(taken == first)
    }

    @Test("a unit's report has the layers before it; numbers of layers that are not there are an error")
    func layers() throws {
      let unit = AttributionTarget.unit(.init(layer: "conv2", channel: 1))
      let found = try SanityCheck().report(
        on: attributor, images: fixture.images, target: unit, method: .gradient(.saliency))
      #expect(found.layerCount == 2 && found.steps.map(\.firstLayer) == ["conv2", "conv1"])
      for counts in [[0], [4], []] {
        let error = try failure { _ = try report(SanityCheck(layerCounts: counts), .gradient(.saliency)) }
        #expect(error.kind == .badOption && error.description.contains("Expected numbers from 1 to 3"))
      }
    }

    @Test("an attribution that ignores the weights, such as occlusion of nothing, is not compared")
    func constant() throws {
      // A fill that equals the image leaves every score as it is.
      let gray = try AttributionImages(shape: [3, 8, 8], values: Array(repeating: 0.25, count: 192))
      let found = try SanityCheck(layerCounts: [1]).report(
        on: attributor, images: gray, target: .classScore(0), method: .occlusion(.init(fill: .mean)))
      #expect(found.steps[0].rankCorrelation == nil && found.steps[0].structuralSimilarity == nil)
    }
  }
}
