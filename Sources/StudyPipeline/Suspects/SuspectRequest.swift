/// Where suspects are looked for.
public struct SuspectRequest: Sendable {
  /// The network, by name or folder; nil takes the first.
  public var model: String?
  /// Layers whose neighbors are asked, by name, folder, pattern with * and ?, number (`#12`), or `pixels`; empty takes
  /// all between the input and the outputs.
  public var layers: [String] = []
  /// Neighbors that are asked and given as evidence.
  public var neighborCount = 10
  /// The parts of the probe's cross-validation follow from it.
  public var seed: UInt64 = 42
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the defaults.
  public init() {}
}
