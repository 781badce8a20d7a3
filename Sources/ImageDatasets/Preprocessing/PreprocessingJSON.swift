/// The JSON form:
/// ```json
/// { "base": "imagenet", "resize": 224, "crop": 224, "channelOrder": "bgr", "scale": 0.00392156862745098,
///   "mean": [0.485, 0.456, 0.406], "standardDeviation": [0.229, 0.224, 0.225], "interpolation": "bicubic", "filter": "sobel", "blur": 1 }
/// ```
/// Every key is optional. `base` names a preset that gives the rest (without it: `unit`). `resize` is a number (shorter
/// side), `[height, width]`, `"automatic"` or `"none"`; `crop` a number, `[height, width]` or `"automatic"` (the
/// network's input). Means and deviations are in the order of the channels, one number serves for all.
/// `filter` is `"sobel"` (see ``GradientMagnitude``; `blur` is its deviation in pixels) or `"none"`. Unknown keys are errors.
extension Preprocessing: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case name, base, resize, crop, channelOrder, scale, mean, standardDeviation, interpolation, filter, blur
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads the JSON form.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    let known = Set(Key.allCases.map(\.rawValue))
    if let unknown = keys.filter({ !known.contains($0) }).min() {
      throw ImageDatasetsError(
        .badInput,
        "The preprocessing has the unknown key \"\(unknown)\". Use \(Key.allCases.map(\.rawValue).joined(separator: ", "))."
      )
    }
    let values = try decoder.container(keyedBy: Key.self)
    self = try Self.preset(named: values.decodeIfPresent(String.self, forKey: .base) ?? "unit")
    name = try values.decodeIfPresent(String.self, forKey: .name) ?? (keys.contains("base") ? name : "custom")
    if keys.contains("resize") { resizing = try Self.resizing(of: Self.size(in: values, .resize)) }
    if keys.contains("crop") { crop = try Self.cropSize(of: Self.size(in: values, .crop)) }
    if let order = try values.decodeIfPresent(String.self, forKey: .channelOrder) {
      channelOrder = try Self.choice(order, "channelOrder")
    }
    scale = try values.decodeIfPresent(Double.self, forKey: .scale) ?? scale
    if keys.contains("mean") { mean = try Self.numbers(in: values, .mean) }
    if keys.contains("standardDeviation") { standardDeviation = try Self.numbers(in: values, .standardDeviation) }
    if let text = try values.decodeIfPresent(String.self, forKey: .interpolation) {
      interpolation = try Self.choice(text, "interpolation")
    }
    if let text = try values.decodeIfPresent(String.self, forKey: .filter) { filter = try Self.filter(named: text) }
    if let blur = try values.decodeIfPresent(Double.self, forKey: .blur) { try setBlur(blur) }
    try validate()
  }

  /// Writes the JSON form, every key spelled out.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(name, forKey: .name)
    switch resizing {
    case .automatic: try values.encode("automatic", forKey: .resize)
    case .none: try values.encode("none", forKey: .resize)
    case .shorterSide(let side): try values.encode(side, forKey: .resize)
    case .exact(let height, let width): try values.encode([height, width], forKey: .resize)
    }
    if let crop {
      try values.encode([crop.height, crop.width], forKey: .crop)
    } else {
      try values.encode("automatic", forKey: .crop)
    }
    try values.encode(channelOrder.rawValue, forKey: .channelOrder)
    try values.encode(scale, forKey: .scale)
    try values.encode(mean, forKey: .mean)
    try values.encode(standardDeviation, forKey: .standardDeviation)
    try values.encode(interpolation.rawValue, forKey: .interpolation)
    // Left out where there is none: the keys of studies that were made before there were filters stay the same.
    if let filter {
      try values.encode("sobel", forKey: .filter)
      try values.encode(filter.blur, forKey: .blur)
    }
  }

  static func filter(named name: String) throws -> GradientMagnitude? {
    switch name {
    case "sobel": return GradientMagnitude()
    case "none": return nil
    default:
      throw ImageDatasetsError(.badInput, "The preprocessing has the filter \"\(name)\". Use sobel or none.")
    }
  }

  /// Sets the deviation of the filter that there is.
  mutating func setBlur(_ blur: Double) throws {
    guard filter != nil, (0...16).contains(blur) else {
      throw ImageDatasetsError(
        .badInput,
        filter == nil
          ? "The preprocessing has a blur but no filter. Write filter=sobel before it."
          : "The preprocessing has the blur \(blur). Give a deviation of 0 to 16 pixels.")
    }
    filter = GradientMagnitude(blur: blur)
  }

  static func preset(named name: String) throws -> Preprocessing {
    if let preset = presets.first(where: { $0.name == name }) { return preset }
    throw ImageDatasetsError(
      .badInput,
      "There is no preprocessing \"\(name)\". Use \(presets.map(\.name).joined(separator: ", ")), or a JSON file.")
  }

  enum Size {
    case word(String)
    case numbers([Int])
  }

  private static func size(in values: KeyedDecodingContainer<Key>, _ key: Key) throws -> Size {
    if try values.decodeNil(forKey: key) { return .word("none") }
    if let number = try? values.decode(Int.self, forKey: key) { return .numbers([number]) }
    if let numbers = try? values.decode([Int].self, forKey: key) { return .numbers(numbers) }
    if let word = try? values.decode(String.self, forKey: key) { return .word(word) }
    throw badSize(key.rawValue)
  }

  private static func numbers(in values: KeyedDecodingContainer<Key>, _ key: Key) throws -> [Double] {
    if let number = try? values.decode(Double.self, forKey: key) { return [number] }
    if let numbers = try? values.decode([Double].self, forKey: key) { return numbers }
    throw ImageDatasetsError(
      .badInput, "\"\(key.rawValue)\" of the preprocessing is no number and no list of numbers. Correct it.")
  }

  private static func badSize(_ key: String) -> ImageDatasetsError {
    ImageDatasetsError(
      .badInput, "\"\(key)\" of the preprocessing is not a size. Use a number, [height, width] or \"automatic\".")
  }

  static func choice<Choice: RawRepresentable & CaseIterable>(_ text: String, _ key: String) throws -> Choice
  where Choice.RawValue == String {
    if let choice = Choice(rawValue: text) { return choice }
    let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw ImageDatasetsError(.badInput, "The preprocessing has \(key) \"\(text)\". Use one of \(choices).")
  }

  static func resizing(of size: Size) throws -> Resizing {
    switch size {
    case .word("automatic"): .automatic
    case .word("none"): .none
    case .numbers(let sides) where sides.count == 1: .shorterSide(sides[0])
    case .numbers(let sides) where sides.count == 2: .exact(height: sides[0], width: sides[1])
    default: throw badSize("resize")
    }
  }

  static func cropSize(of size: Size) throws -> CropSize? {
    switch size {
    case .word("automatic"), .word("none"): nil
    case .numbers(let sides) where sides.count == 1: CropSize(height: sides[0], width: sides[0])
    case .numbers(let sides) where sides.count == 2: CropSize(height: sides[0], width: sides[1])
    default: throw badSize("crop")
    }
  }
}
