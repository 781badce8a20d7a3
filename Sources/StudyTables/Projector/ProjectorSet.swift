public import Foundation
import NumericKernels
import StudyPipeline
public import StudyStore

/// A folder that TensorBoard's Embedding Projector shows: `tensorboard --logdir FOLDER`, or its page's button Load.
///
/// - `projector_config.pbtxt` for TensorBoard, `projector_config.json` for the projector's own page;
/// - one `.tsv` for each tensor: the activations of each chosen layer and its embeddings, one line an image, numbers that read back
///   to the same Float32. (The projector also takes raw floats, but tells the two apart by trying to read text, which some floats
///   are by chance.)
/// - `metadata.tsv`: what is known of each image, with a line of names, as there are several columns;
/// - `sprite.jpg`: all thumbnails, row by row, at most 8,192 pixels a side, and smaller where they would not fit.
public struct ProjectorSet: Sendable {
  private let study: Study
  private let choice: ExportChoice

  /// Prepares; nothing is read yet.
  public init(_ study: Study, choice: ExportChoice) { (self.study, self.choice) = (study, choice) }

  /// Writes the folder, which appears under its name when it is whole; what was there is replaced.
  /// - Parameters:
  ///   - url: where.
  ///   - report: told how many tensors of how many are written; throws to stop, which leaves nothing.
  /// - Returns: the names of the tensors.
  /// - Throws: as ``ExportChoice/chosenLayers(of:)``; errors of the study's files and of the disk.
  /// - Complexity: O(images × features), one tensor in memory.
  @discardableResult
  public func write(
    to url: URL, report: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> [String] {
    let layers = try choice.chosenLayers(of: study)
    let sources = try layers.flatMap(tensors)
    let folder = try OutputFolder(url)
    var tensors: [ProjectorTensor] = []
    for (index, source) in sources.enumerated() {
      try report(index, sources.count)
      let file = "\(StudyPaths.folderName(for: source.name.replacingOccurrences(of: "/", with: "-"))).tsv"
      tensors.append(try Self.write(source.file, name: source.name, as: file, in: folder.partial))
    }
    try folder.write(Data(metadata(layers).utf8), to: ProjectorConfiguration.metadataFile)
    let sprite = choice.without.contains(.images) ? nil : try ProjectorSprite(study)
    if let sprite { try folder.write(sprite.data, to: ProjectorConfiguration.spriteFile) }
    let configuration = ProjectorConfiguration(tensors: tensors, spriteSide: sprite?.side)
    try folder.write(Data(configuration.text.utf8), to: "projector_config.pbtxt")
    try folder.write(try configuration.json(), to: "projector_config.json")
    try folder.finish()
    return tensors.map(\.name)
  }

  private func tensors(of chosen: ChosenLayer) throws -> [(name: String, file: NPYFile)] {
    let (layer, model) = (chosen.layer.folder, chosen.model.folder)
    var found: [(String, NPYFile)] = []
    if let url = try study.file(.activations, layer: layer, of: model) {
      found.append((chosen.path, try NPYFile(contentsOf: url)))
    }
    for name in chosen.embeddings {
      guard let url = try study.file(.embedding, name: name, layer: layer, of: model) else { continue }
      found.append(("\(chosen.path)/\(name)", try NPYFile(contentsOf: url)))
    }
    return found
  }

  private static func write(
    _ array: NPYFile, name: String, as file: String, in folder: URL
  ) throws -> ProjectorTensor {
    let output = try OutputFile(folder.appendingPathComponent(file))
    let shape = (rows: array.header.shape.first ?? 0, columns: array.header.shape.dropFirst().first ?? 1)
    let blockSize = 256
    for start in stride(from: 0, to: shape.rows, by: blockSize) {
      let block = try array.rows(start..<min(shape.rows, start + blockSize))
      for row in 0..<block.rowCount {
        try output.append((0..<block.columnCount).map { "\(block[row, $0])" }.joined(separator: "\t") + "\n")
      }
    }
    try output.finish()
    return ProjectorTensor(name: name, file: file, rowCount: shape.rows, columnCount: shape.columns)
  }

  /// Everything of the point table but coordinates. Tabs and line ends would end a field.
  private func metadata(_ layers: [ChosenLayer]) throws -> String {
    let source = StudyPointTable(study, choice: choice)
    var columns = try source.described()
    for model in try choice.models(of: study) { columns += try source.columns(of: model) }
    let count = columns.first?.values.count ?? 0
    func line(_ fields: [String]) -> String {
      fields.map { field in
        String(field.map { $0 == "\t" || $0.isNewline ? " " : $0 })
      }.joined(separator: "\t") + "\n"
    }
    return line(columns.map(\.name)) + (0..<count).map { row in line(columns.map { $0.text(row) ?? "" }) }.joined()
  }
}
