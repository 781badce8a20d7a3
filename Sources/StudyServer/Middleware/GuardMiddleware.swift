import HTTPTypes
import Hummingbird
import Logging

/// What every request passes: the host and the method are checked, errors become JSON, and the reply says what the
/// browser may do with it.
struct GuardMiddleware<Context: RequestContext>: RouterMiddleware {
  let hostRule: HostRule

  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
    -> Response
  {
    var response: Response
    do {
      try check(request)
      response = try await next(request, context)
    } catch {
      let reply = ErrorResponse(error)
      if reply.status.kind == .serverError, reply.status != .serviceUnavailable {
        context.logger.error("\(request.method) \(request.uri.path): \(error)")
      }
      response = reply.response
    }
    for field in GuardMiddleware.securityHeaders { response.headers[field.name] = field.value }
    return response
  }

  private func check(_ request: Request) throws {
    guard hostRule.allows(request.head.authority) else {
      throw ErrorResponse(
        status: .misdirectedRequest, message: "This server does not answer for the host of the request.",
        remedy: "Open it under the address that it printed when it started, or allow the name of a proxy.")
    }
    if request.method == .get || request.method == .head { return }
    let path = request.uri.path
    let changes =
      [.put, .delete].contains(request.method) && path.hasPrefix(AnnotationRoutes.path + "/")
      || request.method == .delete && path == FeatureJobRoutes.jobPath
    let asks = request.method == .post && (NeuronRoutes.takes(path) || FeatureJobRoutes.takes(path))
    guard changes || asks else {
      throw ErrorResponse(
        status: .methodNotAllowed,
        message:
          "Only annotations can be changed and optimized images be asked for here; all else answers GET and HEAD.",
        remedy: "Change a study with the strata command.", headers: [.allow: "GET, HEAD"])
    }
    try checkOrigin(request)
  }

  /// A page of another site must not write, or have much computed, through the reader's browser. Browsers say where a request comes from, and a
  /// form cannot send JSON.
  private func checkOrigin(_ request: Request) throws {
    let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] } ?? "same-origin"
    let origin = request.headers[.origin].map { $0.drop { $0 != "/" }.drop { $0 == "/" } }
    let isOwn = origin.map { String($0) == request.head.authority } ?? true
    let isJSON = request.headers[.contentType]?.hasPrefix("application/json") ?? false
    guard ["same-origin", "none"].contains(site), isOwn, request.method == .delete || isJSON else {
      throw ErrorResponse(
        status: .forbidden, message: "Bodies are only taken from this server's own page, as application/json.",
        remedy: "Open the page under the address that the server printed.")
    }
  }

  private static var securityHeaders: HTTPFields {
    var fields = HTTPFields()
    fields[.contentSecurityPolicy] =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
      + "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    fields[.xContentTypeOptions] = "nosniff"
    for (name, value) in [
      ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ] {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return fields
  }
}
