import Foundation
import TensorEngine

/// Everything that a training needs in order to go on as if it had not been interrupted: counters, sums, history, weights
/// and velocities.
struct TrainingState {
  /// What is kept beside the tensors.
  struct Header: Codable, Equatable {
    /// Identifies network, images and options.
    var key: String
    /// Epochs that are over.
    var finishedEpochs = 0
    /// Steps done in the epoch under way.
    var stepInEpoch = 0
    /// Steps done altogether.
    var stepCount = 0
    /// Sum of the losses of the epoch's images.
    var lossSum = 0.0
    /// Images of the epoch that were told right.
    var correctCount = 0
    /// Images shown in the epoch.
    var shownCount = 0
    /// Seconds spent on the epoch.
    var seconds = 0.0
    /// The smallest validation loss.
    var bestLoss: Double?
    /// What is over.
    var history = TrainingHistory()
  }

  var header: Header
  /// Values of all tensors, in the order of the parameters, the buffers, the velocities.
  var tensors: [[Float]]

  private static let signature = Data("strata training 1\n".utf8)

  /// Reads a state; nil where there is none that is whole and has this key and these sizes.
  static func read(_ file: URL, key: String, sizes: [Int]) -> TrainingState? {
    guard let data = try? Data(contentsOf: file, options: .alwaysMapped), data.starts(with: signature) else {
      return nil
    }
    var place = signature.count
    guard data.count >= place + 8 else { return nil }
    let length = data[place..<(place + 8)].enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) }
    place += 8
    guard length < UInt64(data.count - place),
      let header = try? JSONDecoder().decode(
        Header.self, from: data[place..<(place + Int(length))]), header.key == key
    else { return nil }
    place += Int(length)
    guard data.count - place == sizes.reduce(0, +) * 4 else { return nil }
    let tensors = sizes.map { size in
      let values = [Float](unsafeUninitializedCapacity: size) { buffer, count in
        data.copyBytes(to: buffer, from: place..<(place + size * 4))
        count = size
      }
      place += size * 4
      return values
    }
    return TrainingState(header: header, tensors: tensors)
  }

  /// Writes the state beside its place and renames it.
  func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let header = try encoder.encode(header)
    var data = Self.signature
    data.reserveCapacity(data.count + 8 + header.count + tensors.reduce(0) { $0 + $1.count * 4 })
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(header)
    for values in tensors { values.withUnsafeBytes { data.append(contentsOf: $0) } }
    try FileOutput.write(data, to: file)
  }
}
