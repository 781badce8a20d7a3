import Attribution
import TensorEngine
import Testing

extension AttributionSuite {
  @Suite("Agreement with Captum and PyTorch")
  struct ReferenceTests {
    let fixture: CaptumFixture
    let attributor: Attributor

    init() throws {
      fixture = try CaptumFixture()
      attributor = try Attributor(network: fixture.network)
    }

    @Test(
      "gradient methods, Grad-CAM and occlusion attribute what Captum's do",
      arguments: [
        ("saliency", .gradient(.saliency)), ("gradientTimesInput", .gradient(.gradientTimesInput)),
        (
          "integratedGaussLegendre",
          .gradient(.integratedGradients(.init(baseline: .channels([0.4, -0.3, 0.1]), steps: .fixed(12))))
        ),
        ("integratedMidpoint", .gradient(.integratedGradients(.init(steps: .fixed(9), rule: .midpoint)))),
        ("gradCAM", .gradCAM(.init())), ("gradCAMSigned", .gradCAM(.init(isRectified: false))),
        ("gradCAMFirst", .gradCAM(.init(layer: "relu1"))),
        (
          "occlusion",
          .occlusion(.init(window: [3, 3], stride: [2, 2], fill: .channels([0.4, -0.3, 0.1])))
        ),
      ] as [(String, AttributionMethod)])
    func captum(_ name: String, _ method: AttributionMethod) throws {
      let found = try attributor.attributions(of: fixture.images, to: fixture.target, by: method)
      #expect(try fixture.difference(found, from: name) < 2e-5)
      for (image, found) in found.enumerated() {
        #expect(abs(Float(found.score) - fixture.scores[image * 5 + fixture.classes[image]]) < 1e-5)
      }
    }

    @Test(
      "units are attributed as PyTorch's gradients say: the mean of a channel, and one position",
      arguments: [("unitMean", nil), ("unitPosition", [1, 3])] as [(String, [Int]?)])
    func units(_ name: String, _ position: [Int]?) throws {
      let unit = UnitTarget(layer: "conv2", channel: 2, position: position)
      let found = try attributor.attributions(of: fixture.images, to: .unit(unit), by: .gradient(.saliency))
      #expect(try fixture.difference(found, from: name) < 2e-5)
    }

    @Test("batches, limits of memory and the number of threads change nothing but last bits, threads not even these")
    func batches() throws {
      let methods: [AttributionMethod] = [
        .smoothGrad(.init(sampleCount: 3), of: .integratedGradients(.init(steps: .fixed(5)))), .gradCAM(.init()),
        .occlusion(.init()),
      ]
      let single = try Attributor(network: fixture.network, options: .init(largestBatch: 1))
      let engine = try TensorEngine.load()
      let threads = try engine.threadCount()
      defer { try? engine.setThreadCount(threads) }
      for method in methods {
        try engine.setThreadCount(1)
        let found = try attributor.attributions(of: fixture.images, to: fixture.target, by: method)
        try engine.setThreadCount(3)
        #expect(try attributor.attributions(of: fixture.images, to: fixture.target, by: method) == found)
        let alone = try single.attributions(of: fixture.images, to: fixture.target, by: method)
        #expect(difference(alone.flatMap(\.values), found.flatMap(\.values)) < 1e-5)
      }
    }

    @Test("steps of integrated gradients double until they add up, and are told")
    func steps() throws {
      func completeness(_ tolerance: Double, _ maximum: Int) throws -> [Completeness] {
        let options = IntegratedGradients(steps: .automatic(tolerance: tolerance, maximum: maximum), rule: .midpoint)
        return try attributor.attributions(
          of: fixture.images, to: fixture.target, by: .gradient(.integratedGradients(options))
        ).compactMap(\.completeness)
      }
      let loose = try completeness(0.5, 512)
      #expect(loose.map(\.stepCount) == [32, 32] && loose.map(\.isReached) == [true, true])
      let strict = try completeness(1e-12, 40)
      #expect(strict.map(\.stepCount) == [40, 40] && strict.map(\.isReached) == [false, false])
      let some = try completeness(0.02, 4096)
      for found in some {
        #expect(found.isReached && found.stepCount > 32, "\(found)")
        #expect(try #require(found.relativeError) <= 0.02)
      }
    }

    @Test("progress rises to 1, and throwing stops the work")
    func progress() throws {
      let methods: [AttributionMethod] = [
        .gradient(.saliency), .gradient(.integratedGradients(.init())), .gradCAM(.init()), .occlusion(.init()),
        .smoothGrad(.init(sampleCount: 2), of: .integratedGradients(.init(steps: .fixed(3)))),
      ]
      for method in methods {
        let log = ProgressLog()
        _ = try attributor.attributions(
          of: fixture.images, to: fixture.target, by: method, progress: { log.add($0) })
        let told = log.told
        #expect(told.first == 0 && told.last == 1 && told == told.sorted(), "\(method): \(told)")
        #expect(throws: CancellationError.self) {
          try attributor.attributions(
            of: fixture.images, to: fixture.target, by: method,
            progress: { if $0 > 0 { throw CancellationError() } })
        }
      }
    }
  }
}

/// Keeps what progress is told; calls come one after another.
private final class ProgressLog: @unchecked Sendable {
  private(set) var told: [Double] = []
  func add(_ fraction: Double) { told.append(fraction) }
}
