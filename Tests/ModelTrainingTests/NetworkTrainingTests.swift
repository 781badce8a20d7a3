import Foundation
import ModelTraining
import TensorEngine
import Testing

extension TrainingSuite {
  @Suite("Gradient descent over epochs")
  struct NetworkTrainingTests {
    let folder: TestFolder
    let images: DecodedImages

    init() throws {
      folder = try TestFolder()
      images = try digits(300)
    }

    @discardableResult
    private func train(
      _ name: String, options: TrainingOptions = makeOptions(), network: SequentialNetwork? = nil,
      observer: (any TrainingObserver)? = nil, images other: DecodedImages? = nil
    ) throws -> TrainingHistory {
      try NetworkTraining(
        network ?? makeNetwork(), on: other ?? images, options: options,
        folder: folder.url.appendingPathComponent(name),
        engine: TensorEngine.load(), observer: observer
      ).run()
    }

    @Test("the loss falls, the accuracy rises far above chance, and what was asked for is kept")
    func learns() throws {
      // Enough epochs for a network without dropout to know these images by heart.
      let network = NetworkDescription(
        name: "plain",
        layers: [
          LayerDescription(.convolution(channels: 8, kernel: 3, stride: 1, padding: .same, activation: .relu)),
          LayerDescription(.maxPooling(size: 4, stride: 4)), LayerDescription(.dense(units: 64, activation: .relu)),
        ])
      let history = try train("run", options: makeOptions(epochs: 40), network: makeNetwork(network))
      let (first, last) = (try #require(history.epochs.first), try #require(history.epochs.last))
      #expect(last.trainingLoss < first.trainingLoss / 2)
      #expect(last.trainingAccuracy > 0.6)
      #expect(try #require(last.validationAccuracy) > 0.3)
      #expect(history.epochs.map(\.epoch) == Array(1...40))
      #expect(history.checkpoints.map(\.file) == ["epoch-0000.onnx", "epoch-0001.onnx", "epoch-0040.onnx"])
      #expect(
        try folder.files(in: "run").keys.sorted() == history.checkpoints.map(\.file) + ["training.state"])
    }

    @Test("one seed gives one result, another seed another")
    func repeatable() throws {
      try train("first")
      try train("second")
      var options = makeOptions()
      options.seed = 43
      try train("third", options: options)
      let file = "epoch-0003.onnx"
      let contents = try ["first", "second", "third"].map { try folder.files(in: $0)[file] }
      #expect(contents[0] != nil && contents[0] == contents[1])
      #expect(contents[0] != contents[2])
    }

    @Test("in bfloat16 the loss falls as in Float32, but not with the same bits; weights stay Float32")
    func reducedPrecision() throws {
      var options = makeOptions(epochs: 6)
      let single = try train("single", options: options)
      options.precision = .bfloat16
      let reduced = try train("reduced", options: options)
      try train("again", options: options)
      let (first, last) = (try #require(reduced.epochs.first), try #require(reduced.epochs.last))
      #expect(last.trainingLoss < first.trainingLoss)
      let reference = try #require(single.epochs.last)
      #expect(abs(last.trainingLoss - reference.trainingLoss) < 0.2 * reference.trainingLoss)
      #expect(last.trainingLoss != reference.trainingLoss)
      let file = "epoch-0006.onnx"
      let contents = try ["single", "reduced", "again"].map { try #require(try folder.files(in: $0)[file]) }
      #expect(contents[1] == contents[2] && contents[0] != contents[1])
      #expect(contents[0].count == contents[1].count)
      // What was begun in one precision is not gone on with in the other.
      options.precision = .float32
      try train("reduced", options: options)
      #expect(try folder.files(in: "reduced")[file] == contents[0])
    }

    @Test("interrupted anywhere, a training ends with the same weights", arguments: [1, 7, 12, 13, 30])
    func resumes(steps: Int) throws {
      let whole = try train("whole")
      #expect(throws: Stopper.Stop.self) { try train("stopped", observer: Stopper(after: steps)) }
      let counter = Stopper()
      let history = try train("stopped", observer: counter)
      let (found, expected) = (try folder.files(in: "stopped"), try folder.files(in: "whole"))
      #expect(found.keys.sorted() == expected.keys.sorted())
      for file in expected.keys where file.hasSuffix(".onnx") { #expect(found[file] == expected[file], "\(file)") }
      #expect(history.epochs.map(\.trainingLoss) == whole.epochs.map(\.trainingLoss))
      #expect(history.epochs.map(\.validationLoss) == whole.epochs.map(\.validationLoss))
      // It went on; it did not begin again.
      #expect(counter.losses.count < 45)
    }

    @Test("a finished training goes on when more epochs are asked for, with the same weights as one run")
    func grows() throws {
      try train("grown", options: makeOptions(epochs: 2))
      try train("grown", options: makeOptions(epochs: 4))
      try train("once", options: makeOptions(epochs: 4))
      #expect(try folder.files(in: "grown")["epoch-0004.onnx"] == folder.files(in: "once")["epoch-0004.onnx"])
    }

    @Test("a state of other options or other images is not gone on with")
    func foreignState() throws {
      try train("run")
      var options = makeOptions()
      options.learningRate = 0.02
      let steps = Stopper()
      try train("run", options: options, observer: steps)
      #expect(steps.losses.count >= 36)
      let again = Stopper()
      try train("run", options: options, observer: again, images: try digits(300, seed: 8))
      #expect(again.losses.count >= 36)
      let none = Stopper()
      try train("run", options: options, observer: none, images: try digits(300, seed: 8))
      #expect(none.losses.isEmpty)
    }

    @Test("a damaged state is not trusted")
    func damagedState() throws {
      try train("run")
      let file = folder.url.appendingPathComponent("run/training.state")
      let data = try Data(contentsOf: file)
      for damaged in [data.dropLast(4), data.prefix(30), Data(), data.prefix(18) + Data(repeating: 0xFF, count: 60)] {
        try Data(damaged).write(to: file)
        let steps = Stopper()
        try train("run", observer: steps)
        #expect(steps.losses.count >= 36)
      }
    }

    @Test("training stops when the validation loss has not fallen for the patience")
    func earlyStopping() throws {
      var options = makeOptions(epochs: 200)
      options.patience = 2
      let history = try train("run", options: options)
      let best = try #require(history.bestEpoch)
      let losses = history.epochs.compactMap(\.validationLoss)
      #expect(history.hasStoppedEarly && history.epochs.count < 200)
      #expect(history.epochs.count == best + 2)
      #expect(losses[best - 1] == losses.min())
      #expect(history.checkpoints.last?.epoch == history.epochs.count)
    }

    @Test("a rate far too large is told as such")
    func divergence() throws {
      var options = makeOptions(epochs: 20)
      options.learningRate = 1e30
      #expect {
        try train("run", options: options)
      } throws: {
        ($0 as? ModelTrainingError)?.kind == .diverged && "\($0)".contains("smaller learning rate")
      }
    }

    @Test("options out of range are errors that name them")
    func badOptions() throws {
      let changes: [(inout TrainingOptions) -> Void] = [
        { $0.epochCount = 0 }, { $0.batchSize = 0 }, { $0.learningRate = 0 }, { $0.learningRate = .nan },
        { $0.momentum = 1 }, { $0.learningRateDecay = -1 }, { $0.validationShare = 1 }, { $0.patience = 0 },
        { $0.checkpointEpochs = [-1] },
        {
          $0.validationShare = 0
          $0.patience = 3
        },
      ]
      for change in changes {
        var options = makeOptions()
        change(&options)
        #expect(throws: ModelTrainingError.self) { try train("run", options: options) }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }
  }
}
