import Crypto
import Foundation
import NumericKernels
import StudyExport
import StudyPipeline
import StudyStore
import Testing

@Suite("A study as a page")
struct ExportTests {
  let fixture: PrivateStudy
  var target: URL { fixture.folder.appendingPathComponent("site.html") }

  init() throws { fixture = try PrivateStudy() }

  private func export(_ options: ExportOptions, to url: URL? = nil, threads: Int = 2) async throws -> ExportPlan {
    let export = try StudyExport(
      study: fixture.study, options: options, command: "strata export STUDY --output site.html",
      observer: Unobserved(), threadCount: threads)
    let plan = try await export.plan()
    try export.write(plan, to: url ?? target)
    return plan
  }

  private func page(_ options: ExportOptions = ExportOptions()) async throws -> PackReader {
    _ = try await export(options)
    return try PackReader(target)
  }

  @Test("the list of contents names every part with the size and hash that it has, and the plan the size of the file")
  func contents() async throws {
    let plan = try await export(ExportOptions())
    let page = try PackReader(target)
    let size = try Data(contentsOf: target).count
    #expect(plan.byteCount == size)
    for entry in page.manifest.entries {
      let packed = try page.packedPart(entry.name)
      #expect(packed.count == entry.packed, "\(entry.name)")
      #expect(SHA256.hash(data: packed).map { String(format: "%02x", $0) }.joined() == entry.sha256, "\(entry.name)")
      #expect(try page.part(entry.name).count == entry.size, "\(entry.name)")
    }
    #expect(page.text.utf8.allSatisfy { $0 < 128 }, "a wrong encoding must not change anything")
    #expect(page.manifest.policy.contains("connect-src 'none'") && page.text.contains(page.manifest.policy))
    #expect(page.manifest.command == "strata export STUDY --output site.html")
  }

  @Test("what is told of the study and its images is what the server tells")
  func catalogue() async throws {
    let page = try await page()
    let study = try page.json("/api/study")
    #expect(study["name"] == "st-mary" && study["itemCount"] == 48)
    #expect(study["classes"] == .array(PrivateStudy.labels.map(JSONValue.string)))
    let items = try fixture.json(fixture.study.database.itemColumns())
    #expect(try page.json("/api/items") == items)
    let predictions = try #require(try fixture.study.database.predictionColumns(ofModel: "net"))
    let told = try fixture.json(predictions)
    #expect(try page.json("/api/models/net/predictions") == told)
    #expect(try page.json("/api/annotations")["selections"]?[0]?["items"] == [1, 5, 9])
    let features = try page.files("/api/models/net/layers/01-relu1/features")
    #expect(features["/2-0.png"]?.file.type == "image/webp" && features.count == 2)
    let groups = try page.json("/api/models/net", "/groups?by=hospital&layer=01-relu1")
    #expect(groups["column"] == "hospital")
    #expect(try page.json("/api/models/net", "/emergence")["images"]?.count == 48)
  }

  @Test("coordinates differ from the true ones by half a step of 65,535 at most")
  func coordinates() async throws {
    let page = try await page()
    let name = "/api/models/net/layers/01-relu1/embeddings/umap-2d"
    let kept = try PackedValues(try #require(try page.files(name)["/aligned"]))
    let file = try #require(
      try fixture.study.file(.alignedEmbedding, name: "umap-2d", layer: "01-relu1", of: "net"))
    let exact = try NPYFile(contentsOf: file).floatElements()
    let range = (exact.max() ?? 0) - (exact.min() ?? 0)
    let errors = zip(kept.values, exact).map { abs($0 - $1) }
    #expect(kept.values.count == exact.count)
    #expect((errors.max() ?? 1) <= range / 65_535 / 2 * 1.01 + range * 1e-7)
    #expect((errors.max() ?? 0) > 0, "numbers that are not rounded would test nothing")
  }

  @Test("neighbours keep their order and, nearly, their distances")
  func neighbors() async throws {
    let files = try await page().files("/api/models/net/layers/01-relu1/neighbors")
    let items = try PackedValues(try #require(files["/items"]))
    let distances = try PackedValues(try #require(files["/distances"]))
    let near = try NPYFile(contentsOf: try #require(try fixture.study.file(.neighbors, layer: "01-relu1", of: "net")))
    let far = try NPYFile(
      contentsOf: try #require(try fixture.study.file(.neighborDistances, layer: "01-relu1", of: "net")))
    #expect(items.values == near.floatElements())
    let exact = far.floatElements()
    for row in 0..<48 {
      let range = exact[row * 20 + 19] - exact[row * 20]
      for place in (row * 20)..<(row * 20 + 20) {
        #expect(abs(distances.values[place] - exact[place]) <= range / 255 * 0.51 + exact[place] * 1e-6)
      }
    }
  }

  @Test("the same study gives the same bytes, whatever the number of threads")
  func determinism() async throws {
    _ = try await export(ExportOptions(maximumByteCount: 900_000), threads: 1)
    let first = try Data(contentsOf: target)
    _ = try await export(ExportOptions(maximumByteCount: 900_000), threads: 3)
    #expect(try Data(contentsOf: target) == first)
  }

  @Test("a page of a size is never larger, and says what that cost; one that cannot be says what it needs")
  func budgets() async throws {
    let whole = try await export(ExportOptions(maximumByteCount: nil))
    #expect(whole.left.isEmpty && whole.itemCount == 48)
    var sizes: [Int] = []
    for share in [0.95, 0.9, 0.85, 0.8] {
      let limit = Int(Double(whole.byteCount) * share)
      do {
        let plan = try await export(ExportOptions(maximumByteCount: limit))
        #expect(plan.byteCount <= limit)
        let size = try Data(contentsOf: target).count
        #expect(size == plan.byteCount)
        #expect(plan.statements != whole.statements || plan.left != whole.left)
        sizes.append(plan.byteCount)
      } catch let error as StudyExportError {
        #expect(error.kind == .badInput && error.description.contains("The smallest page of this study has"))
      }
    }
    #expect(!sizes.isEmpty)
    await #expect(throws: StudyExportError.self) { try await export(ExportOptions(maximumByteCount: 100_000)) }
  }

  @Test("a sample is stratified; all that a page holds is about its images, and neighbours are found among them")
  func sample() async throws {
    let page = try await page(ExportOptions(sampleCount: 12))
    let items = try page.json("/api/items")
    let names = try #require(items["identifiers"]?.strings)
    let rows = names.compactMap { Int($0.dropFirst("patient-".count).dropLast(".png".count)) }
    #expect(rows.count == 12 && rows == rows.sorted())
    for label in 0..<3 { #expect(rows.count { PrivateStudy.label($0) == label } == 4) }
    let near = try PackedValues(try #require(try page.files("/api/models/net/layers/01-relu1/neighbors")["/items"]))
    #expect(near.shape == [12, 11] && near.values.allSatisfy { (0..<12).contains(Int($0)) })
    for row in 0..<12 { #expect(Set(near.values[(row * 11)..<(row * 11 + 11)]).count == 11) }
    let selected = try page.json("/api/annotations")["selections"]?[0]?["items"]
    #expect(selected.map(\.integers) ?? [] == [1, 5, 9].compactMap { rows.firstIndex(of: $0) })
    for suspect in try page.json("/api/models/net", "/suspects")["suspects"]?.list ?? [] {
      let item = try #require(suspect["item"]?.integerValue)
      #expect(suspect["identifier"] == .string(names[item]))
    }
    let top = try PackedValues(try #require(try page.files("/api/models/net/layers/01-relu1/top-images")["/items"]))
    #expect(top.values.allSatisfy { (-1..<12).contains(Int($0)) })
    let statements = try #require(try page.json("/api/study")["export"]?["statements"]?.strings)
    #expect(statements.first?.contains("12 of 48 images") == true && statements.first?.contains("seed 42") == true)
  }

  @Test("images are encoded anew: at most as large as asked for, and without what a camera notes beside the pixels")
  func images() async throws {
    let page = try await page(ExportOptions(imageSide: 40))
    let images = try page.files("/images/items/0")
    #expect(images.count == PrivateStudy.itemCount)
    for image in images.values {
      #expect(image.file.type == "image/webp" && image.data.range(of: Data(PrivateStudy.metadata.utf8)) == nil)
    }
    let first = try #require(images["/0"])
    let decoded = try first.data.withUnsafeBytes { try ImageSizes.size(of: $0) }
    #expect(decoded.width == 40 && decoded.height == 30)
  }
}
