/// The sizes of one image on its way through a preprocessing: torchvision's `Resize`, then `CenterCrop`.
struct ResizePlan: Equatable {
  /// Size after resizing.
  var width: Int
  var height: Int
  /// Size of the output.
  var cropWidth: Int
  var cropHeight: Int
  /// Where the crop begins in the resized image; negative where the crop is larger.
  var left: Int
  var top: Int

  init(imageWidth: Int, imageHeight: Int, preprocessing: Preprocessing) {
    (width, height) = Self.resizedSize(imageWidth, imageHeight, preprocessing)
    cropWidth = preprocessing.crop?.width ?? width
    cropHeight = preprocessing.crop?.height ?? height
    left = Self.offset(width, cropWidth)
    top = Self.offset(height, cropHeight)
  }

  private static func resizedSize(_ width: Int, _ height: Int, _ preprocessing: Preprocessing) -> (Int, Int) {
    switch preprocessing.resizing {
    case .none:
      return (width, height)
    case .exact(let newHeight, let newWidth):
      return (newWidth, newHeight)
    case .shorterSide(let side):
      return scaled(width, height, shorterSide: side)
    case .automatic:
      guard let crop = preprocessing.crop else { return (width, height) }
      if crop.width == crop.height {
        if min(width, height) == crop.width { return (width, height) }
        return scaled(width, height, shorterSide: enlarged(crop.width))
      }
      // An oblong input: the smallest size of the image's proportions that covers the enlarged crop.
      if (width == crop.width && height >= crop.height) || (height == crop.height && width >= crop.width) {
        return (width, height)
      }
      let coveredWidth = enlarged(crop.width)
      let coveredHeight = enlarged(crop.height)
      if coveredWidth * height >= coveredHeight * width {
        return (coveredWidth, max(coveredHeight, height * coveredWidth / width))
      }
      return (max(coveredWidth, width * coveredHeight / height), coveredHeight)
    }
  }

  private static func enlarged(_ side: Int) -> Int { (side * 256 + 112) / 224 }

  private static func scaled(_ width: Int, _ height: Int, shorterSide: Int) -> (Int, Int) {
    width <= height
      ? (shorterSide, max(1, shorterSide * height / width)) : (max(1, shorterSide * width / height), shorterSide)
  }

  /// torchvision pads a small image half on each side (rounded down on the left), and otherwise begins its crop at
  /// Python's `round(difference / 2)`, which goes to the even number.
  private static func offset(_ size: Int, _ crop: Int) -> Int {
    if size < crop { return -((crop - size) / 2) }
    return Int((Double(size - crop) / 2).rounded(.toNearestOrEven))
  }
}
