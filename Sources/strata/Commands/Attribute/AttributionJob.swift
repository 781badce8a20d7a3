import Attribution
import Figures
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyPipeline
import StudyStore

/// Attributes images and writes what comes out. Images go in groups, so that memory does not grow with their number.
struct AttributionJob {
  private static let groupSize = 8
  /// So many images take part in the sanity check.
  private static let sanityLimit = 8

  let attributor: Attributor
  let input: NetworkInput
  let sources: AttributionImageSources
  let classNames: ClassNames?
  let wish: AttributionWish
  let methods: [NamedAttributionMethod]
  let isSigned: Bool
  let checksSanity: Bool
  let seed: UInt64
  let folder: URL
  let style: FigureStyle
  let observer: any AnalysisObserver
  let cancellation: AnalysisCancellation

  func run() throws -> AttributionRecord {
    for remark in sources.remarks { observer.remark(remark) }
    // What is missing is said before anything is computed.
    if case .label = wish { for item in sources.items { _ = try AttributionGroup.output(of: item) } }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var images: [AttributionRecord.Image] = []
    var reports: [SanityReport?] = methods.map { _ in nil }
    for start in stride(from: 0, to: sources.items.count, by: Self.groupSize) {
      let group = try AttributionGroup(
        start..<min(sources.items.count, start + Self.groupSize), sources: sources, input: input, wish: wish,
        attributor: attributor, cancellation: cancellation)
      var maps: [[AttributionRecord.Map]] = group.pictures.map { _ in [] }
      for (place, named) in methods.enumerated() {
        let found = try attributor.attributions(
          of: group.images, to: group.target, by: named.method,
          progress: handler("attribution", named, done: start, place: place, of: group.images.count))
        for (index, attribution) in found.enumerated() {
          maps[index].append(try write(attribution, named, image: start + index, group: group, index: index))
        }
        guard checksSanity, start == 0 else { continue }
        reports[place] = try SanityCheck(seed: seed).report(
          on: attributor, images: group.images, target: group.target, method: named.method,
          reduction: reduction(named.method), known: found, progress: handler("sanity", named))
      }
      images += group.images(maps: maps, items: sources.items, names: classNames)
    }
    observer.stageEnded(stage: "attribution", detail: "\(images.count) images, \(methods.count) methods")
    let record = try record(images, reports)
    try write(record)
    return record
  }

  /// How a map is made of an attribution.
  private func reduction(_ method: AttributionMethod) -> ChannelReduction { isSigned ? .sum : method.usualReduction }

  private func write(
    _ attribution: Attribution, _ named: NamedAttributionMethod, image: Int, group: AttributionGroup, index: Int
  ) throws -> AttributionRecord.Map {
    try cancellation.check()
    let map = attribution.heatMap(reduction(named.method))
    let name = "\(fileStem(image))-\(named.name.rawValue)"
    let (values, picture) = (folder.appendingPathComponent(name + ".npy"), folder.appendingPathComponent(name + ".png"))
    try NPYWriter.write(map.values, shape: [map.height, map.width], to: values)
    let colors = try HeatMapImage(height: map.height, width: map.width, values: map.values, isSigned: map.isSigned)
    let figure = AttributionFigure(
      title: group.title(index, names: classNames, wish: wish), image: group.pictures[index],
      rows: [.init(title: named.name.rawValue, detail: detail(attribution, named), map: colors)],
      caption: ["\(URL(fileURLWithPath: sources.items[image].name).lastPathComponent); \(caption)"])
    let data = try figure.encoded(as: .png, style: style)
    do {
      try data.write(to: picture, options: .atomic)
    } catch { throw unwritable(picture, error) }
    if attribution.isZero {
      observer.remark("\(sources.items[image].name): the target does not react to this image (\(named.name.rawValue)).")
    }
    return AttributionRecord.Map(
      method: named.name.rawValue, picture: picture.lastPathComponent, values: values.lastPathComponent,
      isSigned: map.isSigned, minimum: map.values.min() ?? 0, maximum: map.values.max() ?? 0,
      colorLimit: colors.limit, isZero: attribution.isZero, layer: attribution.layer,
      completeness: attribution.completeness)
  }

  private func detail(_ attribution: Attribution, _ named: NamedAttributionMethod) -> String {
    if let layer = attribution.layer { return "feature maps of \(layer)" }
    if let completeness = attribution.completeness {
      let missing = completeness.relativeError.map { String(format: ", %.1f %% of the score missing", 100 * $0) } ?? ""
      return "\(completeness.stepCount) steps\(missing)"
    }
    if case .smoothGrad(let noise, of: _) = named.method {
      return "\(noise.sampleCount) copies, noise \(noise.noise)\(noise.isSquared ? ", squared" : "")"
    }
    if case .occlusion(let options) = named.method,
      let sizes = try? options.sizes(height: input.shape[1], width: input.shape[2])
    {
      return "windows of \(sizes.window[0]) × \(sizes.window[1]) pixels, every \(sizes.stride[0]) × \(sizes.stride[1])"
    }
    return ""
  }

  private var caption: String {
    "\(attributor.network.url.lastPathComponent), \(input.preprocessing.name), seed \(seed); "
      + "strata \(StudyFormat.strataVersion)"
  }

  /// A number, so that names differ and sort, and the file's name as far as file systems take it.
  private func fileStem(_ image: Int) -> String {
    let digits = String(image + 1)
    let width = max(3, String(sources.items.count).count)
    let stem = URL(fileURLWithPath: sources.items[image].name).deletingPathExtension().lastPathComponent
    let safe = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }
    return String(repeating: "0", count: width - digits.count) + digits + "-" + String(safe.prefix(80))
  }

  private func handler(
    _ stage: String, _ named: NamedAttributionMethod, done: Int = 0, place: Int = 0, of count: Int? = nil
  ) -> ProgressHandler {
    let (observer, cancellation, total) = (observer, cancellation, sources.items.count)
    let (share, name) = (Double(count ?? total) / Double(methods.count), named.name.rawValue)
    return { fraction in
      try cancellation.check()
      let whole = count == nil ? fraction : (Double(done) + share * (Double(place) + fraction)) / Double(total)
      observer.stageProgressed(StageProgress(stage: stage, layer: name, fraction: min(1, whole)))
    }
  }

  private func record(_ images: [AttributionRecord.Image], _ reports: [SanityReport?]) throws -> AttributionRecord {
    let methods = try zip(methods, reports).map { named, report in
      var method = try AttributionRecord.Method(
        named, reduction: reduction(named.method), imageShape: input.shape)
      method.sanity = report
      return method
    }
    var unit: UnitTarget?
    if case .unit(let chosen) = wish { unit = chosen }
    let target =
      switch wish {
      case .predicted: "predicted"
      case .label: "label"
      case .output: "class"
      case .unit: "unit"
      }
    return AttributionRecord(
      version: StudyFormat.strataVersion, model: attributor.network.url.lastPathComponent, inputShape: input.shape,
      preprocessing: input.preprocessing, target: target, unit: unit, seed: seed, methods: methods, images: images)
  }

  private func write(_ record: AttributionRecord) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let url = folder.appendingPathComponent("attribution.json")
    let data = try encoder.encode(record)
    do {
      try data.write(to: url, options: .atomic)
    } catch { throw unwritable(url, error) }
  }

  private func unwritable(_ url: URL, _ error: any Error) -> StudyPipelineError {
    StudyPipelineError(
      kind: .inputOutput,
      description: "\(url.path) cannot be written: \(error.localizedDescription) Check the folder and its permissions.")
  }
}
