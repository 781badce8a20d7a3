import Foundation

/// All pairs of tiles of one set, near ones first; two threads never work on the same tile.
///
/// The lock guards the list, the marks and the limits. The order of pairs changes only the time that a search takes:
/// the nearest points under a total order are a set.
final class TileSchedule: @unchecked Sendable {
  private let lock = NSCondition()
  private let boxes: TileBoxes
  private let pairs: [Pair]
  /// The next pair that has not begun, by position; a list from which any pair can be taken.
  private var next: [Int32]
  private var isBusy: [Bool]
  private var limits: [Float]
  private var busyCount = 0
  private var quota = 0

  struct Pair {
    let order: Float
    let first: Int32
    let second: Int32
  }

  var pairCount: Int { pairs.count }

  init(_ boxes: TileBoxes, tileCount: Int) {
    self.boxes = boxes
    var pairs: [Pair] = []
    pairs.reserveCapacity(tileCount * (tileCount + 1) / 2)
    for first in 0..<tileCount {
      for second in first..<tileCount {
        // Tiles with themselves come before all others.
        let order = first == second ? -1 : boxes.middleDistance(first, boxes, second)
        pairs.append(Pair(order: order, first: Int32(first), second: Int32(second)))
      }
    }
    pairs.sort { ($0.order, $0.first, $0.second) < ($1.order, $1.first, $1.second) }
    self.pairs = pairs
    // Position 0 is before the first pair.
    next = (1...Int32(pairs.count + 1)).map { $0 }
    isBusy = [Bool](repeating: false, count: tileCount)
    limits = [Float](repeating: .infinity, count: tileCount)
  }

  /// Lets workers take so many pairs more, before they return.
  func allow(_ count: Int) { quota = count }

  /// Works until the quota is used up. `search` compares two tiles and returns their largest limits.
  func work(_ search: (_ first: Int, _ second: Int) -> (Float, Float)) {
    lock.lock()
    while let pair = take() {
      let (first, second) = (Int(pair.first), Int(pair.second))
      let limit = max(limits[first], limits[second])
      lock.unlock()
      let isFar = limit < .infinity && boxes.lowerBound(first, boxes, second) > Double(limit)
      let found = isFar ? nil : search(first, second)
      lock.lock()
      if let found { (limits[first], limits[second]) = found }
      (isBusy[first], isBusy[second]) = (false, false)
      busyCount -= 1
      lock.broadcast()
    }
    lock.unlock()
  }

  /// The first pair of which both tiles are free, marked as busy; nil when the quota is used up or no pair is left.
  private func take() -> Pair? {
    while quota > 0 {
      var before = 0
      while Int(next[before]) <= pairs.count {
        let position = Int(next[before])
        let pair = pairs[position - 1]
        if !isBusy[Int(pair.first)] && !isBusy[Int(pair.second)] {
          next[before] = next[position]
          quota -= 1
          busyCount += 1
          (isBusy[Int(pair.first)], isBusy[Int(pair.second)]) = (true, true)
          return pair
        }
        before = position
      }
      guard busyCount > 0, next[0] <= pairs.count else { return nil }
      lock.wait()
    }
    return nil
  }
}
