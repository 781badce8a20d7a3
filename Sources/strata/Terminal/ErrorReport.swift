import ActivationTaps
import ArgumentParser
import Attribution
import DatasetDownloads
import EmbeddingMethods
import FeatureVisualization
import Figures
import Foundation
import GraphExecution
import ImageDatasets
import ModelTraining
import NeighborSearch
import NeuronAnalysis
import NeuronSilencing
import NumericKernels
import ONNXModel
import RepresentationAnalysis
import StudyExport
import StudyPipeline
import StudyServer
import StudyStore
import TensorEngine
import TrailBundling

/// An error as the command line reports it: a message on standard error and an exit status of sysexits.h.
struct ErrorReport {
  /// Exit statuses, as in sysexits.h; 130 is what a shell reports for Ctrl-C.
  enum Status: Int32 {
    case usage = 64
    case badData = 65
    /// Something that is needed is not installed or does not work.
    case unavailable = 69
    case internalFault = 70
    case inputOutput = 74
    case interrupted = 130
  }

  private let error: any Error
  private let status: Status?

  init(_ error: any Error) {
    self.error = error
    status = Self.status(of: error)
  }

  /// Prints the message and leaves the program.
  func exit() -> Never {
    guard let status else { Strata.exit(withError: error) }
    if error is CancellationError {
      StandardError.write("Stopped. What is finished stays; run the same command again to go on.\n")
    } else if error is Interruption {
      StandardError.write("Stopped. \(error)\n")
    } else {
      StandardError.write("strata: \(error)\n")
    }
    Foundation.exit(status.rawValue)
  }

  /// Nil for errors of the argument parser, which prints them itself.
  private static func status(of error: any Error) -> Status? {
    switch error {
    case is CancellationError, is Interruption: .interrupted
    case let error as ArrayJobError: error.kind == .interrupted ? .interrupted : .badData
    case let error as ONNXModelError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as ImageDatasetsError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as ActivationTapsError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as NumericKernelsError: error.kind == .inputOutput ? .inputOutput : .badData
    case is NeighborSearchError, is EmbeddingMethodsError, is RepresentationAnalysisError: .badData
    case is TrailBundlingError, is GraphExecutionError, is NeuronAnalysisError, is NeuronSilencingError,
      is AttributionError, is FeatureVisualizationError:
      .badData
    case let error as StudyStoreError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as StudyServerError: error.kind == .badInput ? .badData : .inputOutput
    case let error as StudyExportError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as FigureError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as DatasetDownloadError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as ModelTrainingError: error.kind == .inputOutput ? .inputOutput : .badData
    case let error as TensorEngineError: tensorStatus(of: error)
    case let error as StudyPipelineError: pipelineStatus(of: error)
    case is ExitCode, is ValidationError, is CleanExit: nil
    case is CocoaError, is POSIXError: .inputOutput
    // What the parser itself throws (help, wrong usage) has an exit status of its own; anything else is ours.
    default: Strata.exitCode(for: error) == .failure ? .internalFault : nil
    }
  }

  private static func tensorStatus(of error: TensorEngineError) -> Status {
    switch error.kind {
    case .badInput, .outOfMemory: .badData
    case .unavailable: .inputOutput
    case .engine: .internalFault
    }
  }

  private static func pipelineStatus(of error: StudyPipelineError) -> Status {
    switch error.kind {
    case .badInput: .badData
    case .inputOutput, .unavailable: .inputOutput
    case .internalFault: .internalFault
    }
  }
}
