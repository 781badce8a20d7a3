/// What a writer is doing right now.
public struct StudyProgress: Sendable, Equatable {
  /// The stage, in words for a person, e.g. `neighbours`.
  public var stage: String
  /// Folder of the model it works on.
  public var model: String?
  /// Folder of the layer it works on.
  public var layer: String?
  /// 0…1.
  public var fraction: Double

  /// Makes a progress report.
  public init(stage: String, model: String? = nil, layer: String? = nil, fraction: Double) {
    self.stage = stage
    self.model = model
    self.layer = layer
    self.fraction = fraction
  }

  /// `neighbours, 62 %`; percent are rounded down, so that 100 means done.
  public var text: String {
    "\(stage), \(Int((min(max(fraction, 0), 1) * 100).rounded(.down))) %"
  }
}
