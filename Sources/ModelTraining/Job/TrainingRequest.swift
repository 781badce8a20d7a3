public import Foundation
public import ImageDatasets
public import TensorEngine

/// What a training from files is asked to do. The defaults are those of `strata train`.
public struct TrainingRequest: Sendable {
  /// Where the network comes from.
  public enum NetworkSource: Sendable {
    /// A new network with first weights.
    case described(NetworkDescription)
    /// A network from an ONNX file whose classifier is replaced.
    case imported(URL, training: TrainedPart)
  }

  /// The images: a folder, a manifest, `builtin:digits`, …
  public var images: String
  /// The network.
  public var network: NetworkSource
  /// The folder that gets a folder for this training.
  public var folder: URL
  /// Name of the training, that of its folder; nil makes one of the data set's and the network's.
  public var series: String?
  /// Split that is trained on; nil takes `train` where the data set has it, and all images otherwise.
  public var trainingSplit: String?
  /// Split that is tested with; nil takes `test` where the data set has it.
  public var testSplit: String?
  /// Which of the images to train on take part.
  public var sample = SampleSelection()
  /// How an image becomes an input; nil divides by 255, and for an imported network is that of ImageNet.
  public var preprocessing: Preprocessing?
  /// Whether every epoch shows other crops of the training images, half of them mirrored.
  public var isAugmented = false
  /// Display names of the classes.
  public var classNames: ClassNames?
  /// How to train.
  public var options = TrainingOptions()
  /// Where tensors are.
  public var device = Device.cpu
  /// Threads; nil means one for every core.
  public var threadCount: Int?
  /// Whether an image that cannot be read stops the training instead of being left out.
  public var isStrict = false

  /// Asks for a training with the defaults.
  public init(images: String, network: NetworkSource, folder: URL) {
    self.images = images
    self.network = network
    self.folder = folder
  }
}
