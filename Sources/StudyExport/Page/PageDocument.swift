import Foundation

/// The HTML of an exported page: a script that looks whether everything is whole, the list of contents, and the parts.
///
/// Nothing but ASCII, so that a wrong encoding changes nothing. What a reader sees, its code included, is in the parts; what
/// is not can be checked by the script, or keeps it from running.
struct PageDocument {
  /// Where a page may load from: itself. A folder also from its own address.
  static func policy(_ form: ExportOptions.Form) -> String {
    "default-src 'none'; script-src 'nonce-\(nonce)' data:; worker-src data:; style-src 'unsafe-inline'; "
      + "img-src blob: data:; font-src data:; connect-src \(form == .page ? "'none'" : "'self'"); base-uri 'none'; "
      + "form-action 'none'"
  }

  private static let nonce = "strata"
  private static let digitCount = 12

  let title: String
  let form: ExportOptions.Form
  let boot: String
  let manifest: String
  let entries: [SealedEntry]

  init(title: String, form: ExportOptions.Form, boot: String, command: String, entries: [SealedEntry]) throws {
    (self.title, self.form, self.boot, self.entries) = (title, form, boot, entries)
    manifest = try PackManifest(
      form: form, boot: boot, policy: Self.policy(form), command: command, entries: entries
    ).text()
  }

  /// Its size in bytes. Exact; O(entries).
  var byteCount: Int {
    head(byteCount: 0).utf8.count + end.utf8.count
      + (form == .page ? entries.reduce(0) { $0 + Self.byteCount(of: $1) } : 0)
  }

  /// Bytes that a part takes in the page.
  static func byteCount(of entry: SealedEntry) -> Int {
    opening(entry.name).utf8.count + (entry.packed.count + 2) / 3 * 4 + closing.utf8.count
  }

  /// Gives the page piece by piece.
  func write(_ body: (Data) throws -> Void) throws {
    try body(Data(head(byteCount: byteCount).utf8))
    if form == .page {
      for entry in entries {
        try body(Data(Self.opening(entry.name).utf8))
        try body(entry.packed.base64EncodedData())
        try body(Data(Self.closing.utf8))
      }
    }
    try body(Data(end.utf8))
  }

  private func head(byteCount: Int) -> String {
    let digits = String(byteCount)
    let size = String(repeating: "0", count: Self.digitCount - digits.count) + digits
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy(form))">
      <title>\(PlainText.html(title))</title>
      </head>
      <body style="font: 16px system-ui, sans-serif; margin: 2em">
      <p>This page of Strata is opening. If this line stays, the page is damaged, or scripts are switched off: get it anew, \
      or export it again.</p>
      <script nonce="\(Self.nonce)" data-form="\(form.rawValue)" data-bytes="\(size)">\(boot)</script>
      <script type="application/json" id="strata-contents">\(manifest)</script>

      """
  }

  private var end: String {
    """
    <script type="application/json" id="strata-end" \
    data-contents="\(ContentDigest.hexadecimal(Data(manifest.utf8)))"></script>
    </body>
    </html>

    """
  }

  private static func opening(_ name: String) -> String {
    "<script type=\"application/octet-stream\" data-part=\"\(PlainText.html(name))\">"
  }

  private static let closing = "</script>\n"
}
