import Foundation
import NumericKernels
import Testing

extension CommandLineSuite {
  @Suite("strata array bundle")
  struct BundleArrayTests {
    private let folder: TemporaryFolder

    private struct Reply: Decodable {
      struct Array: Decodable { let shape: [Int] }
      struct Metrics: Decodable {
        let inkBefore: Double
        let inkAfter: Double
        let meanDisplacement: Double
        let trailCount: Int
        let pointCount: Int
      }
      let command: String
      let inputs: [String: Array]
      let outputs: [String: Array]
      let metrics: Metrics
      let seconds: Double
    }

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: [String]) async throws -> Strata.Outcome {
      try await Strata.run(["array", "bundle"] + arguments, in: folder.url)
    }

    private func reply(_ arguments: [String]) async throws -> Reply {
      let outcome = try await run(arguments + ["--json", "--quiet"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.isEmpty)
      return try JSONDecoder().decode(Reply.self, from: Data(outcome.output.utf8))
    }

    /// Edges between two clusters on the left and two on the right, as x, y, x, y.
    private func edges() throws -> Matrix {
      var generator = SeededGenerator(seed: 1)
      return Matrix(
        rowCount: 200, columnCount: 4,
        elements: (0..<200).flatMap { edge -> [Float] in
          let height = Float(edge % 2)
          return [
            .random(in: 0...0.2, using: &generator), height + .random(in: 0...0.3, using: &generator),
            .random(in: 2...2.2, using: &generator), height + .random(in: 0...0.3, using: &generator),
          ]
        })
    }

    private func write(_ matrix: Matrix, _ name: String, shape: [Int]) throws -> String {
      try NPYWriter.write(matrix.elements, shape: shape, to: folder.file(name))
      return folder.path(name)
    }

    private func elements(_ name: String) throws -> [Float] {
      try NPYFile(contentsOf: folder.file(name)).floatElements()
    }

    @Test("edges become trails with as many points as asked for, whose ends stay, with less ink")
    func edges() async throws {
      let edges: Matrix = try edges()
      let path = try write(edges, "edges.npy", shape: [200, 4])
      let reply = try await reply([path, "--output", "out.npy", "--points", "30"])
      #expect(reply.command == "bundle" && reply.inputs["input"]?.shape == [200, 4])
      #expect(reply.outputs["output"]?.shape == [200, 30, 2])
      #expect(reply.metrics.trailCount == 200 && reply.metrics.pointCount > 200 * 50)
      #expect(reply.metrics.inkAfter < 0.7 * reply.metrics.inkBefore && reply.metrics.meanDisplacement > 0.01)
      #expect(reply.seconds > 0)
      let bundled = try elements("out.npy")
      for edge in 0..<200 {
        let ends = [60 * edge, 60 * edge + 1, 60 * edge + 58, 60 * edge + 59].map { bundled[$0] }
        #expect(ends == (0..<4).map { edges[edge, $0] })
      }
    }

    @Test("the three forms of input give the same trails, with any number of threads")
    func forms() async throws {
      let edges: Matrix = try edges()
      let forms = [
        [try write(edges, "edges.npy", shape: [200, 4])], [try write(edges, "trails.npy", shape: [200, 2, 2])],
        [try write(edges, "flat.npy", shape: [400, 2]), "--offsets", folder.path("offsets.npy")],
      ]
      try NPYWriter.write((0...200).map { Int32(2 * $0) }, shape: [201], to: folder.file("offsets.npy"))
      for (number, form) in forms.enumerated() {
        _ = try await reply(form + ["--output", "out\(number).npy", "--threads", "\(2 * number + 1)"])
      }
      #expect(try elements("out0.npy") == elements("out1.npy") && elements("out0.npy") == elements("out2.npy"))
    }

    @Test("with offsets the points are those that were bundled, and strength 0 leaves them on their lines")
    func offsets() async throws {
      let edges: Matrix = try edges()
      let path = try write(edges, "edges.npy", shape: [200, 4])
      let reply = try await reply([path, "--output", "out.npy", "--output-offsets", "o.npy", "--strength", "0"])
      let offsets = try NPYFile(contentsOf: folder.file("o.npy")).int32Elements().map { Int($0) }
      #expect(offsets.count == 201 && offsets.last == reply.metrics.pointCount)
      #expect(reply.outputs["output"]?.shape == [reply.metrics.pointCount, 2] && reply.metrics.meanDisplacement == 0)
      let points = try elements("out.npy")
      for edge in 0..<200 {
        let (x, y) = (edges[edge, 2] - edges[edge, 0], edges[edge, 3] - edges[edge, 1])
        for point in offsets[edge]..<offsets[edge + 1] {
          let across = (points[2 * point] - edges[edge, 0]) * y - (points[2 * point + 1] - edges[edge, 1]) * x
          #expect(abs(across) < 1e-5)
        }
      }
    }

    @Test("trails of other labels do not attract")
    func labels() async throws {
      let path = try write(try edges(), "edges.npy", shape: [200, 4])
      try NPYWriter.write((0..<200).map { Int32($0 / 2 % 2) }, shape: [200], to: folder.file("labels.npy"))
      let together = try await reply([path, "--output", "a.npy"])
      let apart = try await reply([path, "--output", "b.npy", "--labels", "labels.npy"])
      #expect(apart.inputs["labels"]?.shape == [200])
      #expect(apart.metrics.inkAfter > together.metrics.inkAfter)
    }

    @Test("what cannot be bundled is named, and nothing is written")
    func refused() async throws {
      let edges: Matrix = try edges()
      let good = try write(edges, "edges.npy", shape: [200, 4])
      let flat = try write(edges, "flat.npy", shape: [400, 2])
      let deep = try write(edges, "deep.npy", shape: [100, 2, 2, 2])
      try NPYWriter.write([0, 1, 400] as [Int32], shape: [3], to: folder.file("short.npy"))
      var bad = edges
      bad[3, 2] = .nan
      let nan = try write(bad, "nan.npy", shape: [200, 4])
      for (arguments, expected) in [
        ([flat], "points x 2 with --offsets"), ([deep], "[100, 2, 2, 2]"), ([nan], "Point 7"),
        ([flat, "--offsets", "short.npy"], "Trail 0"), ([good, "--offsets", "short.npy"], "with --offsets"),
        ([good, "--bandwidth", "0"], "bandwidth is 0"), ([good, "--strength", "2"], "strength is 2"),
        ([good, "--labels", "short.npy"], "200 labels are expected"),
      ] {
        let outcome = try await run(arguments + ["--output", "none.npy"])
        #expect(outcome.status == Status.data, "\(arguments)")
        #expect(outcome.errors.contains(expected), "\(outcome.errors)")
        #expect(!folder.contains("none.npy") && !folder.contains("none.npy.partial"))
      }
      let both = try await run([good, "--output", "none.npy", "--points", "9", "--output-offsets", "o.npy"])
      #expect(both.status == Status.usage && both.errors.contains("--points has no meaning"))
    }
  }
}
