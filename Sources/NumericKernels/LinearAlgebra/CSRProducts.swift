import CKernels

extension CSRMatrix {
  /// This matrix times a dense block of `columnCount` rows. O(stored values × block columns).
  ///
  /// Sums run in Float32 in the order of the columns. Rows are independent: the same bits for any number of threads.
  /// Throws `badInput` when the block has another number of rows.
  public func product(with block: Matrix, parallel: ParallelRows = .init()) throws -> Matrix {
    guard block.rowCount == columnCount else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "A sparse matrix of \(columnCount) columns cannot be multiplied by a block of \(block.rowCount) "
          + "rows. Give a block with one row per column.")
    }
    let width = block.columnCount
    let elements = [Float](unsafeUninitializedCapacity: rowCount * width) { output, initialized in
      initialized = rowCount * width
      output.initialize(repeating: 0)
      let output = SharedMutable(output.baseAddress)
      values.withUnsafeBufferPointer { values in
        columns.withUnsafeBufferPointer { columns in
          offsets.withUnsafeBufferPointer { offsets in
            block.elements.withUnsafeBufferPointer { block in
              let (values, columns) = (SharedPointer(values.baseAddress), SharedPointer(columns.baseAddress))
              let (offsets, block) = (SharedPointer(offsets.baseAddress), SharedPointer(block.baseAddress))
              parallel.forEachChunk(of: rowCount, chunkSize: 256) { _, rows in
                // Without values there is nothing to add to the zeros.
                guard let output = output.pointer, let values = values.pointer, let columns = columns.pointer,
                  let offsets = offsets.pointer, let block = block.pointer
                else { return }
                for row in rows {
                  let (start, end) = (Int(offsets[row]), Int(offsets[row + 1]))
                  strata_sparse_row_product(
                    values + start, columns + start, end - start, block, width, output + row * width)
                }
              }
            }
          }
        }
      }
    }
    return Matrix(rowCount: rowCount, columnCount: width, elements: elements)
  }

  /// The transpose, by counting sort. O(rows + columns + stored values).
  ///
  /// The number of rows must not exceed Int32; `precondition`, because no matrix of that size can be indexed.
  public func transposed() -> CSRMatrix {
    precondition(rowCount <= Int(Int32.max), "rows are numbered in Int32")
    var starts = [Int64](repeating: 0, count: columnCount + 1)
    for column in columns { starts[Int(column) + 1] += 1 }
    for column in 0..<columnCount { starts[column + 1] += starts[column] }
    let offsets = starts
    var rows = [Int32](repeating: 0, count: columns.count)
    var moved = [Float](repeating: 0, count: values.count)
    starts.withUnsafeMutableBufferPointer { next in
      rows.withUnsafeMutableBufferPointer { rows in
        moved.withUnsafeMutableBufferPointer { moved in
          for row in 0..<rowCount {
            for index in Int(self.offsets[row])..<Int(self.offsets[row + 1]) {
              let column = Int(columns[index])
              let target = Int(next[column])
              next[column] += 1
              rows[target] = Int32(row)
              moved[target] = values[index]
            }
          }
        }
      }
    }
    return CSRMatrix(
      rowCount: columnCount, columnCount: rowCount, offsets: offsets, columns: rows, values: moved)
  }
}
