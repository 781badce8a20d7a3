extension ONNXNetwork {
  /// placeholder
  public func defaultTapPoints(limit: Int = 24) -> [TapPoint] { Array(tapPoints.prefix(limit)) }
}
