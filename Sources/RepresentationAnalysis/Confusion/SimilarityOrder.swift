import NumericKernels

/// An order of things that puts similar ones side by side, by spectral seriation (Atkins, Boman & Hendrickson 1998,
/// doi:10.1137/S0097539795285771).
///
/// Things are sorted by their entry in the Fiedler vector, the eigenvector of the second smallest eigenvalue of the
/// Laplacian of the similarities. When the similarities come from an order at all (each row falls off to both sides),
/// that is the order found. Parts without similarity to one another follow each other, those with the smallest thing
/// first; the end of a part with the smaller thing comes first. O(n³). Deterministic.
public enum SimilarityOrder {
  /// The order of `count` things by their similarities, row-major, symmetric and not negative; the diagonal says
  /// nothing.
  ///
  /// Throws `badInput` unless that is so.
  public static func spectral(_ similarity: [Double], count: Int) throws -> [Int] {
    try check(similarity, count)
    var part = [Int](repeating: -1, count: count)
    var order: [Int] = []
    for start in 0..<count where part[start] < 0 {
      part[start] = start
      var members = [start]
      var next = 0
      while next < members.count {
        for other in 0..<count where part[other] < 0 && similarity[members[next] * count + other] > 0 {
          part[other] = start
          members.append(other)
        }
        next += 1
      }
      order += try orderOfPart(members.sorted(), similarity, count)
    }
    return order
  }

  private static func orderOfPart(_ members: [Int], _ similarity: [Double], _ count: Int) throws -> [Int] {
    let size = members.count
    guard size > 2 else { return members }
    var laplacian = [Double](repeating: 0, count: size * size)
    var largest = 0.0
    for i in 0..<size {
      for j in 0..<size where i != j {
        let value = similarity[members[i] * count + members[j]]
        laplacian[i * size + j] = -value
        laplacian[i * size + i] += value
      }
      largest = max(largest, laplacian[i * size + i])
    }
    // Of 2·largest − L, which is not negative, the constant vector is the first and Fiedler's the second.
    for index in laplacian.indices { laplacian[index] = (index % (size + 1) == 0 ? 2 : 0) - laplacian[index] / largest }
    let vectors = try DenseAlgebra.largestEigenpairs(of: laplacian, order: size, count: 2).vectors
    let fiedler = Array(vectors[size...])
    let sorted = (0..<size).sorted { (fiedler[$0], $0) < (fiedler[$1], $1) }.map { members[$0] }
    return (sorted.first ?? 0) <= (sorted.last ?? 0) ? sorted : sorted.reversed()
  }

  private static func check(_ similarity: [Double], _ count: Int) throws {
    let isSquare = count >= 0 && similarity.count == count * count
    let isValid = isSquare && similarity.allSatisfy { $0.isFinite && $0 >= 0 }
    let isSymmetric =
      isValid
      && (0..<count).allSatisfy { i in (0..<i).allSatisfy { similarity[i * count + $0] == similarity[$0 * count + i] } }
    guard isSymmetric else {
      throw RepresentationAnalysisError(
        kind: .badInput,
        description:
          "\(similarity.count) similarities of \(count) things are not a symmetric square of finite numbers from 0 "
          + "up. Give one for each pair, the same both ways.")
    }
  }
}
