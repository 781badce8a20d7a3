package import NumericKernels
package import StudyStore

extension Study {
  /// One row an image, one column a unit of the layer: its channels where they were recorded, else the columns of its
  /// activations.
  package func unitActivations(of layer: StudyLayer, model: String) throws -> Matrix {
    guard let url = try file(.unitActivations, layer: layer.folder, of: model) else {
      return try array("activations.npy", layer: layer, model: model).matrix()
    }
    return try NPYFile(contentsOf: url).matrix()
  }
}
