/// Which groups are compared, and where.
public struct GroupRequest: Sendable {
  /// Numbers are divided into at most so many groups.
  public static let mostBins = 50

  /// The network, by name or folder; nil takes the first.
  public var model: String?
  /// Layers by name, folder, pattern with * and ?, number (`#12`), or `pixels`; empty takes all between the input and the
  /// outputs.
  public var layers: [String] = []
  /// Into how many groups of nearly the same size numbers are divided, from 2 to `mostBins`; nil takes each value as a group.
  public var bins: Int?
  /// How many units are listed for each layer and column.
  public var unitCount = 5
  /// The audit: whether what thumbnails and sizes show (brightness, colors of corners, …) is examined too.
  public var includesPictures = false
  /// Neighbors that are asked.
  public var neighborCount = 15
  /// Bootstrap, shuffling and samples of large studies follow from it.
  public var seed: UInt64 = 42
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the defaults.
  public init() {}
}
