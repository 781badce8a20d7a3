import ArgumentParser
import Foundation
import NumericKernels

/// New rows to place into the map that a command makes.
struct PlacingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("New rows to place into the finished map, which they do not change.", valueName: "rows.npy"),
    completion: .file())
  var place: String?

  @Option(help: "Where the places of the new rows go.", completion: .file())
  var placeOutput: String?

  func validate() throws {
    guard (place == nil) == (placeOutput == nil) else {
      throw ValidationError("--place and --place-output belong together.")
    }
  }

  /// Reads the rows, places them and writes where they are, if there are any to place.
  func place(
    _ job: ArrayJob, by method: (_ rows: Matrix, _ progress: @escaping ProgressHandler) throws -> Matrix
  ) throws {
    guard let place, let placeOutput else { return }
    let rows = try job.matrix(place, as: "place")
    let placed = try job.compute(metric: "placingSeconds") { try method(rows, $0) }
    try job.write(placed, to: placeOutput, as: "placed")
  }
}
