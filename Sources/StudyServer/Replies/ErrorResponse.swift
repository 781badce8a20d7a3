import Foundation
import HTTPTypes
import Hummingbird
import NumericKernels
import StudyPipeline
import StudyStore

/// What a failed request is told: a status, what happened, and what to do about it.
struct ErrorResponse: Error, Equatable {
  var status: HTTPResponse.Status
  var message: String
  var remedy: String
  var headers: HTTPFields = [:]

  /// There is nothing of that name.
  static func notFound(_ message: String, remedy: String) -> ErrorResponse {
    ErrorResponse(status: .notFound, message: message, remedy: remedy)
  }

  /// The request itself is wrong.
  static func badRequest(_ message: String, remedy: String) -> ErrorResponse {
    ErrorResponse(status: .badRequest, message: message, remedy: remedy)
  }

  /// Translates whatever a handler threw.
  ///
  /// Our errors carry sentences whose last one is the remedy. Others are our bugs: their text is for the log only.
  init(_ error: any Error) {
    switch error {
    case let error as ErrorResponse: self = error
    case let error as StudyStoreError:
      self.init(status: Self.status(of: error.kind), sentences: error.description)
    case let error as StudyPipelineError:
      self.init(status: Self.status(of: error.kind), sentences: error.description)
    case let error as NumericKernelsError: self.init(status: .internalServerError, sentences: error.description)
    case let error as any HTTPResponseError where error.status == .notFound:
      self = .notFound("There is nothing at this address.", remedy: "The addresses are listed in Documentation/API.md.")
    case let error as any HTTPResponseError:
      self.init(
        status: error.status, message: "The request was refused: \(error.status).",
        remedy: "Compare it with Documentation/API.md.")
    default:
      self.init(
        status: .internalServerError, message: "The server failed to answer this request.",
        remedy: "The server's log says why; please report it.")
    }
  }

  /// Why a job failed. It reaches into libraries whose errors carry sentences, too.
  init(ofJob error: any Error) {
    switch error {
    case is ErrorResponse, is StudyStoreError, is StudyPipelineError: self.init(error)
    default: self.init(status: .internalServerError, sentences: "\(error)")
    }
  }

  private static func status(of kind: StudyStoreError.Kind) -> HTTPResponse.Status {
    switch kind {
    case .badInput: .notFound
    case .locked: .conflict
    case .inputOutput, .newerVersion, .notAStudy, .corrupt: .internalServerError
    }
  }

  private static func status(of kind: StudyPipelineError.Kind) -> HTTPResponse.Status {
    switch kind {
    case .badInput: .badRequest
    case .unavailable: .serviceUnavailable
    case .inputOutput, .internalFault: .internalServerError
    }
  }

  init(status: HTTPResponse.Status, message: String, remedy: String, headers: HTTPFields = [:]) {
    self.status = status
    self.message = message
    self.remedy = remedy
    self.headers = headers
  }

  /// Splits a description before its last sentence.
  init(status: HTTPResponse.Status, sentences: String) {
    let end = sentences.range(of: ". ", options: .backwards)
    message = end.map { String(sentences[..<$0.lowerBound]) + "." } ?? sentences
    remedy = end.map { String(sentences[$0.upperBound...]) } ?? ""
    self.status = status
  }

  /// The reply: `{"error": {"message": …, "remedy": …}}`.
  var response: Response {
    struct Body: Encodable {
      var error: [String: String]
    }
    let body = Body(error: ["message": message, "remedy": remedy])
    let data = (try? StudyJSON.data(body)) ?? Data()
    var fields = headers
    fields[.contentType] = "application/json; charset=utf-8"
    fields[.contentLength] = String(data.count)
    fields[.cacheControl] = "no-store"
    return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
