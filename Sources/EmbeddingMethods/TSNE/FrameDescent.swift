import NeighborSearch
import NumericKernels

/// One frame of dynamic t-SNE on its way down.
struct FrameDescent {
  private let options: TSNEOptions
  private let phases: (early: GradientDescent.Phase, late: GradientDescent.Phase)
  private let affinities: CSRMatrix
  private let perplexity: Double
  private let neighborCount: Int
  private let method: RepulsionMethod
  private let start: Matrix
  private let parallel: ParallelRows
  private var order: CurveOrder
  private var descent: GradientDescent

  /// Finds neighbors and affinities.
  init(
    _ data: Matrix, start: Matrix, options: DynamicTSNEOptions, parallel: ParallelRows, progress: ProgressHandler?
  ) throws {
    self.options = options.frame
    (self.start, self.parallel) = (start, parallel)
    let wanted = Int((3 * options.frame.perplexity).rounded(.up))
    let graph = try ExactSearch(metric: options.frame.metric, parallel: parallel).neighbors(
      of: data, neighborCount: wanted, progress: progress)
    neighborCount = graph.neighborCount
    perplexity = max(1, min(options.frame.perplexity, Double(neighborCount) / 3))
    let search = PerplexitySearch(graph, perplexity: perplexity, parallel: parallel)
    affinities = Affinities.joint(graph, search, parallel: parallel)
    method = options.frame.repulsion.resolved(count: data.rowCount, options: options.frame)
    var phases = options.frame.phases(count: data.rowCount)
    phases.early.learningRate /= max(1, options.coupling)
    phases.late.learningRate /= max(1, options.coupling)
    self.phases = phases
    order = CurveOrder(count: data.rowCount)
    let objective = KLDivergence(affinities, repulsion: method, angle: options.frame.angle, parallel: parallel)
    descent = GradientDescent(objective, start: LayoutPoints(start), parallel: parallel)
  }

  /// Where the points are: in the order of the data, as long as every step had an addition.
  var points: LayoutPoints { descent.points }

  private var isTrivial: Bool { neighborCount == 0 }

  /// One step; an addition is in the order of the data, to which such frames keep.
  mutating func step(_ iteration: Int, addition: LayoutPoints?) {
    guard !isTrivial else { return }
    if iteration == options.earlyIterationCount && addition == nil { order.follow(&descent, affinities, parallel) }
    descent.step(iteration < options.earlyIterationCount ? phases.early : phases.late, addition: addition)
  }

  /// The map and its divergence.
  mutating func result() -> TSNEResult {
    let isSmall = start.rowCount <= TSNE.largestExactDivergence
    let divergence = isTrivial ? 0 : descent.value(repulsion: isSmall ? ExactRepulsion(parallel: parallel) : nil)
    return TSNEResult(
      embedding: isTrivial ? start : order.restored(descent.points).matrix, klDivergence: divergence,
      requestedPerplexity: options.perplexity, effectivePerplexity: perplexity, neighborCount: neighborCount,
      earlyLearningRate: phases.early.learningRate, learningRate: phases.late.learningRate,
      iterationCount: isTrivial ? 0 : options.earlyIterationCount + options.iterationCount, repulsion: method)
  }
}
