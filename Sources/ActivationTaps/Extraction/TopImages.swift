package import Foundation

/// For each channel of a layer, the items in which it is most excited, and where in them.
///
/// The order is total (greater value first, then smaller item), so the result does not depend on the order in which items
/// arrive. Memory: 12 bytes for each channel and rank.
public struct TopImages: Sendable, Equatable {
  /// The number of channels.
  public let channelCount: Int
  /// The number of items kept for each channel.
  public let rankCount: Int
  /// `channelCount × rankCount` activations, best first; -infinity where there are fewer items.
  public private(set) var values: [Float]
  /// The items, -1 where there are fewer.
  public private(set) var items: [Int32]
  /// Positions in the layer's map, `row · width + column`, or the token; -1 for layers without positions.
  public private(set) var positions: [Int32]

  /// The default number of items for each channel.
  public static let defaultRankCount = 9

  /// Starts without items.
  public init(channelCount: Int, rankCount: Int = Self.defaultRankCount) {
    precondition(channelCount >= 0 && rankCount > 0, "top images need a rank")
    self.channelCount = channelCount
    self.rankCount = rankCount
    values = Array(repeating: -.infinity, count: channelCount * rankCount)
    items = Array(repeating: -1, count: channelCount * rankCount)
    positions = Array(repeating: -1, count: channelCount * rankCount)
  }

  /// Offers an item's value for every channel. `position` is asked only for channels in which the item ranks.
  package mutating func insert(
    item: Int32, channelValues: UnsafePointer<Float>, position: (_ channel: Int) -> Int32
  ) {
    let last = rankCount - 1
    values.withUnsafeMutableBufferPointer { values in
      items.withUnsafeMutableBufferPointer { items in
        for channel in 0..<channelCount {
          let value = channelValues[channel]
          let base = channel &* rankCount
          let threshold = values[base &+ last]
          // NaN compares false and never ranks.
          guard value > threshold || (value == threshold && item < items[base &+ last]) else { continue }
          var rank = last
          while rank > 0 {
            let above = base &+ rank &- 1
            guard value > values[above] || (value == values[above] && item < items[above]) else { break }
            values[above &+ 1] = values[above]
            items[above &+ 1] = items[above]
            positions[above &+ 1] = positions[above]
            rank &-= 1
          }
          values[base &+ rank] = value
          items[base &+ rank] = item
          positions[base &+ rank] = position(channel)
        }
      }
    }
  }

  /// The state as bytes, for a checkpoint.
  package var snapshot: [Data] {
    [values.withUnsafeBytes { Data($0) }, items.withUnsafeBytes { Data($0) }, positions.withUnsafeBytes { Data($0) }]
  }

  /// Restores a snapshot of a layer of the same size; false, without a change, if it is of another.
  package mutating func restore(_ snapshot: [Data]) -> Bool {
    let byteCount = channelCount * rankCount * 4
    guard snapshot.count == 3, snapshot.allSatisfy({ $0.count == byteCount }) else { return false }
    values.withUnsafeMutableBytes { _ = snapshot[0].copyBytes(to: $0) }
    items.withUnsafeMutableBytes { _ = snapshot[1].copyBytes(to: $0) }
    positions.withUnsafeMutableBytes { _ = snapshot[2].copyBytes(to: $0) }
    return true
  }
}
