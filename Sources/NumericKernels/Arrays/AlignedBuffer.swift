import CKernels

/// Memory for kernels that several threads share, each writing elements of its own; on whole cache lines, and in large
/// pages where it is large, since gathers from many small pages wait for their translation.
package final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Element>
  package let count: Int

  /// Room for `count` elements, which hold nothing yet.
  package init(count: Int) {
    self.count = count
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes < 1 << 22 ? 128 : 1 << 21)
    strata_prefer_large_pages(memory, bytes)
    pointer = memory.bindMemory(to: Element.self, capacity: max(1, count))
  }

  package convenience init(count: Int, repeating value: Element) {
    self.init(count: count)
    pointer.initialize(repeating: value, count: count)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

}
