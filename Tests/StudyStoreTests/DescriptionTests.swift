import Foundation
import StudyStore
import Testing

@Suite("JSON that the page reads")
struct DescriptionTests {
  @Test("a study is told in exactly these words")
  func study() throws {
    let folder = try TemporaryFolder()
    let study = try SampleStudy.make(at: folder.study)
    try study.database.recordThumbnails(
      ThumbnailSheets(size: 64, columns: 32, rows: 32, pages: ["thumbnails-000.jpg"]))
    try study.database.recordPredictions(SampleStudy.predictions, ofModel: "tiny_net")
    try SampleStudy.embed(study)
    try align(study)
    try study.reportProgress(StudyProgress(stage: "neighbours", model: "tiny_net", layer: "00-data", fraction: 0.629))
    #expect(try StudyJSON.text(study.description(), pretty: true) == DescriptionTests.expectedStudy)
  }

  private func align(_ study: Study) throws {
    let scope = RunScope.layer("01-relu1", of: "tiny_net", variant: "umap-15d")
    guard case .start(let run) = try study.beginRun(stage: "align", scope: scope, key: "a") else { throw Unexpected() }
    let path = "models/tiny_net/01-relu1/umap-15d.aligned.npy"
    try SampleStudy.write("aligned", to: path, of: study)
    try study.finishRun(
      run,
      artifacts: [
        .alignedEmbedding(
          "umap-15d", path: path, rows: 4, dimensions: 15, reference: "01-relu1", disparity: 0.125)
      ])
  }

  @Test("a study without anything has nulls and empty lists, no missing keys")
  func empty() throws {
    let folder = try TemporaryFolder()
    let study = try Study.create(at: folder.study, settings: StudySettings(name: "new", seed: 7))
    #expect(
      try StudyJSON.text(study.description())
        == """
        {"attributes":[],"classes":[],"formatVersion":1,"hierarchies":[],"itemCount":0,"models":[],"name":"new","seed":7,\
        "strataVersion":"0.1.0","text":null,"thumbnails":null}
        """)
  }

  @Test("items are told column by column, -1 for no label, an empty string for no attribute")
  func items() throws {
    let database = try StudyDatabase()
    try SampleStudy.fill(database)
    let text = try StudyJSON.text(database.itemColumns())
    #expect(
      text
        == """
        {"attributes":{"split":["train","test","",""]},\
        "identifiers":["cat/a.jpg","dog/b.jpg","dog/c.jpg","d.jpg"],"labels":[0,1,1,-1]}
        """)
  }

  @Test("labels alone are those of the items")
  func labels() throws {
    let database = try StudyDatabase()
    #expect(try database.itemLabels() == [])
    try SampleStudy.fill(database)
    #expect(try database.itemLabels() == [0, 1, 1, -1])
  }

  @Test("predictions are told column by column; an output without a label is -1, an item without one is unknown")
  func predictions() throws {
    let database = try StudyDatabase()
    try SampleStudy.fill(database)
    try database.recordPredictions(SampleStudy.predictions, ofModel: "tiny_net")
    #expect(
      try StudyJSON.text(database.predictionColumns(ofModel: "tiny_net"))
        == """
        {"classIndex":[0,2,1,0],"correct":[1,0,1,-1],"labelIndex":[0,-1,1,0],"probability":[0.9,0.5,0.7,0.6],\
        "top5":{"classIndex":[[0,1,2],[2,1,0],[1,0,2],[0,2,1]],\
        "probability":[[0.9,0.08,0.02],[0.5,0.4,0.1],[0.7,0.2,0.1],[0.6,0.3,0.1]]}}
        """)
  }

  @Test("what is told can be read back")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let study = try SampleStudy.make(at: folder.study)
    try SampleStudy.embed(study)
    let description = try study.description()
    #expect(try JSONDecoder().decode(StudyDescription.self, from: StudyJSON.data(description)) == description)
  }

  @Test("progress is told while a writer holds the study, and forgotten after it was killed")
  func progress() async throws {
    let folder = try TemporaryFolder()
    var writer: Study? = try SampleStudy.make(at: folder.study)
    try writer?.reportProgress(StudyProgress(stage: "embed", model: "tiny_net", layer: "01-relu1", fraction: 0.5))
    let reader = try Study.open(at: folder.study, for: .reading)
    #expect(try reader.description().models[0].layers.map(\.status) == [.pending, .running])
    #expect(try reader.description().models[0].layers[1].stage == "embed, 50 %")
    writer = nil
    // Another test may be starting a program just now: until it runs, it shares the open files of this one, and the lock.
    let deadline = ContinuousClock.now + .seconds(30)
    while try reader.description().models[0].layers[1].status == .running, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try reader.description().models[0].layers.map(\.status) == [.pending, .pending])
  }

  @Test("progress is written at most twice a second, but a new layer and the end at once")
  func throttle() {
    let throttle = ProgressThrottle()
    func admits(_ layer: String, _ fraction: Double, milliseconds: UInt64) -> Bool {
      throttle.admits(
        StudyProgress(stage: "embed", model: "net", layer: layer, fraction: fraction), at: milliseconds * 1_000_000)
    }
    #expect(admits("a", 0.1, milliseconds: 1000))
    #expect(!admits("a", 0.2, milliseconds: 1499))
    #expect(admits("a", 0.3, milliseconds: 1500))
    #expect(!admits("a", 0.4, milliseconds: 1600))
    #expect(admits("b", 0.0, milliseconds: 1601))
    #expect(admits("b", 1.0, milliseconds: 1602))
    #expect(!admits("b", 1.0, milliseconds: 1603))
  }

  @Test("progress that is cleared is gone")
  func clearedProgress() throws {
    let folder = try TemporaryFolder()
    let study = try SampleStudy.make(at: folder.study)
    try study.reportProgress(StudyProgress(stage: "embed", fraction: 0.5))
    #expect(try study.database.progress()?.fraction == 0.5)
    try study.clearProgress()
    #expect(try study.database.progress() == nil)
  }

  private static let expectedStudy = """
    {
      "attributes" : [
        "split"
      ],
      "classes" : [
        "cat",
        "dog"
      ],
      "formatVersion" : 1,
      "hierarchies" : [

      ],
      "itemCount" : 4,
      "models" : [
        {
          "accuracy" : {
            "counted" : 3,
            "top1" : 0.6666666666666666,
            "top5" : 1,
            "unmatched" : 0
          },
          "corruption" : null,
          "epoch" : null,
          "folder" : "tiny_net",
          "hasPredictions" : true,
          "input" : [
            3,
            8,
            8
          ],
          "layers" : [
            {
              "classMetrics" : {

              },
              "depth" : 0,
              "embeddings" : [

              ],
              "featureCount" : 192,
              "features" : 0,
              "folder" : "00-data",
              "hasAtlas" : false,
              "hasNeurons" : false,
              "index" : 0,
              "metrics" : {

              },
              "name" : "data",
              "operator" : "Input",
              "pooling" : "whole",
              "shape" : [
                3,
                8,
                8
              ],
              "stage" : "neighbours, 62 %",
              "status" : "running"
            },
            {
              "classMetrics" : {
                "neighborhoodHit" : [
                  0.25,
                  null
                ]
              },
              "depth" : 2,
              "embeddings" : [
                {
                  "alignment" : {
                    "disparity" : 0.125,
                    "reference" : "01-relu1"
                  },
                  "dimensions" : 15,
                  "method" : "UMAP",
                  "name" : "umap-15d",
                  "parameters" : {
                    "neighborCount" : {
                      "effective" : 3,
                      "requested" : 15
                    }
                  },
                  "rows" : 4
                }
              ],
              "featureCount" : 16,
              "features" : 0,
              "folder" : "01-relu1",
              "hasAtlas" : false,
              "hasNeurons" : false,
              "index" : 1,
              "metrics" : {
                "neighborhoodHit" : 0.5,
                "trustworthiness.umap-15d" : 0.98
              },
              "name" : "relu1",
              "operator" : "Relu",
              "pooling" : "mean",
              "shape" : [
                16,
                4,
                4
              ],
              "stage" : null,
              "status" : "ready"
            }
          ],
          "name" : "tiny net",
          "outputClasses" : [
            "cat",
            "dog",
            "bird"
          ],
          "series" : null
        }
      ],
      "name" : "food",
      "seed" : 42,
      "strataVersion" : "0.1.0",
      "text" : null,
      "thumbnails" : {
        "columns" : 32,
        "pages" : [
          "thumbnails-000.jpg"
        ],
        "rows" : 32,
        "size" : 64
      }
    }
    """
}
