import ActivationTaps
import ArrayArchives
import Foundation
import ImageDatasets
import NumericKernels
import StudyStore

/// What a model says of each row, made elsewhere.
struct ImportedPredictions {
  /// One a row: outputs, the most probable first.
  let rows: [StudyPrediction]
  /// The number of outputs; nil where their names tell.
  let outputCount: Int?
  /// The names of the outputs in order, where they are known.
  let names: [String]?
  /// What a person should know.
  let remarks: [String]

  /// Reads a file: CSV with the columns `class` (or `predicted`) and `probability`, or `.npy`, items × outputs, with
  /// probabilities or logits.
  init(contentsOf url: URL, rowNames: (names: [String], place: String)?) throws {
    if ["csv", "tsv"].contains(url.pathExtension.lowercased()) {
      try self.init(table: url, rowNames: rowNames)
    } else {
      try self.init(array: url)
    }
  }

  private init(rows: [StudyPrediction], outputCount: Int?, names: [String]?, remarks: [String] = []) {
    (self.rows, self.outputCount, self.names, self.remarks) = (rows, outputCount, names, remarks)
  }

  /// Those of an archive that `strata export` wrote; nil without.
  init?(_ archive: NPZArchive, model: String) throws {
    let path = "\(model)/predictions"
    guard archive.names.contains("\(path)/classes"), archive.names.contains("\(path)/probabilities") else { return nil }
    let folder = FileManager.default.temporaryDirectory
    let classes = try archive.array("\(path)/classes", unpackingInto: folder)
    let probabilities = try archive.array("\(path)/probabilities", unpackingInto: folder).matrix()
    let indices = try classes.int32Elements()
    let names = archive.names.contains("\(path)/names") ? try archive.texts("\(path)/names") : []
    guard classes.header.shape == [probabilities.rowCount, probabilities.columnCount] else {
      throw StudyPipelineError(
        kind: .badInput, description: "\(archive.place(of: path)) has classes and probabilities of different shapes.")
    }
    let rankCount = probabilities.columnCount
    let rows = (0..<probabilities.rowCount).map { row in
      let ranks = (0..<rankCount).filter { indices[row * rankCount + $0] >= 0 }
      return StudyPrediction(
        classIndices: ranks.map { Int(indices[row * rankCount + $0]) },
        probabilities: ranks.map { probabilities[row, $0] })
    }
    self.init(rows: rows, outputCount: (indices.max().map { Int($0) + 1 }) ?? 0, names: names.isEmpty ? nil : names)
  }

  private init(array url: URL) throws {
    let file = try NPYFile(contentsOf: url)
    let array = try ImportedArray(name: "predictions", place: url.path, contentKey: "", storage: .file(file))
    try array.requireFinite()
    let scores = try file.matrix()
    let areLogits = scores.elements.contains { $0 < 0 || $0 > 1 }
    var table = PredictionTable(itemCount: scores.rowCount, classCount: scores.columnCount)
    scores.elements.withUnsafeBufferPointer { elements in
      for row in 0..<scores.rowCount {
        let outputs = UnsafeBufferPointer(rebasing: elements[row * scores.columnCount..<(row + 1) * scores.columnCount])
        table.note(item: row, outputs: outputs, areLogits: areLogits)
      }
    }
    self.init(
      rows: table.studyPredictions(), outputCount: scores.columnCount, names: nil,
      remarks: areLogits
        ? ["\(url.lastPathComponent) holds numbers outside 0 to 1; they are taken for logits and go through softmax."]
        : [])
  }

  private init(table url: URL, rowNames: (names: [String], place: String)?) throws {
    let table = try CSVTable(contentsOf: url)
    guard let classColumn = table.column("class") ?? table.column("predicted") else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) has neither a column class nor predicted. It has: "
          + "\(table.header.joined(separator: ", ")).")
    }
    var order = Array(table.rows.indices)
    let identifiers = FeatureTable.identifierColumns.lazy.compactMap { table.column($0) }.first
    if let identifiers, let rowNames,
      let matched = try RowMatching(table.rows.map { $0.fields[identifiers] }, place: url.path)
        .rows(of: rowNames.names, namedBy: rowNames.place)
    {
      order = matched
    }
    var names: [String] = []
    var positions: [String: Int] = [:]
    let probability = table.column("probability")
    let rows = try order.map { index -> StudyPrediction in
      let row = table.rows[index]
      let name = row.fields[classColumn]
      guard !name.isEmpty else { return StudyPrediction(classIndices: [], probabilities: []) }
      if positions[name] == nil {
        positions[name] = names.count
        names.append(name)
      }
      let value = try probability.map { try Self.probability(row.fields[$0], line: row.line, of: url) } ?? 1
      return StudyPrediction(classIndices: [positions[name] ?? 0], probabilities: [value])
    }
    self.init(
      rows: rows, outputCount: nil, names: names,
      remarks: probability == nil ? ["\(url.lastPathComponent) has no column probability; 1 is recorded."] : [])
  }

  private static func probability(_ text: String, line: Int, of url: URL) throws -> Float {
    guard let value = FeatureTable.number(text), (0...1).contains(value) else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path), line \(line): \"\(text)\" is no probability. Give a number from 0 to 1.")
    }
    return value
  }

  /// The outputs of the model, with the labels that they stand for. Names of a table become the given ones' positions.
  func assigned(
    to dataset: any ImageDataset, modelName: String, outputs: ClassNames?, outputsFile: String?
  ) throws -> (rows: [StudyPrediction], outputs: [OutputClass], remarks: [String]) {
    guard let names else {
      let assignment = try ClassAssignment(
        outputCount: outputCount, modelName: modelName, dataset: dataset, classNames: outputs,
        classNamesFile: outputsFile, labelMap: nil, option: "--outputs")
      return (rows, assignment.outputs, assignment.remarks)
    }
    let all = outputs ?? ClassNames(names)
    // Numbers count outputs where these have names.
    let positions = try names.enumerated().map { index, name -> Int in
      guard let outputs else { return index }
      if case .one(let position) = outputs.position(of: name) { return position }
      if let position = Int(name), (0..<outputs.count).contains(position) { return position }
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The predicted class \"\(name)\" is not one of the \(outputs.count) outputs in \(outputsFile ?? "the list"). "
          + "Correct it, or add it there.")
    }
    let assignment = try ClassAssignment(
      outputCount: all.count, modelName: modelName, dataset: dataset, classNames: all, classNamesFile: outputsFile,
      labelMap: nil, option: "--outputs")
    let moved = rows.map { row in
      StudyPrediction(
        classIndices: row.classIndices.map { positions.indices.contains($0) ? positions[$0] : $0 },
        probabilities: row.probabilities)
    }
    return (moved, assignment.outputs, assignment.remarks)
  }
}
