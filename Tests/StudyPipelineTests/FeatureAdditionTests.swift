import FeatureVisualization
import Foundation
import ONNXModel
import StudyPipeline
import StudyStore
import Testing

@Suite("Images that are added to a layer's", .needsLibtorch, .serialized)
struct FeatureAdditionTests {
  private let fixture: FeatureFixture

  init() throws { fixture = try FeatureFixture() }

  private func addition(
    _ wanted: FeatureAddition.Wanted, to name: String = "relu2", stepCount: Int? = nil
  ) throws -> FeatureAddition {
    let found = try fixture.layer(name)
    return try FeatureAddition(
      fixture.study(), model: found.model.folder, layer: found.layer.folder, wanted, stepCount: stepCount)
  }

  private func run(_ addition: FeatureAddition) throws {
    var request = try addition.prepared(fixture.study(), network: nil)
    request.threadCount = 2
    _ = try StudyFeatures(request: request, observer: Recorder()).run()
  }

  /// Unusual options in every part.
  private var options: MaximizationOptions {
    MaximizationOptions(
      stepCount: 9, learningRate: 0.07, parameterization: .fourier(decayPower: 1.5),
      transforms: .init(
        jitter: 0.02, scale: 0.95...1.2, rotation: 3, crop: 0.5...0.9, noise: 0.01, blur: .init(first: 2, last: 0.5)),
      penalties: .init(totalVariation: 0.001, l2: 0.01), imagesPerObjective: 2, tolerance: 0.02, patience: 8, seed: 7)
  }

  @Test(
    "no image is lost, whatever options they were made with, also those of older versions", arguments: [true, false])
  func kept(hasRecipe: Bool) throws {
    for (channel, made) in [options, MaximizationOptions(stepCount: 8), .init(stepCount: 8, parameterization: .pixels)]
      .enumerated()
    {
      try fixture.make { ($0.selection.objectives, $0.options) = (["relu2:0", "relu2:1"], made) }
      if !hasRecipe {
        let found = try fixture.layer("relu2")
        let url = try fixture.study().paths.layer(found.layer.folder, of: found.model.folder)
          .appendingPathComponent("features/features.json")
        var document = try fixture.document("relu2")
        #expect(document.recipe != nil)
        document.recipe = nil
        try StudyJSON.data(document).write(to: url)
      }
      let before = try fixture.document("relu2")
      let added = try addition(.channels([2 + channel]))
      #expect(added.names == ["relu2:\(2 + channel)"])
      try run(added)
      let after = try fixture.document("relu2")
      #expect(after.key == before.key && after.parameters == before.parameters && after.recipe != nil)
      #expect(after.features.filter { $0.channel < 2 } == before.features)
      #expect(after.features.count == before.features.count + made.imagesPerObjective)
    }
  }

  @Test("a layer without images gets them with the defaults, or in the steps that are asked for")
  func first() throws {
    let found = try addition(.channels([1, 0, 1]))
    #expect(found.names == ["relu2:0", "relu2:1"])
    var (made, standard) = (found.request.options, MaximizationOptions())
    (made.batchSize, standard.batchSize) = (1, 1)
    #expect(made == standard && found.request.imageLimit == 256)
    #expect(try addition(.channels([1]), stepCount: 5).request.options.stepCount == 5)
    #expect(try addition(.classes([3]), to: "prob").names == ["class:3"])
    let direction = FeatureAddition.Wanted.direction(FeatureDirection(items: [1, 2], name: "a"))
    #expect(try addition(direction).names == ["a − rest"])
  }

  @Test("what does not fit, or would replace images, is refused")
  func refusals() throws {
    try fixture.make { $0.selection.objectives = ["relu2:0"] }
    func refused(_ said: String, _ body: () throws -> FeatureAddition) {
      let error = #expect(throws: StudyPipelineError.self) { try body() }
      #expect(error?.kind == .badInput && error?.description.contains(said) == true, "\(String(describing: error))")
    }
    refused("no channel 5000") { try addition(.channels([5000])) }
    refused("No channels") { try addition(.channels([])) }
    refused("is the input") { try addition(.channels([0]), to: "image") }
    refused("kept with the last layer") { try addition(.classes([1])) }
    refused("no class") { try addition(.classes([1000]), to: "prob") }
    refused("No classes") { try addition(.classes([]), to: "prob") }
    refused("at most 12 steps") { try addition(.channels([1]), stepCount: 13) }
    refused("0 steps") { try addition(.channels([1]), to: "relu1", stepCount: 0) }
    #expect(try addition(.channels([1]), stepCount: 12).names == ["relu2:1"])
    let writer = try Study.open(at: fixture.url, for: .writing)
    try writer.database.recordDataset(["name": "other"])
    refused("another state of the study") { try addition(.channels([1])) }
  }

  @Test("without the network's file it is said where that can be given; with it, it is taken")
  func network() throws {
    let added = try addition(.channels([0]))
    let study = try fixture.study()
    let elsewhere = fixture.base.url("elsewhere.onnx")
    #expect(try added.prepared(study, network: elsewhere).network == fixture.base.model)
    try FileManager.default.moveItem(at: fixture.base.model, to: elsewhere)
    let error = #expect(throws: StudyPipelineError.self) { try added.prepared(study, network: nil) }
    #expect(error?.kind == .unavailable && error?.description.contains("strata serve` again with --network") == true)
    #expect(try added.prepared(study, network: elsewhere).network == elsewhere)
    let other = fixture.base.url("other.onnx")
    try DemoNetwork.make(seed: 4).write(to: other)
    #expect(throws: StudyPipelineError.self) { try added.prepared(study, network: other) }
  }
}
