import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import StudyPipeline
import StudyStore

/// `/neurons` of a layer: what is known of them, their maps and scores, and questions that are answered from the
/// activations.
///
/// Questions about many images or neurons come with POST, since they do not fit into an address; nothing is changed.
struct NeuronRoutes: Sendable {
  /// A list of a million images is about 8 MB.
  private static let largestBody = 32 << 20
  private static let questions = ["separating", "exciting"]

  let study: Study
  let tags: EntityTagCache

  /// What is known of a layer's neurons, and which columns besides the label they were scored for.
  private struct DocumentReply: Encodable {
    private enum CodingKeys: String, CodingKey { case columns }
    var document: NeuronDocument
    var columns: [String]

    func encode(to encoder: any Encoder) throws {
      try document.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(columns, forKey: .columns)
    }
  }

  private struct PartnersReply: Encodable {
    var neuron: Int
    var correlated: [NeuronQueries.Partner]
  }

  private struct SeparatingReply: Encodable {
    var inside: Int
    var outside: Int
    var neurons: [NeuronQueries.Separating]
  }

  private struct ExcitingReply: Encodable {
    var images: [NeuronQueries.Exciting]
  }

  private struct Question: Decodable {
    var items: [Int]?
    var neurons: [Int]?
    var count: Int?
  }

  /// Whether a request with POST is one of these questions.
  static func takes(_ path: String) -> Bool {
    path.hasPrefix("/api/models/") && questions.contains { path.hasSuffix("/neurons/\($0)") }
  }

  func add(to router: Router<StudyRequestContext>) {
    let layer = "/api/models/{model}/layers/{layer}/neurons"
    router.get(RouterPath(layer)) { request, context in
      let (address, column) = (try LayerAddress(context), Self.column(of: request))
      return try await onBlockingThread { try ContentReply(json: document(address, by: column)) }.response(to: request)
    }
    router.get(RouterPath(layer + "/projections/{name}")) { request, context in
      let (address, name) = (try LayerAddress(context), try context.parameters.require("name"))
      return try await onBlockingThread {
        try array(NeuronFiles(study, model: address.model, layer: address.layer).projection(name), name, address)
      }.response(to: request)
    }
    router.get(RouterPath(layer + "/scores/{name}")) { request, context in
      let (address, name) = (try LayerAddress(context), try context.parameters.require("name"))
      let column = Self.column(of: request)
      return try await onBlockingThread {
        let files = NeuronFiles(study, model: address.model, layer: address.layer)
        return try array(files.score(name, by: column), (column.map { $0 + "/" } ?? "") + name, address)
      }.response(to: request)
    }
    router.get(RouterPath(layer + "/correlated")) { request, context in
      let address = try LayerAddress(context)
      let neuron = try request.number("neuron", in: 0...Int(Int32.max))
      let count = try request.number("count", default: 8, in: 1...10_000)
      return try await onBlockingThread { try ContentReply(json: partners(of: neuron, count: count, address)) }
        .response(to: request)
    }
    router.get(RouterPath(layer + "/silencing")) { request, context in
      let address = try LayerAddress(context)
      let neuron = try request.number("neuron", in: 0...Int(Int32.max))
      return try await onBlockingThread { try ContentReply(json: silencing(of: neuron, address)) }.response(to: request)
    }
    for question in Self.questions {
      router.post(RouterPath(layer + "/" + question)) { request, context in
        let address = try LayerAddress(context)
        let body = try await Self.question(of: request)
        return try await onBlockingThread {
          question == "separating"
            ? try ContentReply(json: separating(body, address)) : try ContentReply(json: exciting(body, address))
        }.response(to: request)
      }
    }
  }

  /// The column of the manifest that is asked for; nil for the label.
  private static func column(of request: Request) -> String? {
    request.uri.queryParameters["by"].map(String.init).flatMap { $0 == "label" ? nil : $0 }
  }

  private func document(_ address: LayerAddress, by column: String?) throws -> DocumentReply {
    _ = try address.record(of: study)
    let files = NeuronFiles(study, model: address.model, layer: address.layer)
    guard try files.documentFile() != nil else {
      throw ErrorResponse.notFound(
        "The neurons of \(address.layer) of \(address.model) are not analyzed yet.", remedy: "Run strata neurons STUDY."
      )
    }
    guard let found = try files.document(by: column) else {
      throw ErrorResponse.notFound(
        "The neurons of \(address.layer) of \(address.model) are not scored by \(column ?? "label").",
        remedy: "Run strata neurons STUDY --by COLUMN with a column of the manifest.")
    }
    return DocumentReply(document: found, columns: try files.columns())
  }

  private func array(_ url: URL?, _ name: String, _ address: LayerAddress) throws -> ContentReply {
    guard let url, let open = OpenFile(url, inside: study.url) else {
      throw ErrorResponse.notFound(
        "\(address.layer) of \(address.model) has no \(name) of its neurons.",
        remedy: "GET …/neurons lists maps and scores; strata neurons STUDY makes them.")
    }
    return ContentReply(content: .file(open), contentType: "application/octet-stream", tag: tags.tag(of: open))
  }

  private func queries(_ address: LayerAddress) throws -> NeuronQueries {
    _ = try address.record(of: study)
    guard let queries = try NeuronQueries(study, model: address.model, layer: address.layer) else {
      throw address.hasNoUnits
    }
    return queries
  }

  private func partners(of neuron: Int, count: Int, _ address: LayerAddress) throws -> PartnersReply {
    let queries = try queries(address)
    try Self.require([neuron], below: queries.neuronCount, what: "neuron")
    return PartnersReply(neuron: neuron, correlated: try queries.partners(of: neuron, count: count))
  }

  private func silencing(of neuron: Int, _ address: LayerAddress) throws -> SilencingReply {
    _ = try address.record(of: study)
    let found = try StudySilencing.document(study, model: address.model, layer: address.layer)
    guard let replies = found.map(SilencingReply.all), !replies.isEmpty else {
      throw ErrorResponse.notFound(
        "No neuron of \(address.layer) of \(address.model) was silenced by itself.",
        remedy: "Run strata silence STUDY --layer \(address.layer) --each.")
    }
    try Self.require([neuron], below: replies.count, what: "neuron")
    return replies[neuron]
  }

  private func separating(_ question: Question, _ address: LayerAddress) throws -> SeparatingReply {
    let queries = try queries(address)
    let items = Set(try Self.given(question.items, "items"))
    try Self.require(items, below: queries.itemCount, what: "image")
    guard items.count < queries.itemCount else {
      throw ErrorResponse.badRequest(
        "All images are inside, so there are none to tell them from.", remedy: "Leave some out.")
    }
    return SeparatingReply(
      inside: items.count, outside: queries.itemCount - items.count,
      neurons: try queries.separating(items.sorted(), count: try Self.count(question)))
  }

  private func exciting(_ question: Question, _ address: LayerAddress) throws -> ExcitingReply {
    let queries = try queries(address)
    let neurons = Set(try Self.given(question.neurons, "neurons"))
    try Self.require(neurons, below: queries.neuronCount, what: "neuron")
    return ExcitingReply(images: try queries.exciting(neurons.sorted(), count: try Self.count(question)))
  }

  private static func question(of request: Request) async throws -> Question {
    let body = try await request.data(upTo: largestBody, name: "question")
    do {
      return try JSONDecoder().decode(Question.self, from: body)
    } catch {
      throw ErrorResponse.badRequest("The body is no question.", remedy: "Compare it with Documentation/API.md.")
    }
  }

  private static func given(_ numbers: [Int]?, _ name: String) throws -> [Int] {
    guard let numbers, !numbers.isEmpty else {
      throw ErrorResponse.badRequest("\(name) is missing or empty.", remedy: "Give a list of numbers.")
    }
    return numbers
  }

  private static func count(_ question: Question) throws -> Int {
    guard let count = question.count else { return 24 }
    guard (1...10_000).contains(count) else {
      throw ErrorResponse.badRequest("count=\(count) is not possible.", remedy: "Give a whole number from 1 to 10000.")
    }
    return count
  }

  private static func require(_ numbers: some Sequence<Int>, below count: Int, what: String) throws {
    for number in numbers where !(0..<count).contains(number) {
      throw ErrorResponse.notFound(
        "There is no \(what) \(number).", remedy: "They count from 0; there are \(count).")
    }
  }
}
