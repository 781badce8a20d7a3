import StudyStore

/// The columns of a study by which its images can be grouped.
struct StudyColumns {
  /// What the labels are called among the columns.
  static let label = "label"

  let labels: [Int?]
  let classes: [String]
  /// Names of the further columns of the manifest.
  let attributes: [String]
  private let texts: [String: [String]]

  init(_ study: Study) throws {
    let columns = try study.database.itemColumns()
    classes = try study.database.classes()
    labels = columns.labels.map { $0 >= 0 ? $0 : nil }
    texts = columns.attributes
    attributes = columns.attributes.keys.sorted()
  }

  /// The groups of a column. Throws `badInput` for one that the study does not have or that is no division into groups.
  func column(_ name: String, bins: Int?) throws -> GroupColumn {
    let texts = name == Self.label ? labels.map { $0.map { classes[$0] } ?? "" } : self.texts[name]
    guard let texts else {
      let known = ([Self.label] + attributes).joined(separator: ", ")
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study has no column \(name). It has: \(known). Further columns come from a CSV manifest "
          + "(path,label,…); run `strata analyze` again with it.")
    }
    do throws(GroupColumnError) {
      return try GroupColumn(name, texts: texts, bins: bins)
    } catch {
      throw StudyPipelineError(
        kind: .badInput, description: "The column \(name) \(error.reason). \(error.remedy)")
    }
  }

  /// The groups of a column of the manifest, or why there are none; many different numbers are divided into `bins`.
  func audited(_ name: String, bins: Int) -> Result<GroupColumn, GroupColumnError> {
    let texts = self.texts[name] ?? []
    do throws(GroupColumnError) {
      return .success(try GroupColumn(name, texts: texts, bins: nil))
    } catch {
      guard case .tooManyNumbers = error.obstacle else { return .failure(error) }
      return Result { () throws(GroupColumnError) in try GroupColumn(name, texts: texts, bins: bins) }
    }
  }
}
