public import ImageDatasets
import ONNXModel
public import StudyStore

/// Which part of an image a position of a layer depends on, in the image's own pixels: the receptive field, clipped to the
/// network's input, and taken back through crop and resizing.
public struct SeenRegions: Sendable {
  /// The rows that a position sees before they are clipped to the input; nil when every position sees all.
  public let rowCount: Int?
  /// The columns.
  public let columnCount: Int?
  /// Rows of the network's input.
  public let inputRowCount: Int
  /// Columns of the network's input.
  public let inputColumnCount: Int

  /// Whether every position sees the whole input.
  public var isGlobal: Bool { field.isGlobal }

  private let field: ReceptiveField
  private let shape: [Int]
  private let preprocessing: Preprocessing

  /// Nil for layers whose field is not recorded, and for networks whose input is no image.
  ///
  /// - Throws: `StudyPipelineError` for a preprocessing that cannot be read, errors of the catalogue.
  public init?(_ study: Study, model: StudyModel, layer: StudyLayer) throws {
    guard let recorded = layer.receptiveField, model.inputShape.count == 3 else { return nil }
    let field: ReceptiveField = try StudyNetworkFile.decode(recorded)
    guard field.axes.count == 2 else { return nil }
    self.field = field
    (rowCount, columnCount) = (field.axes[0]?.size, field.axes[1]?.size)
    (inputRowCount, inputColumnCount) = (model.inputShape[1], model.inputShape[2])
    shape = layer.shape
    preprocessing = try StudyNetworkFile(study: study, model: model).preprocessing()
  }

  /// What a position sees of an image of a size; nil where it is all padding.
  ///
  /// `row` and `column` are those of the layer's feature map, `column` alone that of a sequence.
  public func region(row: Int, column: Int, imageWidth: Int, imageHeight: Int) -> ImageRegion? {
    // The batch and, in maps, the channels come before the positions.
    func position(_ axis: Int) -> Int {
      guard let followed = field.axes[axis], shape.count == 3 else { return column }
      return followed.positionAxis == 2 ? row : column
    }
    guard
      let crop = field.crop(
        row: position(0), column: position(1), height: inputRowCount, width: inputColumnCount)
    else { return nil }
    return preprocessing.region(
      ofRows: crop.rows, columns: crop.columns, imageWidth: imageWidth, imageHeight: imageHeight)
  }
}
