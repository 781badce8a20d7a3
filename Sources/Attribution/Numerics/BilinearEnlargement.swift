/// Maps enlarged between the middles of their pixels; beyond the outermost middles values stay.
package enum BilinearEnlargement {
  /// A map of another size, as `align_corners=False` of other tools makes it.
  package static func enlarge(_ map: HeatMap, height: Int, width: Int) -> HeatMap {
    let rows = weights(from: map.height, to: height)
    let columns = weights(from: map.width, to: width)
    var values = [Float](repeating: 0, count: height * width)
    for (row, vertical) in rows.enumerated() {
      let (upper, lower) = (vertical.first * map.width, vertical.second * map.width)
      for (column, horizontal) in columns.enumerated() {
        func mixed(_ start: Int) -> Double {
          let (left, right) = (
            Double(map.values[start + horizontal.first]), Double(map.values[start + horizontal.second])
          )
          return left + (right - left) * horizontal.share
        }
        let (above, below) = (mixed(upper), mixed(lower))
        values[row * width + column] = Float(above + (below - above) * vertical.share)
      }
    }
    return HeatMap(height: height, width: width, values: values, isSigned: map.isSigned)
  }

  private static func weights(from count: Int, to target: Int) -> [(first: Int, second: Int, share: Double)] {
    (0..<target).map { place in
      let source = max(0, (Double(place) + 0.5) * Double(count) / Double(target) - 0.5)
      let first = min(count - 1, Int(source))
      return (first, min(count - 1, first + 1), source - Double(first))
    }
  }
}
