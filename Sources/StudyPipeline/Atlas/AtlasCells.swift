import FeatureVisualization
import NumericKernels
import StudyStore

/// What is known of an atlas's cells before pictures are made.
struct AtlasCells {
  private static let classLimit = 5
  private static let itemLimit = 24

  let grid: AtlasGrid
  let sample: SampledActivations
  /// One row a cell: the mean of its activations.
  let means: Matrix
  private let classNames: [String]
  private let hasPositions: Bool

  init(_ grid: AtlasGrid, sample: SampledActivations, classNames: [String], hasPositions: Bool) {
    (self.grid, self.sample, self.classNames) = (grid, sample, classNames)
    self.hasPositions = hasPositions
    let columns = sample.activations.columnCount
    var means = Matrix(rowCount: grid.cells.count, columnCount: columns)
    for (row, cell) in grid.cells.enumerated() {
      var sums = [Double](repeating: 0, count: columns)
      for member in cell.members {
        for column in 0..<columns { sums[column] += Double(sample.activations[member, column]) }
      }
      for column in 0..<columns { means[row, column] = Float(sums[column] / Double(cell.members.count)) }
    }
    self.means = means
  }

  var described: [AtlasDocument.Cell] {
    grid.cells.indices.map { place in
      let cell = grid.cells[place]
      let nearest = nearest(place)
      return AtlasDocument.Cell(
        row: cell.row, column: cell.column, activationCount: cell.members.count,
        imageCount: Set(cell.members.map { sample.sources[$0].image }).count, classes: classes(cell.members),
        items: nearest.map { sample.sources[$0].image }, places: hasPositions ? nearest.map(self.place) : nil)
    }
  }

  private func classes(_ members: [Int]) -> [AtlasDocument.Cell.FavoredClass] {
    let counts = members.compactMap { sample.sources[$0].favoredClass }.reduce(into: [Int: Int]()) {
      $0[$1, default: 0] += 1
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.classLimit).map { index, count in
      .init(
        class: index, label: classNames.indices.contains(index) ? classNames[index] : "\(index)",
        share: Double(count) / Double(members.count))
    }
  }

  /// Of each image the member whose activation points most in the direction of the cell's mean, the best first.
  private func nearest(_ place: Int) -> [Int] {
    let columns = means.columnCount
    let ordered = grid.cells[place].members.map { member -> (member: Int, cosine: Double) in
      var (product, length) = (0.0, 0.0)
      for column in 0..<columns {
        let value = Double(sample.activations[member, column])
        product += value * Double(means[place, column])
        length += value * value
      }
      return (member, product / length.squareRoot())
    }.sorted { ($1.cosine, $0.member) < ($0.cosine, $1.member) }
    var seen: Set<Int> = []
    return ordered.map(\.member).filter { seen.insert(sample.sources[$0].image).inserted }.prefix(Self.itemLimit).map(
      \.self)
  }

  /// The middle of a position, x and y from 0 to 1.
  private func place(_ member: Int) -> [Double] {
    let position = sample.sources[member].position
    let (row, column) = (position / sample.mapWidth, position % sample.mapWidth)
    return [
      (Double(column) + 0.5) / Double(sample.mapWidth), (Double(row) + 0.5) / Double(sample.mapHeight),
    ]
  }
}
