import FeatureVisualization
import Foundation
import ImageDatasets
import Testing

extension FeatureVisualizationSuite {
  @Suite("Parameterizations")
  struct ParameterizationTests {
    @Test(
      "each reproduces a given picture",
      arguments: [
        (ImageParameterization.pixels, 24, 18), (.fourier(decayPower: 1), 24, 18), (.fourier(decayPower: 0.5), 17, 21),
        (.phases, 24, 18), (.phases, 15, 20),
      ])
    func reproduces(parameterization: ImageParameterization, width: Int, height: Int) throws {
      let picture = PixelImage.picture(width: width, height: height)
      let network = try VisualizedNetwork.matching(picture)
      let colors = try ColorStatistics(of: [picture], channelCount: 3)
      let spectrum = try NaturalSpectrum(of: [picture], colors: colors, network: network)
      let maximizer = try ActivationMaximizer(
        network,
        options: .init(
          stepCount: 400, learningRate: parameterization == .phases ? 0.1 : 0.05, parameterization: parameterization,
          transforms: .none, tolerance: 0), colors: colors, spectrum: spectrum)
      let made = try #require(maximizer.maximize([.channel("match", 0)]).first)
      #expect(made.image.width == width && made.image.height == height)
      #expect(made.image.difference(picture) < 1.5, "\(made.image.difference(picture))")
      #expect(made.value > -1e-4 && made.firstValue < -5e-3)
    }

    @Test("grey images, too")
    func grey() throws {
      let picture = PixelImage.picture(width: 20, height: 20, channelCount: 1)
      let maximizer = try ActivationMaximizer(
        .matching(picture), options: .init(stepCount: 300, transforms: .none, tolerance: 0),
        colors: ColorStatistics(of: [picture], channelCount: 1))
      let made = try #require(maximizer.maximize([.channel("match", 0)]).first)
      #expect(made.image.channelCount == 1)
      #expect(made.image.difference(picture) < 1.5)
    }

    @Test("colours: the mean, and a matrix whose square is the covariance, scaled")
    func colors() throws {
      // Two colours, (0.2, 0.4, 0.6) and (0.6, 0.4, 0.2), as often: red and blue vary by 0.2 against each other.
      let image = PixelImage(width: 2, height: 1, channelCount: 3, pixels: [51, 102, 153, 153, 102, 51])
      let found = try ColorStatistics(of: [image, image], channelCount: 3)
      #expect(zip(found.mean, [0.4, 0.4, 0.4]).allSatisfy { abs($0 - $1) < 1e-5 })
      var square = [Float](repeating: 0, count: 9)
      for (place, each) in (0..<27).map({ ($0 / 3, $0 % 3) }) {
        square[place] += found.matrix[place / 3 * 3 + each] * found.matrix[place % 3 * 3 + each]
      }
      let expected: [Float] = [0.5, 0, -0.5, 0, 0, 0, -0.5, 0, 0.5]
      #expect(zip(square, expected).allSatisfy { abs($0 - $1) < 0.01 }, "\(square)")
      let grey = PixelImage(width: 2, height: 1, channelCount: 1, pixels: [0, 255])
      #expect(try ColorStatistics(of: [grey], channelCount: 3).mean == [0.5, 0.5, 0.5])
      let error = try failure { _ = try ColorStatistics(of: [], channelCount: 3) }
      #expect(error.kind == .badInput)
    }

    @Test("the spectrum of a wave is that of its frequency alone")
    func spectrum() throws {
      let (width, height) = (16, 12)
      var pixels: [UInt8] = []
      for row in 0..<height {
        for _ in 0..<width { pixels.append(UInt8(128 + 30 * cos(2 * .pi * 3 * Double(row) / Double(height)))) }
      }
      let image = PixelImage(width: width, height: height, channelCount: 1, pixels: pixels)
      let network = try VisualizedNetwork.matching(image)
      let found = try NaturalSpectrum(
        of: [image], colors: ColorStatistics(of: [image], channelCount: 1), network: network)
      let columns = width / 2 + 1
      #expect(found.magnitudes.count == height * columns)
      let wave = [3, height - 3].map { found.magnitudes[$0 * columns] }
      #expect(wave.allSatisfy { $0 > 1 } && abs(wave[0] - wave[1]) < 1e-3)
      let rest = found.magnitudes.enumerated().filter { ![0, 3 * columns, (height - 3) * columns].contains($0.offset) }
      #expect(rest.allSatisfy { $0.element < 0.1 * wave[0] })
      let error = try failure {
        let other = PixelImage(width: 5, height: 5, channelCount: 1, pixels: [UInt8](repeating: 1, count: 25))
        _ = try NaturalSpectrum(of: [other], colors: ColorStatistics(of: [image], channelCount: 1), network: network)
      }
      #expect(error.description.contains("5 x 5"))
    }

    @Test("phases without a spectrum, and colours of other channels, are refused")
    func refusals() throws {
      let network = try VisualizedNetwork.small()
      let missing = try failure { _ = try ActivationMaximizer(network, options: .init(parameterization: .phases)) }
      #expect(missing.kind == .badOption && missing.description.contains("magnitudes of natural images"))
      let other = try failure { _ = try ActivationMaximizer(network, colors: .neutral(channelCount: 1)) }
      #expect(other.kind == .badInput && other.description.contains("1 channels"))
    }
  }
}
