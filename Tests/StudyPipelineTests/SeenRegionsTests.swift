import Foundation
import ImageDatasets
import ONNXModel
import StudyPipeline
import StudyStore
import Testing

@Suite("Where in the image a layer looks")
struct SeenRegionsTests {
  @Test("an analysis records what each layer sees; a convolution sees a part, a dense layer everything")
  func recorded() throws {
    let base = try AnalysisFixture()
    var options = try base.options("a.study")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    let model = try #require(try study.database.models().first)
    let network = try ONNXNetwork(contentsOf: base.model)
    let (height, width) = (model.inputShape[1], model.inputShape[2])
    var (parts, wholes) = (0, 0)
    for layer in try study.database.layers(ofModel: model.folder) {
      let seen = try #require(try SeenRegions(study, model: model, layer: layer), "\(layer.name)")
      let field = try network.receptiveField(ofTensor: layer.tensorName)
      #expect(seen.isGlobal == field.isGlobal && seen.rowCount == field.axes[0]?.size)
      // The images have the size of the input, so that nothing is resized.
      let region = try #require(seen.region(row: 1, column: 1, imageWidth: width, imageHeight: height))
      let crop = try #require(field.crop(row: 1, column: 1, height: height, width: width))
      #expect(region.x == crop.columns.lowerBound && region.width == crop.columns.count)
      #expect(region.y == crop.rows.lowerBound && region.height == crop.rows.count)
      if seen.isGlobal { wholes += 1 } else { parts += 1 }
      if seen.isGlobal { #expect(region == ImageRegion(x: 0, y: 0, width: width, height: height)) }
    }
    #expect(parts > 1 && wholes > 0)
  }
}
