import ImageDatasets
import NumericKernels

/// The images of a training, opened but not decoded.
struct TrainingData {
  let training: any ImageDataset
  let test: (any ImageDataset)?
  let preprocessing: Preprocessing
  /// What a person should know, such as which split is used.
  var remarks: [String] = []

  /// The largest side that images are taken in where no size was asked for.
  static let largestDefaultSide = 64

  /// `inputShape` is that of an imported network's images.
  init(_ request: TrainingRequest, inputShape: [Int]? = nil) throws {
    let whole = try DatasetFormat.open(request.images, classNames: request.classNames)
    let splits = Set(whole.items.compactMap { $0.attributes["split"] })
    let trainingSplit = request.trainingSplit ?? (splits.contains("train") ? "train" : nil)
    let testSplit = request.testSplit ?? (splits.contains("test") && trainingSplit != "test" ? "test" : nil)
    let open = { (split: String) in
      try DatasetFormat.open(request.images, split: split, classNames: request.classNames)
    }
    let chosen = try trainingSplit.map(open) ?? whole
    test = try testSplit.map(open)
    remarks = chosen.remarks
    guard chosen.classNames.count > 1 else {
      throw ModelTrainingError(
        kind: .badInput,
        description:
          "\(whole.name) has \(chosen.classNames.count) class. A classifier needs at least two: a folder for "
          + "each class, or a manifest with labels.")
    }
    let selection = request.sample.indices(of: chosen)
    training = selection.count == chosen.items.count ? chosen : DatasetSubset(chosen, indices: selection)
    if selection.count < chosen.items.count {
      remarks.append(
        request.sample.statement(
          chosen: selection.count, of: chosen.items.count, classCount: chosen.classNames.count))
    }
    if let trainingSplit {
      remarks.append(
        "Training on the split \"\(trainingSplit)\"" + (testSplit.map { ", testing on \"\($0)\"." } ?? "."))
    }
    preprocessing =
      try inputShape.map {
        try (request.preprocessing ?? .imagenet).adapted(toInput: (channels: $0[0], height: $0[1], width: $0[2]))
      } ?? Self.preprocessing(request, training, &remarks)
  }

  /// Sizes come from the preprocessing, or else from the first image.
  private static func preprocessing(
    _ request: TrainingRequest, _ dataset: any ImageDataset, _ remarks: inout [String]
  ) throws -> Preprocessing {
    let given = request.preprocessing ?? .unit
    guard let first = dataset.items.indices.first(where: { dataset.items[$0].label != nil }) else {
      throw ModelTrainingError(
        kind: .badInput,
        description: "\(dataset.name) has no labelled image. Training needs a folder for each class, or labels.")
    }
    let image = try dataset.image(at: first)
    let isGrey = given.channelOrder == .gray || given.filter != nil || image.channelCount == 1
    let channels = isGrey ? 1 : 3
    if let crop = given.crop {
      return try given.adapted(toInput: (channels, crop.height, crop.width))
    }
    let side = largestDefaultSide
    guard image.width > side || image.height > side else {
      return try given.adapted(toInput: (channels, image.height, image.width))
    }
    remarks.append(
      "Images are taken in \(side) x \(side) pixels. For another size give --preprocess \(given.name):crop=…")
    return try given.adapted(toInput: (channels, side, side))
  }
}
