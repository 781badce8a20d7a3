import ActivationTaps
import Foundation
import NumericKernels
import ONNXModel
import Testing

@Suite("Extraction")
struct ActivationExtractorTests {
  private let itemCount = 37

  @Test("average pooling keeps the mean of every channel")
  func averages() throws {
    let fixture = try ExtractionFixture()
    let (_, files, plan) = try fixture.extract("average", itemCount: itemCount)
    #expect(plan.layers.count >= 8)
    for (layer, files) in zip(plan.layers, files) where !layer.tapPoint.isInput {
      let rows = try NPYFile(contentsOf: files.activations).matrix()
      #expect(rows.rowCount == itemCount)
      for item in [0, 5, itemCount - 1] {
        let whole = try fixture.whole(layer.tapPoint, item: item)
        let positions = whole.count / layer.channelCount
        for channel in 0..<layer.channelCount {
          let values = whole[(channel * positions)..<((channel + 1) * positions)]
          let mean = values.reduce(0, +) / Float(positions)
          let scale = values.map(abs).max() ?? 0
          #expect(abs(rows[item, channel] - mean) <= 1e-5 * max(scale, 1e-3), "\(layer.tapPoint.name)")
        }
      }
    }
  }

  @Test("maximum pooling keeps the greatest value of every channel")
  func maxima() throws {
    let fixture = try ExtractionFixture()
    var options = ExtractionOptions()
    options.pooling = .maximum
    options.collectsTopImages = false
    let (_, files, plan) = try fixture.extract("maximum", itemCount: 6, options: options)
    for (layer, files) in zip(plan.layers, files) where layer.tapPoint.layout == .spatial && !layer.tapPoint.isInput {
      let rows = try NPYFile(contentsOf: files.activations).matrix()
      let whole = try fixture.whole(layer.tapPoint, item: 5)
      let positions = whole.count / layer.channelCount
      for channel in 0..<layer.channelCount {
        let greatest = whole[(channel * positions)..<((channel + 1) * positions)].max() ?? .nan
        #expect(abs(rows[5, channel] - greatest) <= 1e-5 * max(1, abs(greatest)))
      }
    }
  }

  @Test("a grid keeps the means of its cells, as adaptive average pooling defines them")
  func grids() throws {
    let fixture = try ExtractionFixture()
    var options = ExtractionOptions()
    options.pooling = .grid(maximumFeatureCount: 400)
    let tapPoints = fixture.network.tapPoints.filter {
      $0.layout == .spatial && ($0.channelCount ?? 0) > 3
    }
    let (_, files, plan) = try fixture.extract("grid", itemCount: 5, options: options, tapPoints: tapPoints)
    #expect(plan.layers.contains { $0.pooling.hasPrefix("grid") })
    for (layer, files) in zip(plan.layers, files) {
      #expect(layer.featureCount <= 400)
      let rows = try NPYFile(contentsOf: files.activations).matrix()
      let height = try #require(layer.tapPoint.shape[2])
      let width = try #require(layer.tapPoint.shape[3])
      let grid = PoolingGrid(
        channelCount: layer.channelCount, mapHeight: height, mapWidth: width, maximumFeatureCount: 400)
      let whole = try fixture.whole(layer.tapPoint, item: 4)
      let expected = Self.cells(whole, channels: layer.channelCount, height: height, width: width, grid: grid)
      #expect(expected.count == layer.featureCount)
      for (feature, value) in expected.enumerated() {
        #expect(abs(rows[4, feature] - value) <= 1e-4 * max(1, abs(value)), "\(layer.tapPoint.name) \(feature)")
      }
    }
  }

  /// Written from PyTorch's definition: cell i of n covers floor(i·L/n) up to ceil((i+1)·L/n).
  private static func cells(_ map: [Float], channels: Int, height: Int, width: Int, grid: PoolingGrid) -> [Float] {
    var result: [Float] = []
    for channel in 0..<channels {
      for row in 0..<grid.height {
        for column in 0..<grid.width {
          let top = Int((Double(row * height) / Double(grid.height)).rounded(.down))
          let bottom = Int((Double((row + 1) * height) / Double(grid.height)).rounded(.up))
          let left = Int((Double(column * width) / Double(grid.width)).rounded(.down))
          let right = Int((Double((column + 1) * width) / Double(grid.width)).rounded(.up))
          var sum = 0.0
          for y in top..<bottom { for x in left..<right { sum += Double(map[(channel * height + y) * width + x]) } }
          result.append(Float(sum / Double((bottom - top) * (right - left))))
        }
      }
    }
    return result
  }

  @Test("the top images are those with the greatest values, with their positions, ties to the smaller item")
  func topImages() throws {
    let fixture = try ExtractionFixture()
    let (_, files, plan) = try fixture.extract("top", itemCount: itemCount)
    let index = try #require(plan.layers.firstIndex { $0.tapPoint.layout == .spatial && !$0.tapPoint.isInput })
    let layer = plan.layers[index]
    let width = try #require(layer.tapPoint.shape[3])
    let wholes = try (0..<itemCount).map { try fixture.whole(layer.tapPoint, item: $0) }
    let positions = wholes[0].count / layer.channelCount
    let items = try NPYFile(contentsOf: files[index].topImages).int32Elements()
    let values = try NPYFile(contentsOf: files[index].topValues).matrix()
    let places = try NPYFile(contentsOf: files[index].topPositions).int32Elements()
    for channel in 0..<layer.channelCount {
      let maxima = wholes.map { $0[(channel * positions)..<((channel + 1) * positions)].max() ?? .nan }
      let best = maxima.indices.sorted { (-maxima[$0], $0) < (-maxima[$1], $1) }.prefix(9)
      for (rank, item) in best.enumerated() {
        let found = Int(items[channel * 9 + rank])
        // Equal inputs give equal maxima; a batch may round them differently in the last place.
        #expect(abs(maxima[found] - maxima[item]) <= 1e-5 * max(1, abs(maxima[item])))
        #expect(abs(values[channel, rank] - maxima[item]) <= 1e-5 * max(1, abs(maxima[item])))
        let place = Int(places[channel * 9 + rank])
        let row = place / width
        let there = wholes[found][channel * positions + row * width + place % width]
        if maxima[found] > 1e-3 { #expect(abs(there - maxima[found]) <= 1e-5 * max(1, maxima[found])) }
      }
    }
    #expect(!FileManager.default.fileExists(atPath: files[0].topImages.path), "colours are no detectors")
  }

  @Test("predictions are the five most probable classes")
  func predictions() throws {
    let fixture = try ExtractionFixture()
    let (result, _, _) = try fixture.extract("predictions", itemCount: itemCount)
    let table = try #require(result.predictions)
    let head = try #require(fixture.network.classifierHead)
    let name = try #require(head.probabilities)
    let tapPoint = try fixture.network.tapPoint(ofTensor: name)
    for item in [0, 11, itemCount - 1] {
      let probabilities = try fixture.whole(tapPoint, item: item)
      let best = probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
      for rank in 0..<5 {
        #expect(Int(table.classes[item * 5 + rank]) == best[rank])
        #expect(abs(table.probabilities[item * 5 + rank] - probabilities[best[rank]]) < 1e-5)
      }
    }
  }

  @Test("the files are the same with one, two and three threads")
  func threads() throws {
    let fixture = try ExtractionFixture()
    var all: [[String: Data]] = []
    for count in 1...3 {
      var options = ExtractionOptions()
      options.threadCount = count
      try fixture.extract("threads\(count)", itemCount: itemCount, options: options)
      all.append(try fixture.bytes("threads\(count)"))
    }
    #expect(all[0].count > 20)
    #expect(all[0] == all[1])
    #expect(all[0] == all[2])
  }

  @Test("an interrupted extraction goes on where it stopped and ends with the same bytes")
  func resumption() throws {
    let fixture = try ExtractionFixture()
    try fixture.extract("whole", itemCount: itemCount)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try fixture.extract(
        "parts", itemCount: itemCount,
        progress: { progress in
          if progress.completedItems >= 16 { throw Stop() }
        })
    }
    #expect(try fixture.bytes("parts").isEmpty, "nothing has its final name before all is done")
    let (result, _, _) = try fixture.extract("parts", itemCount: itemCount)
    #expect(result.computedItemCount < itemCount)
    #expect(result.computedItemCount > 0)
    #expect(try fixture.bytes("parts") == fixture.bytes("whole"))
  }

  @Test("a checkpoint of other work is not used")
  func otherKey() throws {
    let fixture = try ExtractionFixture()
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try fixture.extract(
        "keys", itemCount: itemCount, progress: { if $0.completedItems >= 16 { throw Stop() } })
    }
    let (result, _, _) = try fixture.extract("keys", itemCount: itemCount, key: "another")
    #expect(result.computedItemCount == itemCount)
  }

  @Test("what a loader throws comes out, and no file gets its final name")
  func loaderError() throws {
    struct Broken: Error {}
    final class BrokenLoader: ItemLoader {
      func load(item: Int, into input: UnsafeMutableBufferPointer<Float>) throws {
        if item == 20 { throw Broken() }
        _ = input.update(fromContentsOf: ExtractionFixture.input(item))
      }
    }
    let fixture = try ExtractionFixture()
    #expect(throws: Broken.self) {
      try fixture.extract("broken", itemCount: itemCount, makeLoader: { BrokenLoader() })
    }
    #expect(try fixture.bytes("broken").isEmpty)
  }
}
