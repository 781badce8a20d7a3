extension Matrix {
  /// Some of the rows, in this order; a row may be named several times. All of them in order cost nothing.
  package func selecting(rows: [Int]) -> Matrix {
    guard rows.count != rowCount || rows != Array(0..<rowCount) else { return self }
    var kept: [Float] = []
    kept.reserveCapacity(rows.count * columnCount)
    for row in rows { kept += elements[row * columnCount..<(row + 1) * columnCount] }
    return Matrix(rowCount: rows.count, columnCount: columnCount, elements: kept)
  }
}
