import Attribution
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension AttributionSuite {
  @Suite("Cases that are known exactly")
  struct ExactTests {
    let linear: LinearNetwork
    let attributor: Attributor
    let images: AttributionImages

    init() throws {
      linear = try LinearNetwork()
      attributor = try Attributor(network: linear.network)
      images = try AttributionImages(shape: LinearNetwork.shape, values: normal(2 * 32, seed: 4))
    }

    private func values(
      _ method: GradientMethod, _ noise: SmoothGrad? = nil, target: AttributionTarget = .classScores([2, 0])
    ) throws -> [Attribution] {
      let method: AttributionMethod = noise.map { .smoothGrad($0, of: method) } ?? .gradient(method)
      return try attributor.attributions(of: images, to: target, by: method)
    }

    private func contributions(from baseline: Float = 0) -> [Float] {
      zip([2, 0], [0..<32, 32..<64]).flatMap { pair in
        zip(linear.weights(ofClass: pair.0), images.values[pair.1]).map { $0 * ($1 - baseline) }
      }
    }

    @Test("the gradient of a linear network is its weights, before the softmax, and its score the logit")
    func saliency() throws {
      let found = try values(.saliency)
      #expect(found.map(\.values) == [linear.weights(ofClass: 2), linear.weights(ofClass: 0)])
      #expect(found.map(\.shape) == [[2, 4, 4], [2, 4, 4]])
      for (found, (index, part)) in zip(found, [(2, 0..<32), (0, 32..<64)]) {
        let sum = zip(linear.weights(ofClass: index), images.values[part]).reduce(Double(linear.bias[index])) {
          $0 + Double($1.0) * Double($1.1)
        }
        #expect(abs(found.score - sum) < 1e-5)
      }
    }

    @Test("gradient × input of a linear network is what each value contributes")
    func gradientTimesInput() throws {
      #expect(difference(try values(.gradientTimesInput).flatMap(\.values), contributions()) < 1e-6)
    }

    @Test(
      "integrated gradients of a linear network are what each value contributes beyond the baseline",
      arguments: IntegratedGradients.Rule.allCases, [IntegratedGradients.Steps.fixed(1), .fixed(7), .usual])
    func integratedGradients(_ rule: IntegratedGradients.Rule, _ steps: IntegratedGradients.Steps) throws {
      let options = IntegratedGradients(baseline: .channels([0.25, 0.25]), steps: steps, rule: rule)
      let found = try values(.integratedGradients(options))
      #expect(difference(found.flatMap(\.values), contributions(from: 0.25)) < 1e-6)
      for found in found {
        let completeness = try #require(found.completeness)
        #expect(abs(completeness.error) < 1e-4 && completeness.isReached)
        #expect(try #require(completeness.relativeError) < 1e-4)
      }
    }

    @Test("without noise SmoothGrad is the method itself, and its square the square")
    func noNoise() throws {
      let noise = SmoothGrad(sampleCount: 3, noise: 0)
      #expect(try values(.saliency, noise).map(\.values) == values(.saliency).map(\.values))
      let squared = try values(.saliency, SmoothGrad(sampleCount: 3, noise: 0, isSquared: true))
      #expect(squared.map(\.values) == (try values(.saliency).map { $0.values.map { $0 * $0 } }))
      #expect(squared.map(\.isSigned) == [false, false])
      let method = GradientMethod.integratedGradients(.init(steps: .fixed(5)))
      #expect(difference(try values(method, noise).flatMap(\.values), try values(method).flatMap(\.values)) == 0)
    }

    @Test("SmoothGrad of gradient × input takes the noisy values, as strong as the range of the image asks for")
    func noise() throws {
      let (count, share) = (400, 0.2)
      let found = try values(.gradientTimesInput, SmoothGrad(sampleCount: count, noise: share, isSquared: true))
      // The mean of w²(x + σz)² is w²(x² + σ²), with a deviation of about w²σ(4x² + 2σ²)½ / √count.
      for (found, (index, part)) in zip(found, [(2, 0..<32), (0, 32..<64)]) {
        let own = images.values[part]
        let deviation = Float(share) * (try #require(own.max()) - #require(own.min()))
        for (found, (weight, value)) in zip(found.values, zip(linear.weights(ofClass: index), own)) {
          let expected = weight * weight * (value * value + deviation * deviation)
          let spread = weight * weight * deviation * (4 * value * value + 2 * deviation * deviation).squareRoot() / 20
          #expect(abs(found - expected) <= 5 * spread + 1e-6)
        }
      }
    }

    @Test("one seed gives the same bits, another does not, and other images in the batch change nothing")
    func seeds() throws {
      let first = try values(.gradientTimesInput, SmoothGrad(sampleCount: 4, seed: 1))
      #expect(try values(.gradientTimesInput, SmoothGrad(sampleCount: 4, seed: 1)) == first)
      #expect(try values(.gradientTimesInput, SmoothGrad(sampleCount: 4, seed: 2)) != first)
      let alone = try AttributionImages(shape: images.shape, values: Array(images.values[32...]))
      let second = try attributor.attributions(
        of: alone, to: .classScore(0), by: .smoothGrad(SmoothGrad(sampleCount: 4, seed: 1), of: .gradientTimesInput))
      #expect(difference(second[0].values, first[1].values) < 1e-6)
    }

    @Test("occlusion of a linear network is the mean loss of the windows that cover a pixel, by hand")
    func occlusion() throws {
      let fill: [Float] = [0.5, -0.25]
      let found = try attributor.attributions(
        of: images, to: .classScores([2, 0]),
        by: .occlusion(Occlusion(window: [2, 3], stride: [2, 1], fill: .channels(fill))))
      for (image, index) in [2, 0].enumerated() {
        let weights = linear.weights(ofClass: index)
        func loss(_ rows: Range<Int>, _ columns: Range<Int>) -> Float {
          var sum: Float = 0
          for channel in 0..<2 {
            for row in rows {
              for column in columns {
                let place = channel * 16 + row * 4 + column
                sum += weights[place] * (images.values[image * 32 + place] - fill[channel])
              }
            }
          }
          return sum
        }
        // Columns 0–2 and 1–3, rows 0–1 and 2–3: the middle columns are covered twice.
        let expected = (0..<16).map { pixel -> Float in
          let rows = pixel / 8 * 2..<pixel / 8 * 2 + 2
          let windows = [0..<3, 1..<4].filter { $0.contains(pixel % 4) }
          return windows.reduce(0) { $0 + loss(rows, $1) } / Float(windows.count)
        }
        #expect(found[image].shape == [4, 4])
        #expect(difference(found[image].values, expected) < 1e-5)
      }
    }

    @Test("predictions are the logits and the class with the highest one")
    func predictions() throws {
      let found = try attributor.predictions(of: images)
      #expect(found.count == 2)
      for prediction in found {
        #expect(prediction.scores.count == 3 && prediction.areExclusive)
        #expect(prediction.scores[prediction.classIndex] == prediction.scores.max())
      }
      let scores = try values(.saliency, target: .classScores(found.map(\.classIndex))).map(\.score)
      #expect(zip(scores, found).allSatisfy { Float($0) == $1.scores[$1.classIndex] })
    }
  }
}
