import Crypto
import Foundation

/// Content hashes that decide whether a run is up to date.
public enum RunKey {
  /// SHA-256, hexadecimal, of `value` as canonical JSON.
  ///
  /// Put into `value` everything that decides the result and nothing else: the keys of the runs that it builds on, the
  /// parameters as they will be used, the seed, a version of the algorithm. Paths, times and thread counts do not belong
  /// there.
  public static func hash(of value: some Encodable) throws -> String {
    hexadecimal(SHA256.hash(data: try StudyJSON.data(value)))
  }

  static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
