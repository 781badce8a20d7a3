public import NumericKernels

/// Bundles trails by kernel density estimation: KDEEB (Hurter, Ersoy & Telea 2012,
/// doi:10.1111/j.1467-8659.2012.03079.x).
///
/// The points of all trails make a density; each point climbs it, so that trails that lie close and run alike meet on its
/// ridges; then trails are smoothed, their points spread evenly again, and it goes on with a narrower kernel. The first
/// and last point of each trail stay where they are.
///
/// Deviations from the paper: the kernel is three box filters instead of Epanechnikov's, of the same variance; the step
/// along the gradient falls to nothing on a ridge instead of having one length everywhere, so that points do not leap over
/// it; and a trail keeps its number of points, while the paper's is always in proportion to the length.
///
/// O(iterations · (steps · points + cells)) time, about 12 bytes a point and 24 a cell beside input and result. The
/// result is the same, bit for bit, for any number of threads; there is no randomness.
public struct KDEBundling: Sendable {
  /// The options in use.
  public let options: KDEBundlingOptions
  private let parallel: ParallelRows

  /// Creates the method.
  public init(options: KDEBundlingOptions = .init(), parallel: ParallelRows = .init()) {
    self.options = options
    self.parallel = parallel
  }

  /// Bundles trails; all with all, or, with `groups`, each group by itself as if the others were not there.
  ///
  /// No trails, and trails whose points all coincide, come back as they are. A trail shorter than the sample step stays a
  /// straight line.
  ///
  /// Any units will do; both axes count the same. `groups` has for each trail the number of its group, for example its
  /// class; those without one make a group.
  ///
  /// Throws `badOption` for options out of range, or a sample step that makes more than 2²⁶ points; `badInput` when there
  /// are not as many groups as trails; and what `progress` throws.
  public func bundle(
    _ trails: Trails, groups: [Int?]? = nil, progress: ProgressHandler? = nil
  ) throws -> BundledTrails {
    try options.validate()
    if let groups, groups.count != trails.count {
      throw TrailBundlingError(
        kind: .badInput,
        description: "There are \(groups.count) groups for \(trails.count) trails; one for each is expected. "
          + "Give the groups of the same trails.")
    }
    try progress?(0)
    guard let extent = PlaneExtent(trails), extent.longerSide > 0 else {
      return BundledTrails(straight: trails, bundled: trails)
    }
    let straight = try trails.resampled(step: options.sampleStep * extent.longerSide, parallel: parallel)
    let grid = PlaneGrid(over: extent, size: options.gridSize)
    guard let groups else {
      return BundledTrails(straight: straight, bundled: try bundled(straight, grid, progress))
    }
    return BundledTrails(straight: straight, bundled: try bundled(straight, groups, grid, progress))
  }

  private func bundled(_ straight: Trails, _ grid: PlaneGrid, _ progress: ProgressHandler?) throws -> Trails {
    let motion = TrailMotion(straight, grid: grid, parallel: parallel)
    try motion.run(options, progress: progress)
    return motion.positions(original: straight)
  }

  /// Each group by itself; progress is the share of trails.
  private func bundled(
    _ straight: Trails, _ groups: [Int?], _ grid: PlaneGrid, _ progress: ProgressHandler?
  ) throws -> Trails {
    var (x, y) = (straight.x, straight.y)
    var done = 0
    for members in Dictionary(grouping: groups.indices, by: { groups[$0] }).values {
      let (before, count) = (Double(done), Double(members.count))
      let moved = try bundled(straight.selecting(members), grid) { fraction in
        try progress?((before + count * fraction) / Double(groups.count))
      }
      for (place, trail) in members.enumerated() {
        x.replaceSubrange(straight.points(of: trail), with: moved.x[moved.points(of: place)])
        y.replaceSubrange(straight.points(of: trail), with: moved.y[moved.points(of: place)])
      }
      done += members.count
    }
    return Trails(valid: x, y, straight.offsets)
  }
}
