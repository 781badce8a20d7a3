/// How principal components are computed.
public enum PrincipalComponentsMethod: String, Sendable, Codable, CaseIterable {
  /// Chooses: `covariance` or `gram`, whichever matrix is smaller, up to `largestDenseOrder`; `randomized` above.
  case automatic
  /// The eigenvectors of the d × d scatter matrix. O(n·d²).
  case covariance
  /// The eigenvectors of the n × n matrix of products of rows. O(n²·d).
  case gram
  /// Iterates a block of vectors over the data; forms no matrix of order n or d. O(n·d·components) per round.
  case randomized
}

/// What `PrincipalComponents` can be told.
public struct PrincipalComponentsOptions: Sendable, Codable, Equatable {
  /// The number of components to keep; at most min(rows, columns) are kept. Default 2.
  public var componentCount = 2
  /// How to compute them. Default automatic.
  public var method = PrincipalComponentsMethod.automatic
  /// The seed of the noise that iterations start from. Default 0.
  public var seed: UInt64 = 0
  /// The largest min(rows, columns) for which `automatic` forms a square matrix of that order. Default 4,096.
  public var largestDenseOrder = 4096

  /// Creates options; everything else keeps its default.
  public init(componentCount: Int = 2, method: PrincipalComponentsMethod = .automatic) {
    (self.componentCount, self.method) = (componentCount, method)
  }

  func effectiveMethod(rowCount: Int, columnCount: Int) -> PrincipalComponentsMethod {
    guard method == .automatic else { return method }
    if min(rowCount, columnCount) > largestDenseOrder { return .randomized }
    return columnCount <= rowCount ? .covariance : .gram
  }
}
