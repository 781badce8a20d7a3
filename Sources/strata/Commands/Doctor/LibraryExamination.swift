import ActivationTaps
import Figures
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyServer
import StudyStore
import TensorEngine

/// The libraries: each is asked to do something, and what it does is checked.
enum LibraryExamination {
  static func examination() -> Examination {
    Examination(
      subject: "libraries", findings: [inference, gradients, linearAlgebra, images, catalogue, drawing, page])
  }

  /// A network of one node, run by OpenVINO: 2 · 3 + 4.
  private static var inference: Finding {
    let remedy = "Run make setup, which installs OpenVINO into .deps/, and build again."
    do {
      var builder = ONNXBuilder(graphName: "doctor")
      builder.addInput("x", shape: [1, 1])
      builder.addInitializer("weight", shape: [1, 1], values: [3])
      builder.addInitializer("bias", shape: [1], values: [4])
      builder.addNode("Gemm", name: "y", inputs: ["x", "weight", "bias"])
      builder.addOutput("y", shape: [1, 1])
      let session = try InferenceSession(bytes: builder.serialized(), name: "doctor", inputShape: nil, threadCount: 1)
      let request = try session.makeRequest()
      request.input[0] = 2
      try request.start()
      try request.wait()
      let answer = try request.withOutput(0) { $0[0] }
      let name = "OpenVINO \(InferenceSession.engineVersion)"
      guard answer == 10 else {
        return Finding("networks", .failed, "\(name) says that 2 · 3 + 4 is \(answer)", remedy: remedy)
      }
      return Finding("networks", name)
    } catch {
      return Finding("networks", .failed, "\(error)", remedy: remedy)
    }
  }

  /// The gradient of x² at 3.
  private static var gradients: Finding {
    do {
      let engine = try TensorEngine.load()
      let name = "libtorch \(engine.torchVersion)"
      let x = try engine.tensor([Float(3)], shape: [1]).requiringGradient()
      try (x * x).sum().backward()
      guard let gradient = try x.gradient()?.floats(), gradient == [6] else {
        return Finding(
          "gradients", .failed, "\(name) gives a wrong gradient of x² at 3",
          remedy: "Install libtorch again and build again: make build.")
      }
      return Finding("gradients", name)
    } catch let error as TensorEngineError where error.kind == .unavailable {
      return Finding(
        "gradients", .absent, "no libtorch: strata train, maximize, atlas, attribute and silence need it",
        remedy: error.description)
    } catch {
      return Finding(
        "gradients", .failed, "\(error)", remedy: "Build the program and its library together: make build.")
    }
  }

  /// The eigenvalues of [[2, 1], [1, 2]] are 3 and 1.
  private static var linearAlgebra: Finding {
    let name = LinearAlgebraLibrary.description
    let values = try? DenseAlgebra.largestEigenpairs(of: [2, 1, 1, 2], order: 2, count: 2).values
    guard let values, abs(values[0] - 3) < 1e-12, abs(values[1] - 1) < 1e-12 else {
      return Finding(
        "linear algebra", .failed, "\(name) gives wrong eigenvalues", remedy: "Install OpenBLAS again: make setup.")
    }
    return Finding("linear algebra", name)
  }

  /// Writes an image in each format and reads it again.
  private static var images: Finding {
    let image = PixelImage(width: 8, height: 8, channelCount: 3, pixels: (0..<192).map { UInt8($0) })
    do {
      let decoder = ImageDecoder()
      for (format, bytes) in [("PNG", try image.pngData()), ("WebP", try image.webPData())] {
        guard try bytes.withUnsafeBytes({ try decoder.decode($0, named: format) }) == image else {
          return Finding("images", .failed, "\(format) does not come back as it was written", remedy: imageRemedy)
        }
      }
      _ = try image.jpegData().withUnsafeBytes { try decoder.decode($0, named: "JPEG") }
      return Finding("images", ImageCodecs.description)
    } catch {
      return Finding("images", .failed, "\(error)", remedy: imageRemedy)
    }
  }

  private static let imageRemedy = "Install libjpeg, libpng and libwebp again: make setup."

  private static var catalogue: Finding { Finding("catalogue", "SQLite \(StudyDatabase.engineVersion)") }

  private static var drawing: Finding { Finding("figures", DrawingLibrary.description) }

  private static var page: Finding {
    guard EmbeddedPage.fileCount > 0 else {
      return Finding(
        "page", .failed, "the program was built without the page",
        remedy: "Run Tools/setup/embed-viewer.sh and build again: make build.")
    }
    guard EmbeddedPage.hasFont else {
      return Finding(
        "page", .warning, "\(EmbeddedPage.fileCount) files, without the font Inter: the page takes the system's",
        remedy: "Run make setup, then make build.")
    }
    return Finding("page", "\(EmbeddedPage.fileCount) files with the font Inter")
  }
}
