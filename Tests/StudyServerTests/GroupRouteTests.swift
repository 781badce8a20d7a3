import Foundation
import HTTPTypes
import HummingbirdTesting
import StudyPipeline
import StudyServer
import StudyStore
import Testing

@Suite("Groups and audits over HTTP")
struct GroupRouteTests {
  let served: ServedStudy

  init() throws {
    served = try ServedStudy()
    let items = (0..<4).map {
      StudyItem(identifier: "\($0).jpg", labelIndex: $0 % 2, attributes: ["square": $0 % 2 == 0 ? "yes" : "no"])
    }
    try served.study.database.recordItems(items, classes: ["cat", "dog"])
  }

  @Test("groups of a column have counts and accuracy, and their places in the layer that is asked for")
  func groups() async throws {
    let reply = try await served.ask("/api/models/net/groups?by=square&layer=01-relu1")
    #expect(reply.status == .ok)
    let report = try JSONDecoder().decode(GroupReport.self, from: Data(reply.text.utf8))
    #expect(report.groups.map(\.value) == ["no", "yes"] && report.groups.map(\.count) == [2, 2])
    // Images 0 and 3 are predicted right.
    #expect(report.groups.map(\.accuracy?.value) == [0.5, 0.5])
    #expect(report.layers.map(\.name) == ["relu1"])
    let tag = try #require(reply.headers[.eTag])
    let again = try await served.ask(
      "/api/models/net/groups?by=square&layer=01-relu1", headers: [.ifNoneMatch: tag])
    #expect(again.status == .notModified)
  }

  private struct Nobody: AnalysisObserver {
    func stageProgressed(_ progress: StageProgress) {}
    func stageEnded(stage: String, detail: String) {}
    func remark(_ text: String) {}
  }

  @Test("an audit is that of the command")
  func audit() async throws {
    let reply = try await served.ask("/api/models/net/audit")
    #expect(reply.status == .ok)
    let report = try JSONDecoder().decode(AuditReport.self, from: Data(reply.text.utf8))
    #expect(report.columns.map(\.name) == ["square"])
    #expect(try report == StudyAudit(served.study, request: GroupRequest(), observer: Nobody()).run())
  }

  @Test(
    "a missing column, an unknown one and an unknown layer are told",
    arguments: [("groups", "by is missing"), ("groups?by=colour", "colour"), ("groups?by=label&layer=pool9", "pool9")])
  func refusals(path: String, words: String) async throws {
    let reply = try await served.ask("/api/models/net/\(path)")
    #expect(reply.status == .badRequest && reply.text.contains(words))
  }
}
