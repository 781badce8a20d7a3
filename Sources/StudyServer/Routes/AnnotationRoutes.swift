import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import StudyStore

/// `/api/annotations`: what people have noted about a study (named selections, handles, views, decisions). Besides
/// optimized images the only thing that the server writes.
struct AnnotationRoutes: Sendable {
  static let path = "/api/annotations"
  /// A selection of a million images is about 8 MB.
  private static let largestBody = 32 << 20

  let study: Study

  func add(to router: Router<StudyRequestContext>) {
    router.get(RouterPath(Self.path)) { request, _ in
      try await onBlockingThread { try ContentReply(json: all()) }.response(to: request)
    }
    let entry = RouterPath(Self.path + "/{kind}/{name}")
    router.put(entry) { request, context in
      let place = try AnnotationPlace(context)
      let body = try await request.data(upTo: Self.largestBody, name: "annotation")
      try await onBlockingThread { try save(body, at: place) }
      return Response(status: .noContent)
    }
    router.delete(entry) { _, context in
      let place = try AnnotationPlace(context)
      try await onBlockingThread { try remove(place) }
      return Response(status: .noContent)
    }
  }

  private func all() throws -> [String: [JSONValue]] {
    var reply = Dictionary(uniqueKeysWithValues: AnnotationKind.allCases.map { ($0.rawValue, [JSONValue]()) })
    for annotation in try study.database.annotations() where reply[annotation.kind] != nil {
      reply[annotation.kind]?.append(annotation.value)
    }
    return reply
  }

  private func save(_ body: Data, at place: AnnotationPlace) throws {
    let value = try place.checked(body, itemCount: try study.database.itemCount())
    try study.requireWritable("nothing can be noted in it.")
    try study.database.saveAnnotation(kind: place.kind.rawValue, name: place.name, value: value)
  }

  private func remove(_ place: AnnotationPlace) throws {
    try study.requireWritable("nothing can be noted in it.")
    guard try study.database.removeAnnotation(kind: place.kind.rawValue, name: place.name) else {
      throw ErrorResponse.notFound(
        "There is no \(place.name) among the \(place.kind.rawValue).", remedy: "GET \(Self.path) lists all.")
    }
  }
}

/// What can be noted.
enum AnnotationKind: String, CaseIterable, Sendable {
  case selections
  case handles
  case views
  case decisions
}

/// Which annotation a request names.
struct AnnotationPlace: Sendable {
  let kind: AnnotationKind
  let name: String

  init(_ context: StudyRequestContext) throws {
    let text = try context.parameters.require("kind")
    guard let kind = AnnotationKind(rawValue: text) else {
      throw ErrorResponse.notFound(
        "There are no annotations of the kind \(text).",
        remedy: "The kinds are \(AnnotationKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let encoded = try context.parameters.require("name")
    let name = encoded.removingPercentEncoding ?? encoded
    guard (1...200).contains(name.count), !name.contains(where: \.isNewline) else {
      throw ErrorResponse.badRequest(
        "The name of an annotation has 1 to 200 characters in one line.", remedy: "Choose a shorter name.")
    }
    (self.kind, self.name) = (kind, name)
  }

  /// The value that `body` holds, with its name; 400 for what is no such annotation.
  func checked(_ body: Data, itemCount: Int) throws -> JSONValue {
    guard case .object(var fields)? = try? JSONDecoder().decode(JSONValue.self, from: body) else {
      throw ErrorResponse.badRequest("The body is no JSON object.", remedy: "Compare it with Documentation/API.md.")
    }
    switch kind {
    case .selections, .handles:
      guard case .array(let items)? = fields["items"],
        items.allSatisfy({ if case .integer(let item) = $0 { (0..<itemCount).contains(item) } else { false } })
      else {
        throw ErrorResponse.badRequest(
          "items is no list of the study's images.", remedy: "Give numbers from 0 to \(max(0, itemCount - 1)).")
      }
    case .views:
      guard case .string(let hash)? = fields["hash"], hash.hasPrefix("#"), hash.utf8.count <= 65_536 else {
        throw ErrorResponse.badRequest("hash is no address of a view.", remedy: "Give the text from # on.")
      }
    case .decisions: try checkDecision(fields, itemCount: itemCount)
    }
    fields["name"] = .string(name)
    return .object(fields)
  }

  /// A decision bears the number of its image; `label` is a class, known or new, or null.
  private func checkDecision(_ fields: [String: JSONValue], itemCount: Int) throws {
    guard let item = Int(name), (0..<itemCount).contains(item), String(item) == name else {
      throw ErrorResponse.badRequest(
        "There is no image \(name) to decide about.",
        remedy: "Name the decision by a number from 0 to \(max(0, itemCount - 1)).")
    }
    guard case .string(let verdict)? = fields["verdict"], ["confirmed", "dismissed"].contains(verdict) else {
      throw ErrorResponse.badRequest("verdict is no decision.", remedy: "Give \"confirmed\" or \"dismissed\".")
    }
    switch fields["label"] {
    case nil, .null: break
    case .string(let label) where (1...200).contains(label.count): break
    default: throw ErrorResponse.badRequest("label is no name of a class.", remedy: "Give a text, or leave it out.")
    }
  }
}
