/// How the built-in data set draws its digits.
enum DigitTypeface: String, CaseIterable, Sendable {
  case humanist, geometric, slab, segment, italic, bold

  var skeletons: [DigitSkeleton] {
    switch self {
    case .humanist, .italic, .bold: DigitSkeleton.humanist
    case .geometric: DigitSkeleton.geometric
    case .slab: DigitSkeleton.slab
    case .segment: DigitSkeleton.segment
    }
  }

  /// Width of the thickest stroke, as a share of the digit's height.
  var strokeWidth: Double {
    switch self {
    case .humanist: 0.13
    case .geometric: 0.125
    case .slab: 0.12
    case .segment: 0.12
    case .italic: 0.11
    case .bold: 0.21
    }
  }

  /// Width of horizontal strokes as a share of that of vertical ones.
  var thinness: Double {
    switch self {
    case .geometric, .segment: 1
    case .humanist: 0.85
    case .bold: 0.75
    case .slab: 0.6
    case .italic: 0.65
    }
  }

  /// How far the top leans to the right, as a share of the height.
  var slant: Double {
    switch self {
    case .italic: 0.26
    case .segment: 0.08
    default: 0
    }
  }
}
