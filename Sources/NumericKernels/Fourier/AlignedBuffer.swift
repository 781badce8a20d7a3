/// Memory that starts at a cache line, for kernels; freed with the last reference.
package final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  // Parallel work shares the pointer; every chunk writes elements of its own.
  package let base: UnsafeMutablePointer<Element>
  package let count: Int

  package init(count: Int, repeating value: Element) {
    self.count = count
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128).bindMemory(
      to: Element.self, capacity: max(1, count))
    base.initialize(repeating: value, count: count)
  }

  deinit { base.deallocate() }

  package var pointer: UnsafePointer<Element> { UnsafePointer(base) }
}
