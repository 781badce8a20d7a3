/// Uninitialized memory of one allocation, aligned to cache lines, released with its last reference.
///
/// Chunks of parallel work may write to it at once as long as each writes elements of its own.
package final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Element>
  package let count: Int

  package init(count: Int) {
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    pointer = bytes.bindMemory(to: Element.self, capacity: max(1, count))
  }

  package convenience init(count: Int, repeating value: Element) {
    self.init(count: count)
    pointer.initialize(repeating: value, count: count)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
