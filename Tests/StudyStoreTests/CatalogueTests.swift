import Foundation
import StudyStore
import Testing

@Suite("Catalogue")
struct CatalogueTests {
  @Test("the same items again change nothing; other labels remove what was made from the old ones")
  func itemsAgain() throws {
    let folder = try TemporaryFolder()
    let study = try SampleStudy.make(at: folder.study)
    try study.database.recordPredictions(SampleStudy.predictions, ofModel: "tiny_net")
    try SampleStudy.embed(study)
    var items = SampleStudy.items
    items[0].width = 100
    items[0].height = 50
    #expect(try !study.database.recordItems(items, classes: ["cat", "dog"]))
    #expect(try study.database.finishedRuns().count == 1)
    #expect(try study.database.item(at: 0)?.width == 100)
    items[2].labelIndex = 0
    #expect(try study.database.recordItems(items, classes: ["cat", "dog"]))
    #expect(try study.database.finishedRuns().isEmpty)
    #expect(try study.database.predictionColumns(ofModel: "tiny_net") == nil)
    #expect(try study.database.items() == items)
  }

  @Test("a repeated identifier and a label without a class are refused by name")
  func badItems() throws {
    let database = try StudyDatabase()
    let twice = storeError {
      try database.recordItems([StudyItem(identifier: "a"), StudyItem(identifier: "a")], classes: [])
    }
    #expect(twice?.kind == .badInput)
    #expect(twice?.description.hasPrefix("Item 1, a, occurs twice") == true)
    let label = storeError {
      try database.recordItems([StudyItem(identifier: "a", labelIndex: 2)], classes: ["x", "y"])
    }
    #expect(label?.description.contains("has label 2, but there are 2 classes") == true)
  }

  @Test("a network with another hash loses its results; one with another pooling loses those of the changed layer")
  func modelAgain() throws {
    let folder = try TemporaryFolder()
    let study = try SampleStudy.make(at: folder.study)
    try SampleStudy.embed(study)
    try study.database.recordModel(SampleStudy.model, layers: SampleStudy.layers)
    #expect(try study.database.finishedRuns().count == 1)
    var layers = SampleStudy.layers
    layers[0].pooling = "grid 4x4"
    try study.database.recordModel(SampleStudy.model, layers: layers)
    #expect(try study.database.finishedRuns().count == 1)
    layers[1].pooling = "maximum"
    try study.database.recordModel(SampleStudy.model, layers: layers)
    #expect(try study.database.finishedRuns().isEmpty)
    try SampleStudy.embed(study)
    var model = SampleStudy.model
    model.contentHash = "def"
    try study.database.recordModel(model, layers: layers)
    #expect(try study.database.finishedRuns().isEmpty)
    #expect(try study.database.layers(ofModel: "tiny_net") == layers)
    #expect(try study.database.models() == [model])
  }

  @Test("accuracy counts only items whose label has an output, and says how many have none")
  func accuracy() throws {
    let database = try StudyDatabase()
    try SampleStudy.fill(database)
    try database.recordPredictions(SampleStudy.predictions, ofModel: "tiny_net")
    #expect(
      try database.accuracy(ofModel: "tiny_net").map { try StudyJSON.text($0) }
        == #"{"counted":3,"top1":0.6666666666666666,"top5":1,"unmatched":0}"#)
    var model = SampleStudy.model
    model.outputClasses[1].labelIndex = nil
    try database.recordModel(model, layers: SampleStudy.layers)
    #expect(
      try database.accuracy(ofModel: "tiny_net").map { try StudyJSON.text($0) }
        == #"{"counted":1,"top1":1,"top5":1,"unmatched":2}"#)
    #expect(try database.predictionColumns(ofModel: "tiny_net")?.correct == [1, -1, -1, -1])
    model.outputClasses = []
    try database.recordModel(model, layers: SampleStudy.layers)
    #expect(try database.accuracy(ofModel: "tiny_net") == nil)
  }

  @Test("predictions must be one per item and finite")
  func badPredictions() throws {
    let database = try StudyDatabase()
    try SampleStudy.fill(database)
    var predictions = SampleStudy.predictions
    predictions[3].probabilities[0] = .nan
    #expect(storeError { try database.recordPredictions(predictions, ofModel: "tiny_net") }?.kind == .badInput)
    predictions.removeLast()
    let error = storeError { try database.recordPredictions(predictions, ofModel: "tiny_net") }
    #expect(error?.description.contains("3 predictions for 4 items") == true)
    #expect(try database.predictionColumns(ofModel: "tiny_net") == nil)
  }

  @Test("checkpoints of a training carry its name and their epochs, which may be corrected")
  func checkpoints() throws {
    let database = try StudyDatabase()
    var model = StudyModel(name: "cnn epoch 5", folder: "cnn_epoch_5", contentHash: "h", inputShape: [1, 8, 8])
    (model.series, model.epoch) = ("cnn", 5)
    try database.recordModel(model, layers: SampleStudy.layers)
    #expect(try database.models() == [model])
    model.epoch = 6
    try database.recordModel(model, layers: SampleStudy.layers)
    #expect(try database.models() == [model])
    let told = try #require(try database.description(includingProgress: false).models.first)
    #expect(told.series == "cnn" && told.epoch == 6)
  }

  @Test("annotations are added, changed and removed by kind and name")
  func annotations() throws {
    let database = try StudyDatabase()
    try database.saveAnnotation(kind: "selection", name: "odd", value: [1, 3])
    try database.saveAnnotation(kind: "view", name: "odd", value: ["zoom": 1.5])
    try database.saveAnnotation(kind: "selection", name: "odd", value: [1, 3, 5])
    #expect(try database.annotations().map(\.value) == [[1, 3, 5], ["zoom": 1.5]])
    #expect(try database.annotations(kind: "view").map(\.name) == ["odd"])
    let first = try #require(try database.annotations(kind: "selection").first)
    #expect(first.modified >= first.created)
    #expect(try database.removeAnnotation(kind: "selection", name: "odd"))
    #expect(try !database.removeAnnotation(kind: "selection", name: "odd"))
    #expect(try database.annotations().count == 1)
  }

  @Test(
    "folder names are safe in URLs",
    arguments: [
      ("inception_5b/output", "inception_5b_output"), ("..", "_."), ("", "_"), ("größe 1:0", "gr__e_1_0"),
      ("ResNet-50.v1", "ResNet-50.v1"),
    ])
  func folderNames(name: String, folder: String) {
    #expect(StudyPaths.folderName(for: name) == folder)
    #expect(StudyPaths.layerFolderName(index: 7, name: name) == "07-" + folder)
    #expect(StudyPaths.layerFolderName(index: 112, name: name) == "112-" + folder)
  }

  @Test("a model folder that is not safe in URLs is refused with a safe one")
  func unsafeFolder() throws {
    let database = try StudyDatabase()
    var model = SampleStudy.model
    model.folder = "a/b"
    model.outputClasses = []
    let error = storeError { try database.recordModel(model, layers: []) }
    #expect(error?.description == "The folder name a/b is not safe in URLs. Use a_b instead.")
  }
}

@Suite("Groups of classes in the catalogue")
struct HierarchyTests {
  @Test("divisions are part of the description, are replaced as a whole, and go with their classes")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let study = try SampleStudy.make(at: folder.study)
    let kind = ClassHierarchy(name: "kind", groups: ["pet"], groupOfClass: [0, nil])
    try study.database.recordHierarchies([kind, ClassHierarchy(name: "size", groups: [], groupOfClass: [nil, nil])])
    #expect(try study.description().hierarchies.map(\.name) == ["kind", "size"])
    try study.database.recordHierarchies([kind])
    #expect(try study.database.hierarchies() == [kind])
    #expect(
      try StudyJSON.text(study.description()).contains(
        #""hierarchies":[{"groupOfClass":[0,null],"groups":["pet"],"name":"kind"}]"#))
    try study.database.recordItems(SampleStudy.items, classes: ["cat", "dog", "bird"])
    #expect(try study.database.hierarchies().isEmpty)
  }

  @Test(
    "a division of other classes, of missing groups, or twice the same name is refused and changes nothing",
    arguments: [
      [ClassHierarchy(name: "a", groups: ["x"], groupOfClass: [0])],
      [ClassHierarchy(name: "a", groups: ["x"], groupOfClass: [0, 1])],
      [
        ClassHierarchy(name: "a", groups: [], groupOfClass: [nil, nil]),
        ClassHierarchy(name: "a", groups: [], groupOfClass: [nil, nil]),
      ],
    ])
  func refused(hierarchies: [ClassHierarchy]) throws {
    let folder = try TemporaryFolder()
    let study = try SampleStudy.make(at: folder.study)
    let error = storeError { try study.database.recordHierarchies(hierarchies) }
    #expect(error?.kind == .badInput)
    #expect(try study.database.hierarchies().isEmpty)
  }
}
