import FeatureVisualization
public import Foundation
import ImageDatasets
import NumericKernels
import StudyStore

/// The images of a layer that are being made at this moment, as `running.json` and `GET …/features/running` tell of them.
public struct RunningFeatures: Sendable, Equatable, Codable {
  /// One image on its way.
  public struct Image: Sendable, Equatable, Codable {
    /// What it is to excite.
    public var kind: FeatureDocument.Kind
    /// The channel or the class; −1 for others.
    public var channel: Int
    /// Which of the objective's images it is, from 0.
    public var number: Int
    /// The objective as text.
    public var name: String
    /// The name of the class.
    public var label: String?
    /// The steps that were taken.
    public var step: Int
    /// At most so many will be.
    public var stepCount: Int
    /// The objective under the last step's transforms.
    public var value: Double
    /// The file's name; the finished image will have the same.
    public var image: String

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(kind, forKey: .kind)
      try container.encode(channel, forKey: .channel)
      try container.encode(number, forKey: .number)
      try container.encode(name, forKey: .name)
      try container.encode(label, forKey: .label)
      try container.encode(step, forKey: .step)
      try container.encode(stepCount, forKey: .stepCount)
      try container.encode(value, forKey: .value)
      try container.encode(image, forKey: .image)
    }
  }

  /// Those of the batch that is being made, by the names of their files; empty between two batches.
  public var images: [Image]
}

/// The folder `features/running` of a layer: there while images are made, so that others can watch.
///
/// After a crash it may stay. It counts only while its writer is at work, and the next one clears it.
final class RunningFolder {
  static let name = "running"
  static let description = "running.json"

  private let url: URL
  private var images: [String: RunningFeatures.Image] = [:]

  init(in features: URL) { url = features.appendingPathComponent(Self.name, isDirectory: true) }

  /// Begins a batch: nothing is to be seen of it yet.
  func beginBatch() {
    for name in images.keys { try? FileManager.default.removeItem(at: url.appendingPathComponent(name)) }
    images = [:]
    write(nil)
  }

  /// Shows images. What cannot be written is not shown: it is no reason to stop.
  func show(_ shown: [(image: RunningFeatures.Image, picture: PixelImage)]) {
    for (image, picture) in shown {
      guard let data = try? picture.pngData(),
        (try? data.write(wholeTo: url.appendingPathComponent(image.image))) != nil
      else { continue }
      images[image.image] = image
    }
    write(images.values.sorted { $0.image < $1.image })
  }

  /// Nothing is made any more.
  func remove() { try? FileManager.default.removeItem(at: url) }

  private func write(_ images: [RunningFeatures.Image]?) {
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let data = try? StudyJSON.data(RunningFeatures(images: images ?? []))
    try? data?.write(wholeTo: url.appendingPathComponent(Self.description))
  }
}

extension FeatureFiles {
  /// The images that some process is making for the layer at this moment, or nil where none is.
  public func running() throws -> RunningFeatures? {
    guard study.isBeingWritten, let progress = try study.database.progress(), progress.stage == FeatureStage.name,
      progress.model == model, progress.layer == layer
    else { return nil }
    let url = runningFolder.appendingPathComponent(RunningFolder.description)
    guard let data = try? Data(contentsOf: url) else { return nil }
    return try? JSONDecoder().decode(RunningFeatures.self, from: data)
  }

  /// The picture of one of them by its file's name, such as `12-0.png`.
  public func runningImage(_ file: String) throws -> URL? {
    guard let running = try running(), running.images.contains(where: { $0.image == file }) else { return nil }
    return runningFolder.appendingPathComponent(file)
  }

  private var runningFolder: URL { folder.url.appendingPathComponent(RunningFolder.name, isDirectory: true) }
}
