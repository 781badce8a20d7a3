import CCairo

/// What draws figures, for reports of a machine.
public enum DrawingLibrary {
  /// The library with its version, such as `Cairo 1.16.0`.
  public static var description: String { "Cairo \(cairo_version_string().map { String(cString: $0) } ?? "unknown")" }
}
