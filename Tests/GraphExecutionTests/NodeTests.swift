import GraphExecution
import ONNXModel
import TensorEngine
import Testing

extension GraphExecutionSuite {
  @Suite("ONNX's node tests")
  struct NodeTests {
    static let cases = NodeFixtures.file?.cases ?? []

    /// Cases that are refused before anything is computed, by the reason.
    static let refused: [String: [String]] = [
      "windows over 3 spatial axes": [
        "averagepool_3d_dilations_small", "convtranspose_3d", "maxpool_3d_dilations",
        "maxpool_3d_dilations_use_ref_impl",
      ],
      "training_mode = 1": ["batchnorm_epsilon_training_mode", "batchnorm_example_training_mode"],
      "a block_size": [
        "dequantizelinear_blocked", "quantizelinear_blocked_asymmetric", "quantizelinear_blocked_symmetric",
      ],
      "antialias or keep_aspect_ratio_policy": [
        "resize_downsample_scales_cubic_antialias", "resize_downsample_scales_linear_antialias",
        "resize_downsample_sizes_cubic_antialias", "resize_downsample_sizes_linear_antialias",
        "resize_downsample_sizes_nearest_not_larger", "resize_downsample_sizes_nearest_not_smaller",
        "resize_upsample_sizes_nearest_not_larger", "resize_upsample_sizes_nearest_not_smaller",
      ],
      "tf_crop_and_resize": [
        "resize_tf_crop_and_resize", "resize_tf_crop_and_resize_axes_2_3", "resize_tf_crop_and_resize_axes_3_2",
        "resize_tf_crop_and_resize_extrapolation_value",
      ],
    ]

    /// Cases that are computed otherwise, or not at all, by the reason.
    static let otherwise: [String: [String]] = [
      "sizes are whole before corners are aligned, as in ONNX Runtime and PyTorch": [
        "resize_downsample_scales_cubic_align_corners", "resize_downsample_scales_linear_align_corners",
      ],
      "a remainder of an infinite divisor is no number": [
        "mod_float_edge_cases_fmod_0_float16", "mod_float_edge_cases_fmod_0_float32",
        "mod_float_edge_cases_fmod_0_float64",
      ],
      "nothing has no largest value": [
        "reduce_log_sum_exp_empty_set", "reduce_max_empty_set", "reduce_max_empty_set_bool", "reduce_min_empty_set",
      ],
      "dropout follows the execution mode, not the node's own flag and generator": [
        "training_dropout", "training_dropout_default", "training_dropout_default_mask", "training_dropout_mask",
      ],
    ]

    static let run = cases.filter { example in
      !(refused.values.contains { $0.contains(example.name) }
        || otherwise.values.contains { $0.contains(example.name) })
    }

    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    @Test("nothing is left out silently")
    func complete() throws {
      let file = try #require(NodeFixtures.file)
      #expect(file.tool.hasPrefix("onnx 1."))
      #expect(file.cases.count == 908 && Self.run.count == 874)
      let names = Set(file.cases.map(\.name))
      let set = (Array(Self.refused.values) + Array(Self.otherwise.values)).flatMap { $0 }
      #expect(set.filter { !names.contains($0) } == [])
      // All others need an operator or a type that is not computed, or are large; the file names them.
      let reasons = file.leftOut.keys.filter {
        !$0.hasPrefix("operators that are not computed: ") && !$0.hasPrefix("element types that are not computed: ")
      }
      #expect(
        reasons.sorted() == ["large", "sequences and optional values"])
      let blamed = file.leftOut.keys.filter { $0.hasPrefix("operators") }.flatMap { reason in
        reason.drop { $0 != ":" }.dropFirst().split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
      }
      #expect(Set(blamed).intersection(GraphExecutor.supportedOperators) == [])
      #expect(Set(GraphExecutor.supportedOperators).subtracting(file.cases.flatMap(\.operators)) == [])
    }

    @Test("results are ONNX's own", arguments: run)
    func results(_ example: NodeFixtures.Case) throws {
      let executor = try GraphExecutor(network: example.network(), engine: engine)
      let inputs = try example.input.map { [$0.name: try $0.tensor(in: engine)] } ?? [:]
      for (place, expected) in example.outputs.enumerated() {
        guard place == 0 || example.operators == ["Split"] || example.name.hasSuffix("_expanded") else {
          // Statistics, masks and indices are not computed.
          let error = try failure { _ = try executor.evaluate(inputs, outputs: [expected.name]) }
          #expect(error.kind == .unsupportedAttribute && error.description.contains("the output `\(expected.name)`"))
          continue
        }
        let found = try #require(try executor.evaluate(inputs, outputs: [expected.name])[expected.name])
        #expect(found.shape == expected.shape)
        // What QuantizeLinear rounds stays real, so that gradients pass.
        #expect(found.elementType == .int64 || expected.isReal || example.operators.contains("QuantizeLinear"))
        // The project's own tolerance; its values of this case have four digits.
        let isCoarse = example.name == "averagepool_2d_ceil_last_window_starts_on_pad"
        let ratio = try deviation(
          numbers: found.doubles(), expected.doubles, relative: isCoarse ? 1e-3 : expected.relativeTolerance)
        #expect(ratio <= 1)
      }
    }

    @Test("what is refused says so before anything is computed", arguments: refused.sorted { $0.key < $1.key })
    func refusals(_ reason: String, _ names: [String]) throws {
      for example in Self.cases where names.contains(example.name) {
        let executor = try GraphExecutor(network: example.network(), engine: engine)
        let error = try failure { try executor.requireSupport(for: [example.outputs[0].name]) }
        #expect(error.kind == .unsupportedAttribute && error.description.contains(reason), "\(example.name): \(error)")
      }
    }

    /// The largest deviation over its tolerance, where NaN equals NaN and an infinity itself.
    private func deviation(numbers: [Double], _ expected: [Double], relative: Double) -> Double {
      guard numbers.count == expected.count else { return .infinity }
      return zip(numbers, expected).reduce(0) { largest, pair in
        if pair.0 == pair.1 || pair.0.isNaN && pair.1.isNaN { return largest }
        let ratio = abs(pair.0 - pair.1) / (1e-5 + relative * abs(pair.1))
        return ratio.isNaN ? .infinity : max(largest, ratio)
      }
    }
  }
}
