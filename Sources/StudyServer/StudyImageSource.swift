public import Foundation

/// A picture as it goes to the browser.
public struct EncodedImage: Sendable, Equatable {
  /// The bytes of the file.
  public var data: Data
  /// `image/jpeg`, `image/png`, …
  public var contentType: String

  /// Makes an image.
  public init(data: Data, contentType: String) {
    self.data = data
    self.contentType = contentType
  }
}

/// Where the server gets the images of a study from. The command supplies it, so that the server need not decode.
public protocol StudyImageSource: Sendable {
  /// The image of row `index`: its original bytes where a browser can show them, else encoded anew.
  ///
  /// It is called from several threads at once, on threads that may block. What it throws becomes the reply's message.
  func encodedImage(at index: Int) throws -> EncodedImage
}
