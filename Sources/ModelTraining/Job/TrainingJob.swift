public import Foundation
import ImageDatasets
import NumericKernels
import TensorEngine

/// What a training from files left behind.
public struct TrainingResult: Sendable {
  /// The folder with networks and record.
  public let folder: URL
  /// The record, as `training.json` has it.
  public let record: TrainingRecord
}

/// Hears of a training from files.
public protocol TrainingJobObserver: TrainingObserver, AnyObject, Sendable {
  /// Images are decoded; 0…1.
  func decoding(_ fraction: Double) throws
  /// Something that a person should know, which stops nothing.
  func remark(_ text: String)
}

/// From a data set and a network to a folder of checkpoints, as `strata train` does it.
///
/// A job that was interrupted goes on where it stopped when it is run again. Nothing is written before the data set, the
/// network and the options are known to fit.
public struct TrainingJob {
  private let request: TrainingRequest
  private let observer: any TrainingJobObserver

  /// Prepares a job.
  public init(_ request: TrainingRequest, observer: any TrainingJobObserver) {
    self.request = request
    self.observer = observer
  }

  /// Trains, or goes on.
  /// - Throws: errors of all parts, each naming what does not fit; what the observer throws.
  public func run() throws -> TrainingResult {
    try request.options.validate()
    let engine = try TensorEngine.load()
    try request.device.requireAvailable(in: engine)
    let imported = try request.importedNetwork()
    let data = try TrainingData(request, inputShape: imported?.imageShape)
    for remark in data.remarks { observer.remark(remark) }
    let parallel = ParallelRows(threadCount: request.threadCount)
    try engine.setThreadCount(parallel.threadCount)
    let network = try makeNetwork(data, imported, engine: engine)
    let training = try trainingImages(data, network, parallel, engine)
    let test = try data.test.map {
      try featuresIfRead(by: network, of: decode($0, data.preprocessing, parallel, share: 0.8...1), engine)
    }
    let series = request.series ?? "\(data.training.name)-\(network.name)"
    let folder = request.folder.appendingPathComponent(series, isDirectory: true)
    let run = try NetworkTraining(
      network, on: training, testImages: test, options: request.options, folder: folder, engine: engine,
      observer: observer)
    let counts = TrainingRecord.ImageCounts(
      training: run.split.training.count, validation: run.split.validation.count, test: test?.count ?? 0)
    let record = { (history: TrainingHistory) in
      TrainingRecord(
        series: series, network: network.name, dataset: data.training.name, classes: data.training.classNames,
        preprocessing: data.preprocessing, options: request.options, imageCounts: counts, history: history)
    }
    run.recordsChanged = { try record($0).write(to: folder) }
    return TrainingResult(folder: folder, record: record(try run.run()))
  }

  private func makeNetwork(
    _ data: TrainingData, _ imported: ImportedNetwork?, engine: TensorEngine
  ) throws -> any TrainableNetwork {
    guard let crop = data.preprocessing.crop else { preconditionFailure("the preprocessing is adapted to an input") }
    let shape = [data.preprocessing.channelOrder.channelCount, crop.height, crop.width]
    switch request.network {
    case .described(let description):
      let plan = try NetworkPlan(description, inputShape: shape, classCount: data.training.classNames.count)
      return try SequentialNetwork(plan: plan, seed: request.options.seed, engine: engine, device: request.device)
    case .imported(_, let part):
      guard let imported else { preconditionFailure("the network was opened") }
      return try FineTunedNetwork(
        imported.network, classCount: data.training.classNames.count, training: part,
        readsFeatures: part == .head && !request.isAugmented, seed: request.options.seed, engine: engine,
        device: request.device)
    }
  }

  /// Training images as the network reads them: with room for crops where they are shown differently in every epoch.
  private func trainingImages(
    _ data: TrainingData, _ network: any TrainableNetwork, _ parallel: ParallelRows, _ engine: TensorEngine
  ) throws -> any TrainingImages {
    let share = 0...(data.test == nil ? 1 : 0.8)
    guard request.isAugmented else {
      return try featuresIfRead(
        by: network, of: decode(data.training, data.preprocessing, parallel, share: share), engine)
    }
    let larger = try decode(data.training, data.preprocessing.withRoomForCrops, parallel, share: share)
    return try AugmentedImages(
      larger, height: network.inputShape[1], width: network.inputShape[2], seed: request.options.seed)
  }

  /// Where only a classifier is trained and images never change, what it reads of them is computed once.
  private func featuresIfRead(
    by network: any TrainableNetwork, of images: DecodedImages, _ engine: TensorEngine
  ) throws -> any TrainingImages {
    guard let network = network as? FineTunedNetwork, network.readsFeatures else { return images }
    let observer = observer
    return try FeatureImages(of: images, by: network, engine: engine) { try observer.decoding($0) }
  }

  private func decode(
    _ dataset: any ImageDataset, _ preprocessing: Preprocessing, _ parallel: ParallelRows, share: ClosedRange<Double>
  ) throws -> DecodedImages {
    let observer = observer
    let images = try DecodedImages(
      of: dataset, preprocessing: preprocessing, parallel: parallel, isStrict: request.isStrict
    ) { fraction in
      try observer.decoding(share.lowerBound + fraction * (share.upperBound - share.lowerBound))
    }
    if !images.unreadable.isEmpty {
      let shown = images.unreadable.prefix(5).map { "\n  \($0)" }.joined()
      observer.remark("\(images.unreadable.count) images could not be read and were left out:\(shown)")
    }
    return images
  }
}
