import Foundation
import StudyExport
import StudyStore
import Testing

@Suite("What is left out of a page is nowhere in it")
struct PrivacyTests {
  private func everything(without: Set<PrivatePart>) async throws -> (page: PackReader, bytes: Data) {
    let fixture = try PrivateStudy()
    let target = fixture.folder.appendingPathComponent("site.html")
    let export = try StudyExport(
      study: fixture.study, options: ExportOptions(maximumByteCount: nil, without: without), observer: Unobserved())
    try export.write(try await export.plan(), to: target)
    let page = try PackReader(target)
    return (page, try page.everything())
  }

  private func found(_ words: [String], in bytes: Data) -> [String] {
    words.filter { bytes.range(of: Data($0.utf8)) != nil }
  }

  @Test("words that are private stand in a page of everything: the other tests look for something")
  func control() async throws {
    let (_, bytes) = try await everything(without: [])
    #expect(found(["patient-", "st-mary", "Dr. Gray", "style-of-mary"], in: bytes).count == 4)
    #expect(found(PrivateStudy.attributes, in: bytes).count == 3)
    #expect(found(PrivateStudy.labels, in: bytes).count == 3)
    // Whatever is exported: where files lie on this machine, and what is in them beside the pixels.
    #expect(found(["secretfolder", PrivateStudy.metadata], in: bytes).isEmpty)
  }

  @Test("names: of files, of the study, and what people have named")
  func names() async throws {
    let (page, bytes) = try await everything(without: [.names])
    #expect(found(PrivateStudy.names, in: bytes).isEmpty)
    #expect(try page.json("/api/items")["identifiers"]?[17] == "image 17")
    #expect(found(PrivateStudy.attributes, in: bytes).count == 3)
  }

  @Test("columns of the manifest, and what was worked out from them")
  func attributes() async throws {
    let (page, bytes) = try await everything(without: [.attributes])
    #expect(found(PrivateStudy.attributes, in: bytes).isEmpty)
    #expect(try page.json("/api/study")["attributes"]?.count == 0)
    #expect(try page.files("/api/models/net").keys.allSatisfy { !$0.contains("hospital") })
  }

  @Test("labels, and what was worked out from them")
  func labels() async throws {
    let (page, bytes) = try await everything(without: [.labels])
    #expect(found(PrivateStudy.labels, in: bytes).isEmpty)
    let layer = try page.json("/api/study")["models"]?[0]?["layers"]?[1]
    #expect(layer?["metrics"]?["neighborhoodHit"] == nil && layer?["metrics"]?["trustworthiness.umap-2d"] == 0.9)
    #expect(try page.json("/api/models/net/predictions")["correct"]?.integers.allSatisfy { $0 == -1 } == true)
    #expect(!page.manifest.entries.contains { $0.name == "/api/models/net" })
  }

  @Test("parts that are left out are not there, and the study does not tell of them", arguments: PrivatePart.allCases)
  func parts(_ part: PrivatePart) async throws {
    let (page, _) = try await everything(without: [part])
    let names = page.manifest.entries.map(\.name)
    let absent: [PrivatePart: [String]] = [
      .images: ["/images/"], .activations: ["/channels", "/top-images", "/units"], .neurons: ["/neurons"],
      .features: ["/features"],
      .atlases: ["/atlas"], .evolution: ["/evolution"], .annotations: ["/annotations"], .predictions: ["/predictions"],
    ]
    for word in absent[part] ?? [] { #expect(names.allSatisfy { !$0.contains(word) }) }
    let study = try page.json("/api/study")
    #expect(study["export"]?["left"]?.strings == ["\(part.title): left out on request"])
    if part == .images { #expect(study["thumbnails"] == .null) }
    if part == .features { #expect(study["models"]?[0]?["layers"]?[1]?["features"] == 0) }
    if part == .predictions { #expect(study["models"]?[0]?["hasPredictions"] == false) }
  }
}
