/// What a page holds, and how large it may be.
public struct ExportOptions: Sendable, Equatable {
  /// What is written.
  public enum Form: String, Sendable, CaseIterable {
    /// One HTML file, which opens from a disk.
    case page
    /// A folder with `index.html` for static hosting, whose parts are loaded when they are needed.
    case folder
  }

  /// What is written.
  public var form: Form
  /// At most so many bytes in all; nil: as many as it takes.
  public var maximumByteCount: Int?
  /// The longer side of whole images in pixels; nil: what the size allows.
  public var imageSide: Int?
  /// At most so many images, equally many of each class; nil: what the size allows, all if possible.
  public var sampleCount: Int?
  /// What is left out.
  public var without: Set<PrivatePart>
  /// Decides which images a sample takes.
  public var seed: UInt64

  /// The size that a page has at most where nothing else is asked for: what most mail servers take.
  public static let standardPageByteCount = 25_000_000

  /// Makes options; a folder has no largest size unless one is given.
  public init(
    form: Form = .page, maximumByteCount: Int? = nil, imageSide: Int? = nil, sampleCount: Int? = nil,
    without: Set<PrivatePart> = [], seed: UInt64 = 42
  ) {
    self.form = form
    self.maximumByteCount = maximumByteCount
    self.imageSide = imageSide
    self.sampleCount = sampleCount
    self.without = without
    self.seed = seed
  }
}

/// What of a study may be nobody else's business, or not worth its size, and can be left out.
public enum PrivatePart: String, Sendable, CaseIterable, Hashable {
  /// The images themselves and their thumbnails.
  case images
  /// File names, the name of the study, and everything that people have named in it.
  case names
  /// The columns of the manifest, and what was worked out from them.
  case attributes
  /// Labels, and what was worked out from them.
  case labels
  /// What the networks say about the images.
  case predictions
  /// What each channel makes of each image.
  case activations
  /// What is known of single neurons.
  case neurons
  /// Images that were optimized for channels and classes.
  case features
  /// Activation atlases.
  case atlases
  /// Sequences of maps over layers and epochs.
  case evolution
  /// Selections, handles, views and decisions that readers have kept.
  case annotations

  /// In a few words, for lists.
  public var title: String {
    switch self {
    case .images: "images and thumbnails"
    case .names: "file names and names given by people"
    case .attributes: "columns of the manifest"
    case .labels: "labels"
    case .predictions: "predictions"
    case .activations: "activations by channel"
    case .neurons: "what is known of neurons"
    case .features: "optimized images"
    case .atlases: "activation atlases"
    case .evolution: "evolution"
    case .annotations: "readers' annotations"
    }
  }
}
