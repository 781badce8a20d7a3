/// An embedding that is made of every layer, named `<method>-<dimensions>d`, such as `umap-15d`.
public struct EmbeddingRequest: Sendable, Codable, Hashable, CustomStringConvertible {
  /// The methods.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// Principal components.
    case pca
    /// t-distributed stochastic neighbour embedding.
    case tsne
    /// Uniform manifold approximation and projection.
    case umap

    /// The method's usual spelling.
    public var displayName: String {
      switch self {
      case .pca: "PCA"
      case .tsne: "t-SNE"
      case .umap: "UMAP"
      }
    }
  }

  /// The method.
  public let method: Method
  /// The number of coordinates.
  public let dimensions: Int

  /// What `strata analyze` makes when nothing else is asked for.
  public static let defaults = [
    EmbeddingRequest(method: .umap, dimensions: 15), EmbeddingRequest(method: .umap, dimensions: 2),
    EmbeddingRequest(method: .tsne, dimensions: 2),
  ]

  /// Asks for an embedding.
  public init(method: Method, dimensions: Int) {
    self.method = method
    self.dimensions = dimensions
  }

  /// Reads a name such as `umap-15d`.
  /// - Throws: `StudyPipelineError` of kind `badInput` for another form, an unknown method or impossible dimensions.
  public init(_ name: String) throws {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let method = Method(rawValue: String(parts[0])), parts[1].hasSuffix("d"),
      let dimensions = Int(parts[1].dropLast())
    else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\"\(name)\" is no embedding. Give a method (\(Method.allCases.map(\.rawValue).joined(separator: ", "))) "
          + "and dimensions, as in umap-15d, umap-2d, tsne-2d or pca-3d.")
    }
    let allowed = method == .tsne ? 2...3 : 1...64
    guard allowed.contains(dimensions) else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(name) asks for \(dimensions) dimensions, but \(method.displayName) makes "
          + "\(allowed.lowerBound) to \(allowed.upperBound). Choose a number in that range.")
    }
    self.init(method: method, dimensions: dimensions)
  }

  /// The name: that of the files and of the page's menu.
  public var name: String { "\(method.rawValue)-\(dimensions)d" }
  /// The name.
  public var description: String { name }
}
