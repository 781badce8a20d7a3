import Foundation

/// Sizes in words.
public enum ByteText {
  /// A number of bytes in decimal units with up to three digits: `24.1 MB`.
  public static func text(_ count: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(count), 0)
    while value >= 999.5, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    return String(format: unit == 0 || value >= 99.95 ? "%.0f" : "%.1f", value) + " " + units[unit]
  }
}
