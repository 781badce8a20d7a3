import ActivationTaps
import Testing

@Suite("Pooling grids")
struct PoolingGridTests {
  @Test("a map that fits is kept whole")
  func whole() {
    #expect(
      PoolingGrid(channelCount: 64, mapHeight: 8, mapWidth: 8, maximumFeatureCount: 4096) == .init(height: 8, width: 8))
  }

  @Test("a grid stays within the limit and keeps the proportions", arguments: [1, 3, 7, 64, 500, 5000])
  func limit(channels: Int) {
    let grid = PoolingGrid(channelCount: channels, mapHeight: 112, mapWidth: 56, maximumFeatureCount: 4096)
    #expect(grid.height >= 1 && grid.width >= 1)
    #expect(grid.height * grid.width <= max(1, 4096 / channels))
    #expect(grid.height >= grid.width)
  }
}
