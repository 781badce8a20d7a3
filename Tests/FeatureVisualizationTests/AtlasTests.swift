import FeatureVisualization
import Foundation
import GraphExecution
import ImageDatasets
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

@Suite("Grids of activation atlases")
struct AtlasGridTests {
  private func layout(_ points: [(Float, Float)]) -> Matrix {
    Matrix(rowCount: points.count, columnCount: 2, elements: points.flatMap { [$0.0, $0.1] })
  }

  @Test("cells are squares, each point is in one, the top has the largest second coordinate")
  func cells() throws {
    var generator = SeededGenerator(seed: 3)
    let points = (0..<400).map { _ in (Float(generator.nextUniform() * 8), Float(generator.nextUniform() * 4)) }
    let grid = try AtlasGrid(layout: layout(points), side: 8, minimumCount: 1)
    #expect(grid.columnCount == 8 && grid.rowCount == 4 && grid.leftOutCount == 0)
    #expect(grid.cells.flatMap(\.members).sorted() == Array(0..<400))
    for cell in grid.cells {
      let heights = cell.members.map { points[$0].1 }
      let lower = grid.cells.filter { $0.row > cell.row }.flatMap(\.members).map { points[$0].1 }
      #expect((lower.max() ?? -1) <= heights.min() ?? 9)
      let widths = cell.members.map { points[$0].0 }
      #expect((widths.max() ?? 0) - (widths.min() ?? 0) <= 8 * 1.2 / 8 + 1e-4 || [0, 7].contains(cell.column))
    }
    #expect(
      grid.cells.map { [$0.row, $0.column] }
        == grid.cells.map { [$0.row, $0.column] }.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test("outliers do not make the rest small; cells with few points are left out and counted")
  func outliers() throws {
    var points = (0..<300).map { (Float($0 % 20), Float($0 / 20)) }
    points.append((1000, 1000))
    let grid = try AtlasGrid(layout: layout(points), side: 5, minimumCount: 2)
    #expect(grid.cells.count > 12)
    #expect(grid.leftOutCount + grid.cells.reduce(0) { $0 + $1.members.count } == 301)
    let corner = try #require(grid.cells.first { $0.members.contains(300) })
    #expect(corner.row == 0 && corner.column == grid.columnCount - 1)
    let strict = try AtlasGrid(layout: layout(points), side: 5, minimumCount: 15)
    #expect(strict.cells.count < grid.cells.count && strict.leftOutCount > grid.leftOutCount)
  }

  @Test("one place is one cell; what cannot be laid out says so")
  func edges() throws {
    let grid = try AtlasGrid(layout: layout([(2, 2), (2, 2), (2, 2)]), side: 9, minimumCount: 3)
    #expect(grid.cells.map(\.members) == [[0, 1, 2]])
    for bad in [layout([]), layout([(.nan, 0)]), Matrix(rowCount: 2, columnCount: 3)] {
      let error = try failure { _ = try AtlasGrid(layout: bad, side: 4, minimumCount: 1) }
      #expect(error.kind == .badInput && error.description.contains("2 columns"))
    }
    #expect(try failure { _ = try AtlasGrid(layout: layout([(0, 0)]), side: 0, minimumCount: 1) }.kind == .badOption)
  }
}

@Suite("Whitening of directions")
struct ActivationWhiteningTests {
  @Test("is the inverse of the second moments, with a hundredth of their mean on the diagonal")
  func byHand() throws {
    let rows: [Float] = [3, 1, 2, 0, 4, 1, 0, 1, 1, 0]
    let whitening = try ActivationWhitening(Matrix(rowCount: 5, columnCount: 2, elements: rows))
    // AᵀA / 5 = [[30, 7], [7, 3]] / 5.
    let ridge = (30.0 + 3) / 5 / 2 * 0.01
    let (a, b, d) = (30.0 / 5 + ridge, 7.0 / 5, 3.0 / 5 + ridge)
    let determinant = a * d - b * b
    let expected = [(d * 2 - b * 5) / determinant, (-b * 2 + a * 5) / determinant]
    let length = (expected[0] * expected[0] + expected[1] * expected[1]).squareRoot()
    let found = try whitening.directions(Matrix(rowCount: 1, columnCount: 2, elements: [2, 5]))
    #expect(abs(Double(found[0, 0]) - expected[0] / length) < 1e-5)
    #expect(abs(Double(found[0, 1]) - expected[1] / length) < 1e-5)
  }

  @Test("a channel that is never active does no harm; other sizes and numbers that are none say so")
  func edges() throws {
    let silent = try ActivationWhitening(Matrix(rowCount: 2, columnCount: 3, elements: [1, 0, 2, 2, 0, 1]))
    let found = try silent.directions(Matrix(rowCount: 1, columnCount: 3, elements: [1, 0, 1]))
    #expect(found.elements.allSatisfy(\.isFinite) == true && abs(found[0, 1]) < 1e-6)
    let wrong = try failure { _ = try silent.directions(Matrix(rowCount: 1, columnCount: 2, elements: [1, 0])) }
    #expect(wrong.description.contains("Expected 3"))
    let none = try failure { _ = try ActivationWhitening(Matrix(rowCount: 1, columnCount: 1, elements: [.infinity])) }
    #expect(none.kind == .badInput)
  }
}

extension FeatureVisualizationSuite {
  @Suite("Sampled activations")
  struct ActivationSamplerTests {
    private let network: VisualizedNetwork
    private let images: [(number: Int, image: PixelImage)]

    init() throws {
      network = try VisualizedNetwork.small()
      var generator = SeededGenerator(seed: 11)
      images = (0..<5).map { number in
        let noise = (0..<24 * 24 * 3).map { _ in UInt8(generator.next() % 200) }
        let picture = PixelImage.picture(width: 24, height: 24)
        let mixed = zip(noise, picture.pixels).map { number.isMultiple(of: 2) ? $0.0 : $0.1 }
        return (number * 10, PixelImage(width: 24, height: 24, channelCount: 3, pixels: mixed))
      }
    }

    private func sample(_ layer: String, positions: Int, batch: Int = 5, seed: UInt64 = 1) throws -> SampledActivations
    {
      let sampler = try ActivationSampler(network, layer: layer, positionsPerImage: positions, seed: seed)
      for start in stride(from: 0, to: images.count, by: batch) {
        try sampler.add(Array(images[start..<min(images.count, start + batch)]))
      }
      return sampler.finish()
    }

    private func activations(_ layer: String) throws -> [Float] {
      let values = images.flatMap { item in
        (0..<3).flatMap { channel in (0..<576).map { Float(item.image.pixels[$0 * 3 + channel]) / 255 } }
      }
      let input = try network.engine.tensor(values, shape: [5, 3, 24, 24])
      return try #require(try network.activations(of: [layer], for: input)[layer]).floats()
    }

    @Test("are the layer's channels at different positions of each image, wherever the image is in a batch")
    func values() throws {
      let found = try sample("conv2", positions: 20)
      let all = try activations("conv2")
      #expect(found.mapHeight == 12 && found.mapWidth == 12 && found.activations.columnCount == 6)
      #expect(found.sources.count + found.silentCount == 100)
      for (row, source) in found.sources.enumerated() {
        let image = source.image / 10
        let wanted = (0..<6).map { all[(image * 6 + $0) * 144 + source.position] }
        let own = (0..<6).map { found.activations[row, $0] }
        #expect(zip(own, wanted).allSatisfy { abs($0 - $1) < 1e-5 })
      }
      let places = found.sources.map { $0.image * 1000 + $0.position }
      #expect(Set(places).count == places.count && places == places.sorted())
      let alone = try sample("conv2", positions: 20, batch: 1)
      #expect(alone.sources == found.sources)
      #expect(try sample("conv2", positions: 20, seed: 2).sources != found.sources)
      #expect(try sample("conv2", positions: 999).sources.count + sample("conv2", positions: 999).silentCount == 720)
    }

    @Test("speak for the class that activation × gradient raises most, among the most probable ones")
    func classes() throws {
      let found = try sample("conv2", positions: 30)
      let weights = try #require(network.executor.parameters["w3"]).floats()
      let logits = try activations("logits")
      for (row, source) in found.sources.enumerated() {
        let own = Array(logits[source.image / 10 * 5..<source.image / 10 * 5 + 5])
        let probable = (0..<5).sorted { own[$0] > own[$1] }.prefix(3)
        // The logits are linear in the means over all positions.
        let raised = probable.map { name in
          (0..<6).reduce(0.0) { $0 + Double(found.activations[row, $1] * weights[name * 6 + $1]) }
        }
        let best = raised.indices.max { raised[$0] < raised[$1] } ?? 0
        #expect(source.favoredClass == (raised[best] > 0 ? probable[best] : nil))
      }
      #expect(Set(found.sources.map(\.favoredClass)).count > 1)
      #expect(try sample("prob", positions: 1).sources.allSatisfy { $0.favoredClass == nil } == true)
    }

    @Test("grey images are taken, dense layers have one position, others and none say so")
    func edges() throws {
      let sampler = try ActivationSampler(network, layer: "features", positionsPerImage: 4, seed: 1)
      let grey = PixelImage(width: 24, height: 24, channelCount: 1, repeating: 90)
      try sampler.add([(number: 3, image: grey)])
      let found = sampler.finish()
      #expect(found.sources.map(\.position) == [0] && found.mapWidth == 1)
      let unknown = try failure { _ = try ActivationSampler(network, layer: "conv9", positionsPerImage: 1, seed: 1) }
      #expect(unknown.description.contains("no layer `conv9`"))
      let none = try failure { _ = try ActivationSampler(network, layer: "conv2", positionsPerImage: 0, seed: 1) }
      #expect(none.kind == .badOption)
      let empty = try ActivationSampler(network, layer: "conv2", positionsPerImage: 2, seed: 1).finish()
      #expect(empty.sources.isEmpty && empty.activations.rowCount == 0)
    }

    @Test("convolutions take pictures of another size; what has a size of its own says so")
    func otherSizes() throws {
      var builder = ONNXBuilder()
      builder.addInput("image", shape: [nil, 3, 24, 24])
      builder.addWeights("w", shape: [4, 3, 3, 3], stream: 1)
      builder.addWeights("d", shape: [5, 4 * 22 * 22], stream: 2)
      builder.addNode("Conv", name: "c", inputs: ["image", "w"], outputs: ["maps"])
      builder.addNode("Flatten", name: "f", inputs: ["maps"], outputs: ["rows"])
      builder.addNode(
        "Gemm", name: "g", inputs: ["rows", "d"], outputs: ["scores"], attributes: ["transB": .integer(1)])
      builder.addOutput("scores", shape: [nil, 5])
      let network = try ONNXNetwork(data: builder.serialized(), url: URL(fileURLWithPath: "/flat.onnx"))
      let small = try VisualizedNetwork(network: network, preprocessing: .unit, side: 12)
      #expect(small.height == 12 && small.width == 12)
      let image = try small.engine.filled(0.5, shape: [1, 3, 12, 12])
      let found = try small.activations(of: ["maps"], for: image)
      #expect(found["maps"]?.shape == [1, 4, 10, 10])
      let error = #expect(throws: GraphExecutionError.self) { try small.activations(of: ["scores"], for: image) }
      #expect(error?.description.contains("Gemm") == true)
      let whole = try VisualizedNetwork(network: network, preprocessing: .unit)
      let strict = #expect(throws: GraphExecutionError.self) { try whole.activations(of: ["maps"], for: image) }
      #expect(strict?.description.contains("Expected [any, 3, 24, 24]") == true)
      #expect(
        try failure { _ = try VisualizedNetwork(network: network, preprocessing: .unit, side: 4) }.kind == .badOption)
    }

    @Test("a picture is as like its own activation as can be, and less like another's")
    func likeness() throws {
      let all = try activations("conv2")
      // The middle of 12 x 12: row 6, column 6.
      let middle = 6 * 12 + 6
      let own: [Float] = (0..<2).flatMap { image in
        (0..<6).map { channel -> Float in all[(image * 6 + channel) * 144 + middle] }
      }
      let pictures = [images[0].image, images[1].image]
      let same = try network.likeness(
        of: pictures, to: Matrix(rowCount: 2, columnCount: 6, elements: own), layer: "conv2", position: .center)
      #expect(same.allSatisfy { abs($0 - 1) < 1e-5 } == true)
      let exchanged = try network.likeness(
        of: pictures, to: Matrix(rowCount: 2, columnCount: 6, elements: Array(own[6...] + own[..<6])), layer: "conv2",
        position: .center)
      #expect(exchanged.allSatisfy { $0 < 0.9999 } == true)
      let error = try failure {
        _ = try network.likeness(
          of: pictures, to: Matrix(rowCount: 1, columnCount: 6), layer: "conv2", position: .center)
      }
      #expect(error.description.contains("2 images were given for 1 directions"))
    }
  }
}
