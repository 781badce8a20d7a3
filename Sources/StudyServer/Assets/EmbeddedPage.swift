import CViewerAssets

/// The page that is compiled into the program, for reports of a build.
public enum EmbeddedPage {
  /// How many files it has; 0 in a program that was built without.
  public static var fileCount: Int { Int(strata_viewer_asset_count()) }

  /// Whether it brings its own font; without, the page uses the system's.
  public static var hasFont: Bool {
    (0..<strata_viewer_asset_count()).contains { index in
      strata_viewer_asset_at(index).path.map { String(cString: $0).hasSuffix(".woff2") } ?? false
    }
  }
}
