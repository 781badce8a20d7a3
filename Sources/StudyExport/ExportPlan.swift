/// What a page will hold; nothing is written yet.
public struct ExportPlan: Sendable {
  /// A line of the list of contents.
  public struct Part: Sendable, Equatable, Encodable {
    /// What it is.
    public let title: String
    /// Bytes in what is written.
    public let byteCount: Int
    /// Whether it takes part.
    public let isIncluded: Bool
    /// Why not, where it does not.
    public let reason: String?
  }

  /// One file or a folder.
  public let form: ExportOptions.Form
  /// Bytes in all.
  public let byteCount: Int
  /// Images that take part.
  public let itemCount: Int
  /// Images of the study.
  public let totalItemCount: Int
  /// What it holds, and how exactly.
  public let statements: [String]
  /// What is left out as a whole, and why.
  public let left: [String]
  /// All parts, those left out included.
  public let parts: [Part]

  let document: PageDocument
}
