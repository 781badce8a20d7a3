import Foundation

/// A value that several threads read and change.
package final class LockedValue<Value: Sendable>: @unchecked Sendable {
  // Guarded by the lock.
  private var value: Value
  private let lock = NSLock()

  /// Holds a first value.
  package init(_ value: Value) { self.value = value }

  /// Changes the value, or reads it, while no other thread does.
  package func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    try lock.withLock { try body(&value) }
  }
}
