/// How an image becomes the input of a network: filter (if any), resize, centre crop, channel order, scale, mean and deviation.
///
/// `value = (pixel * scale - mean) / standardDeviation`, with pixels from 0 to 255, computed in Double and rounded to
/// Float32 once; layout channel, row, column (CHW). Resizing and cropping are those of torchvision's `Resize` and
/// `CenterCrop` on PIL images, bit for bit; what the crop has beyond the image is black.
///
/// Presets: ``imagenet``, ``caffe``, ``unit``, ``symmetric``, ``raw``.
public struct Preprocessing: Sendable, Equatable {
  /// What happens to the size before the crop.
  public enum Resizing: Sendable, Equatable {
    /// The shorter side becomes 256/224 of the crop's (256 for 224), as ImageNet networks are evaluated; but an image
    /// whose shorter side already is that of the crop stays as it is, because someone has prepared it for the network
    /// (CIFAR-10 for 32 x 32, MNIST for 28 x 28, photos stored with a shorter side of 224). Without a crop: nothing.
    case automatic
    /// Nothing: the crop is cut from the image as it is.
    case none
    /// The shorter side becomes this long, the longer one in proportion (rounded down).
    case shorterSide(Int)
    /// Exactly this size, whatever the proportions.
    case exact(height: Int, width: Int)
  }

  /// Height and width of a centre crop.
  public struct CropSize: Sendable, Equatable {
    /// In pixels.
    public var height: Int
    /// In pixels.
    public var width: Int

    /// Creates a crop size.
    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// The order of the channels in the network's input.
  public enum ChannelOrder: String, Sendable, Codable, CaseIterable {
    /// Red, green, blue.
    case rgb
    /// Blue, green, red.
    case bgr
    /// One channel: luma.
    case gray

    /// 1 or 3.
    public var channelCount: Int { self == .gray ? 1 : 3 }
  }

  /// Name of the preset or file it came from.
  public var name: String
  /// What happens to the size.
  public var resizing: Resizing
  /// The centre crop; `nil` takes the size of the network's input when adapted, and the whole image otherwise.
  public var crop: CropSize?
  /// Order of the output's channels.
  public var channelOrder: ChannelOrder
  /// Multiplies the pixels.
  public var scale: Double
  /// Subtracted, one value for all channels or one each, in the order of `channelOrder`.
  public var mean: [Double]
  /// Divides, one value for all channels or one each, in the order of `channelOrder`.
  public var standardDeviation: [Double]
  /// Weighting of pixels when resizing.
  public var interpolation: Interpolation

  /// What the image becomes before everything else; nil leaves it as it is.
  public var filter: GradientMagnitude?

  /// Creates a preprocessing.
  /// - Throws: `ImageDatasetsError` of kind `.badInput` for sizes, scales or deviations that make no sense.
  public init(
    name: String = "custom", resizing: Resizing = .automatic, crop: CropSize? = nil, channelOrder: ChannelOrder = .rgb,
    scale: Double = 1.0 / 255, mean: [Double] = [0], standardDeviation: [Double] = [1],
    interpolation: Interpolation = .bilinear, filter: GradientMagnitude? = nil
  ) throws {
    self.init(
      valid: name, resizing, crop, channelOrder, scale, mean, standardDeviation, interpolation)
    self.filter = filter
    try validate()
  }

  private init(
    valid name: String, _ resizing: Resizing = .automatic, _ crop: CropSize? = nil, _ channelOrder: ChannelOrder = .rgb,
    _ scale: Double = 1, _ mean: [Double] = [0], _ standardDeviation: [Double] = [1],
    _ interpolation: Interpolation = .bilinear
  ) {
    self.name = name
    self.resizing = resizing
    self.crop = crop
    self.channelOrder = channelOrder
    self.scale = scale
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.interpolation = interpolation
  }

  /// torchvision's networks: RGB / 255, mean (0.485, 0.456, 0.406), deviation (0.229, 0.224, 0.225); shorter side 256,
  /// crop 224 (or the same proportion of the network's input; see ``Resizing/automatic``).
  public static let imagenet = Preprocessing(
    valid: "imagenet", .automatic, nil, .rgb, 1.0 / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
  /// Caffe's networks: BGR from 0 to 255 minus (104, 117, 123).
  public static let caffe = Preprocessing(valid: "caffe", .automatic, nil, .bgr, 1, [104, 117, 123])
  /// RGB from 0 to 1.
  public static let unit = Preprocessing(valid: "unit", .automatic, nil, .rgb, 1.0 / 255)
  /// RGB from -1 to 1 (pixel / 127.5 - 1).
  public static let symmetric = Preprocessing(valid: "symmetric", .automatic, nil, .rgb, 1.0 / 127.5, [1])
  /// RGB from 0 to 255.
  public static let raw = Preprocessing(valid: "raw")
  /// All presets.
  public static let presets = [imagenet, caffe, unit, symmetric, raw]

  /// Number of values of one preprocessed image; `nil` without a crop.
  public var elementCount: Int? {
    crop.map { $0.height * $0.width * channelOrder.channelCount }
  }

  /// Fits the preprocessing to a network's input.
  ///
  /// Without a crop of its own it takes the input's height and width. A network with one channel gets luma; means and
  /// deviations given for three channels are then averaged. Grey images are repeated over three channels.
  /// - Throws: `ImageDatasetsError` of kind `.badInput` if the crop is another size than the input, or if the input
  ///   has neither 1 nor 3 channels.
  public func adapted(toInput input: (channels: Int, height: Int, width: Int)) throws -> Preprocessing {
    guard input.channels == 1 || input.channels == 3 else {
      throw ImageDatasetsError(
        .badInput, "The network's input has \(input.channels) channels; images have 1 or 3. Use another network.")
    }
    var result = self
    let size = CropSize(height: input.height, width: input.width)
    if let crop, crop != size {
      throw ImageDatasetsError(
        .badInput,
        "The preprocessing \"\(name)\" crops \(crop.height) x \(crop.width) pixels, but the network's input is "
          + "\(size.height) x \(size.width). Leave the crop out, or set it to the input's size.")
    }
    result.crop = size
    if input.channels == 1, channelOrder != .gray {
      result.channelOrder = .gray
      result.mean = [mean.reduce(0, +) / Double(mean.count)]
      result.standardDeviation = [standardDeviation.reduce(0, +) / Double(standardDeviation.count)]
    } else if input.channels == 3, channelOrder == .gray {
      throw ImageDatasetsError(
        .badInput,
        "The preprocessing \"\(name)\" makes 1 grey channel, but the network takes 3. Set channelOrder to rgb or bgr.")
    }
    try result.validate()
    return result
  }

  func validate() throws {
    var problem: String?
    let sides: [Int] =
      switch resizing {
      case .shorterSide(let side): [side]
      case .exact(let height, let width): [height, width]
      case .automatic, .none: []
      }
    if (sides + (crop.map { [$0.height, $0.width] } ?? [])).contains(where: { $0 < 1 || $0 > 16_384 }) {
      problem = "has a size outside 1 to 16384"
    } else if !scale.isFinite || scale == 0 {
      problem = "has the scale \(scale); it must be a number other than 0"
    } else if ![1, channelOrder.channelCount].contains(mean.count) || !mean.allSatisfy(\.isFinite) {
      problem = "has \(mean.count) means for \(channelOrder.channelCount) channels"
    } else if ![1, channelOrder.channelCount].contains(standardDeviation.count) {
      problem = "has \(standardDeviation.count) standard deviations for \(channelOrder.channelCount) channels"
    } else if !standardDeviation.allSatisfy({ $0.isFinite && $0 > 0 }) {
      problem = "has a standard deviation that is not positive"
    }
    guard let problem else { return }
    throw ImageDatasetsError(.badInput, "The preprocessing \"\(name)\" \(problem). Correct it.")
  }
}
