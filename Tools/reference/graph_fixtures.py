"""Small ONNX graphs, one node each, with ONNX Runtime's results, for Tests/GraphExecutionTests.

    python3 -m venv venv
    venv/bin/pip install onnx==1.23.2 onnxruntime==1.31.1 numpy==2.4.6
    venv/bin/python Tools/reference/graph_fixtures.py Tests/GraphExecutionTests/Fixtures

`graphs.json` holds each graph as a list of nodes, the constants, the inputs and the outputs; the tests build the graph
with ONNXBuilder. Where ONNX Runtime has no kernel, the reference evaluator of the package onnx computes.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

SEED = 20261121
folder = pathlib.Path(sys.argv[1])
draw = np.random.default_rng(SEED)
onnxruntime.set_default_logger_severity(4)
cases = []


def normal(*shape):
    return draw.standard_normal(shape).astype(np.float32)


def positive(*shape):
    return (draw.random(shape) + 0.5).astype(np.float32)


def distinct(*shape):
    """Values at least 0.05 apart and away from zero, so that no maximum or bound changes within a difference step."""
    count = int(np.prod(shape))
    return ((draw.permutation(count) - count / 2 + 0.5) * 0.05).reshape(shape).astype(np.float32)


def encoded(array):
    kind = "integers" if array.dtype.kind in "iub" else "reals"
    values = (array.astype(np.int64) if kind == "integers" else array).flatten().tolist()
    kinds = {} if array.dtype not in (np.int8, np.uint8) else {"type": str(array.dtype)}
    return {**kinds, "shape": list(array.shape), kind: values if kind == "integers" else [float(f"{x:.9g}") for x in values]}


def run(model, feeds):
    try:
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return session.run(None, feeds), "onnxruntime"
    except Exception:
        return ReferenceEvaluator(model).run(None, feeds), "onnx.reference"


def case(name, operator, x, *constants, opset=17, outputs=1, differentiable=True, **attributes):
    """One node that reads the input `x` and constants c1, c2, …; None leaves an input out."""
    names = ["x"] + [f"c{i}" if value is not None else "" for i, value in enumerate(constants, 1)]
    node = helper.make_node(operator, names, [f"y{i}" for i in range(outputs)], **attributes)
    graph([node], name, x, {n: v for n, v in zip(names[1:], constants) if n}, opset, differentiable)


def graph(nodes, name, x, constants, opset=17, differentiable=True, wanted=None):
    wanted = wanted or list(nodes[-1].output)
    model = helper.make_model(
        helper.make_graph(
            nodes, "g", [helper.make_tensor_value_info("x", helper.np_dtype_to_tensor_dtype(x.dtype), x.shape)],
            [helper.make_empty_tensor_value_info(n) for n in wanted],
            [numpy_helper.from_array(value, n) for n, value in constants.items()]),
        opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    for output in model.graph.output:
        output.type.tensor_type.elem_type = TensorProto.FLOAT
    inferred = onnx.shape_inference.infer_shapes(helper.make_model(
        helper.make_graph(nodes, "g", model.graph.input, [helper.make_empty_tensor_value_info(n) for n in wanted],
                          model.graph.initializer),
        opset_imports=[helper.make_opsetid("", opset)], ir_version=8))
    for output, known in zip(model.graph.output, inferred.graph.output):
        if known.type.tensor_type.elem_type:
            output.type.tensor_type.elem_type = known.type.tensor_type.elem_type
    results, tool = run(model, {"x": x})
    cases.append({
        "name": name, "opset": opset, "tool": tool, "differentiable": differentiable,
        "nodes": [{
            "operator": n.op_type, "inputs": list(n.input), "outputs": list(n.output),
            "attributes": {a.name: attribute(a) for a in n.attribute},
        } for n in nodes],
        "constants": {n: encoded(value) for n, value in constants.items()},
        "input": encoded(x), "outputs": {n: encoded(np.asarray(r)) for n, r in zip(wanted, results)},
    })


def attribute(a):
    value = helper.get_attribute_value(a)
    kinds = {1: "real", 2: "integer", 3: "text", 6: "reals", 7: "integers"}
    if a.type == 3:
        value = value.decode()
    return {kinds[a.type]: list(value) if a.type in (6, 7) else value}


def ints(*values):
    return np.array(values, dtype=np.int64)


# Functions of single values.
for operator in [
    "Sigmoid", "Tanh", "Softplus", "Softsign", "Erf", "Exp", "Neg", "Sin", "Cos", "Mish", "Identity",
]:
    case(operator.lower(), operator, normal(2, 5), opset=18)
for operator in ["Log", "Sqrt", "Reciprocal"]:
    case(operator.lower(), operator, positive(2, 5))
for operator in ["Relu", "Abs", "Floor", "Ceil", "Round", "Sign"]:
    case(operator.lower(), operator, distinct(2, 5))
case("hard-swish", "HardSwish", normal(3, 4) * 3)
case("leaky-relu", "LeakyRelu", distinct(2, 5), alpha=0.2)
case("leaky-relu-default", "LeakyRelu", distinct(2, 5))
case("elu", "Elu", normal(2, 5), alpha=0.6)
case("celu", "Celu", normal(2, 5), alpha=0.6)
case("selu", "Selu", normal(2, 5))
case("selu-other", "Selu", normal(2, 5), alpha=1.2, gamma=1.4)
case("hard-sigmoid", "HardSigmoid", normal(2, 5) * 3)
case("hard-sigmoid-other", "HardSigmoid", normal(2, 5) * 3, alpha=0.3, beta=0.4)
case("thresholded-relu", "ThresholdedRelu", distinct(4, 5), alpha=0.2)
case("gelu", "Gelu", normal(2, 5), opset=20)
case("gelu-tanh", "Gelu", normal(2, 5), opset=20, approximate="tanh")
case("prelu", "PRelu", distinct(2, 3, 2, 2), normal(3, 1, 1))
case("clip-inputs", "Clip", distinct(4, 5), np.float32(-0.21), np.float32(0.33))
case("clip-upper", "Clip", distinct(4, 5), None, np.float32(0.33))
case("clip-attributes", "Clip", distinct(4, 5), opset=7, min=-0.21, max=0.33)
case("clip-open", "Clip", distinct(2, 5))

# Arithmetic and comparisons.
for operator in ["Add", "Sub", "Mul", "Div"]:
    case(operator.lower(), operator, normal(2, 3, 4), positive(3, 1))
case("power", "Pow", positive(2, 3), np.float32(2.5))
case("power-integer", "Pow", positive(2, 3), ints(2))
case("power-tensor", "Pow", positive(2, 3), normal(3))
case("sum", "Sum", normal(2, 3), normal(3), normal(2, 1), opset=8)
case("mean", "Mean", normal(2, 3), normal(3), normal(2, 1))
case("max", "Max", normal(2, 3), normal(3), normal(2, 1))
case("min", "Min", normal(2, 3), normal(3))
case("mod", "Mod", positive(2, 3) * 5 - 4, np.float32(1.5), fmod=1)
case("mod-integers", "Mod", ints(5, -5, 7, -7), ints(3, 3, -3, -3), differentiable=False)
case("div-integers", "Div", ints(5, -5, 7, -7), ints(3, 3, -3, -3), differentiable=False)
for operator in ["Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual"]:
    case(operator.lower(), operator, ints(1, 2, 3), ints(2), differentiable=False)
condition = helper.make_node("Greater", ["x", "c"], ["b"])
graph([condition, helper.make_node("Where", ["b", "x", "d"], ["y"])], "where", distinct(3, 4),
      {"c": np.float32(0.1), "d": np.full((1, 4), -7, np.float32)})
graph([condition, helper.make_node("Not", ["b"], ["n"]), helper.make_node("Cast", ["n"], ["y"], to=1)], "not-cast",
      distinct(3, 4), {"c": np.float32(0.1)}, differentiable=False)
graph([helper.make_node("Cast", ["x"], ["i"], to=7), helper.make_node("Cast", ["i"], ["y"], to=1)], "cast-integers",
      normal(3, 4) * 3, {}, differentiable=False)

# Convolutions.
case("conv", "Conv", normal(2, 3, 6, 5), normal(4, 3, 3, 3), normal(4))
case("conv-strides-pads", "Conv", normal(1, 2, 7, 6), normal(3, 2, 3, 2), normal(3), pads=[1, 0, 1, 0], strides=[2, 1])
case("conv-asymmetric", "Conv", normal(1, 2, 6, 6), normal(3, 2, 3, 3), pads=[0, 1, 2, 1], strides=[2, 2])
case("conv-dilations", "Conv", normal(1, 2, 8, 7), normal(3, 2, 3, 3), dilations=[2, 1], pads=[2, 1, 2, 1])
case("conv-group", "Conv", normal(1, 4, 5, 5), normal(6, 2, 3, 3), normal(6), group=2)
case("conv-depthwise", "Conv", normal(1, 3, 5, 5), normal(3, 1, 3, 3), group=3, pads=[1, 1, 1, 1])
case("conv-same-upper", "Conv", normal(1, 2, 6, 7), normal(3, 2, 3, 4), auto_pad="SAME_UPPER", strides=[2, 2])
case("conv-same-lower", "Conv", normal(1, 2, 6, 7), normal(3, 2, 3, 4), auto_pad="SAME_LOWER", strides=[2, 2])
case("conv-valid", "Conv", normal(1, 2, 6, 7), normal(3, 2, 3, 4), auto_pad="VALID", kernel_shape=[3, 4])
case("conv-1d", "Conv", normal(2, 3, 9), normal(4, 3, 3), normal(4), pads=[1, 0], strides=[2])
case("conv-transpose", "ConvTranspose", normal(1, 4, 4, 3), normal(4, 3, 3, 3), normal(6), group=2, strides=[2, 2],
     pads=[1, 1, 1, 1], output_padding=[1, 1])
case("conv-transpose-asymmetric", "ConvTranspose", normal(1, 2, 4, 3), normal(2, 3, 3, 3), strides=[2, 2],
     pads=[0, 1, 1, 0])

# Pools.
case("max-pool", "MaxPool", distinct(1, 2, 6, 6), kernel_shape=[2, 2], strides=[2, 2])
case("max-pool-default-strides", "MaxPool", distinct(1, 1, 5, 5), kernel_shape=[3, 2])
case("max-pool-pads", "MaxPool", -positive(1, 2, 5, 5), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
case("max-pool-asymmetric", "MaxPool", distinct(1, 2, 5, 5) - 5, kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 2, 1])
case("max-pool-ceil", "MaxPool", distinct(1, 2, 6, 6), kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
case("max-pool-ceil-pads", "MaxPool", distinct(1, 2, 6, 7), kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1,
     pads=[1, 1, 1, 1])
case("max-pool-ceil-asymmetric", "MaxPool", distinct(1, 2, 6, 7), kernel_shape=[3, 3], strides=[2, 3], ceil_mode=1,
     pads=[0, 1, 1, 0])
case("max-pool-same", "MaxPool", distinct(1, 2, 6, 7), kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")
case("max-pool-dilations", "MaxPool", distinct(1, 2, 7, 7), kernel_shape=[3, 3], dilations=[2, 2])
case("max-pool-1d", "MaxPool", distinct(1, 2, 9), kernel_shape=[3], strides=[2])
case("average-pool", "AveragePool", normal(1, 2, 6, 6), kernel_shape=[3, 2], strides=[2, 2])
case("average-pool-pads", "AveragePool", normal(1, 2, 5, 5), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
case("average-pool-include", "AveragePool", normal(1, 2, 5, 5), kernel_shape=[3, 3], strides=[2, 2],
     pads=[1, 1, 1, 1], count_include_pad=1)
case("average-pool-asymmetric", "AveragePool", normal(1, 2, 5, 5), kernel_shape=[3, 3], strides=[2, 2],
     pads=[0, 1, 2, 0])
case("average-pool-asymmetric-include", "AveragePool", normal(1, 2, 5, 5), kernel_shape=[3, 3], strides=[2, 2],
     pads=[0, 1, 2, 0], count_include_pad=1)
case("average-pool-ceil", "AveragePool", normal(1, 2, 6, 6), kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
case("average-pool-ceil-asymmetric", "AveragePool", normal(1, 2, 6, 7), kernel_shape=[3, 3], strides=[2, 2],
     ceil_mode=1, pads=[0, 0, 1, 0])
case("average-pool-same-lower", "AveragePool", normal(1, 2, 6, 7), kernel_shape=[3, 3], strides=[2, 2],
     auto_pad="SAME_LOWER")
case("global-average-pool", "GlobalAveragePool", normal(2, 3, 4, 5))
case("global-max-pool", "GlobalMaxPool", distinct(2, 3, 4, 5))

# Normalizations.
for version in (8, 14, 15):
    case(f"batch-normalization-{version}", "BatchNormalization", normal(2, 3, 2, 2), normal(3), normal(3), normal(3),
         positive(3), opset=version, epsilon=1e-3)
case("batch-normalization-flat", "BatchNormalization", normal(4, 3), normal(3), normal(3), normal(3), positive(3))
case("instance-normalization", "InstanceNormalization", normal(2, 3, 4, 4), normal(3), normal(3), epsilon=1e-3)
case("group-normalization-18", "GroupNormalization", normal(2, 4, 3, 3), normal(2), normal(2), opset=18, num_groups=2)
case("group-normalization-21", "GroupNormalization", normal(2, 4, 3, 3), normal(4), normal(4), opset=21, num_groups=2)
case("layer-normalization", "LayerNormalization", normal(2, 3, 4), normal(4), normal(4), epsilon=1e-3)
case("layer-normalization-axis", "LayerNormalization", normal(2, 3, 4), normal(3, 4), axis=1)
case("layer-normalization-broadcast", "LayerNormalization", normal(2, 3, 4), normal(4), normal(4), axis=-2)
case("rms-normalization", "RMSNormalization", normal(2, 3, 4), normal(4), opset=23)
case("lrn", "LRN", normal(1, 7, 3, 2), size=5, alpha=0.5, beta=0.6, bias=2.0)
# As many images as channels: the reference evaluator of onnx 1.23 goes over the former for the latter.
case("lrn-even", "LRN", normal(7, 7, 1, 2), size=4, alpha=0.5)
case("lp-normalization", "LpNormalization", normal(3, 4), axis=1)
case("mean-variance-normalization", "MeanVarianceNormalization", normal(2, 3, 3, 2))

# Products.
case("matmul", "MatMul", normal(3, 4), normal(4, 2))
case("matmul-batch", "MatMul", normal(2, 3, 4), normal(4, 2))
case("matmul-vector", "MatMul", normal(3, 4), normal(4))
case("gemm", "Gemm", normal(3, 4), normal(2, 4), normal(2), transB=1)
case("gemm-factors", "Gemm", normal(4, 3), normal(4, 2), normal(3, 1), transA=1, alpha=0.5, beta=2.0)
case("gemm-scalar", "Gemm", normal(3, 4), normal(4, 2), np.float32(0.7))
case("gemm-no-bias", "Gemm", normal(3, 4), normal(4, 2))
case("einsum", "Einsum", normal(2, 3, 4), normal(2, 4, 5), equation="bij, bjk -> bik")

# Reductions.
for operator in ["ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare",
                 "ReduceLogSumExp"]:
    case(f"{operator}-13", operator, distinct(2, 3, 4), opset=13, axes=[-1, 0], keepdims=0)
    case(f"{operator}-18", operator, distinct(2, 3, 4), ints(1), opset=18)
case("ReduceLogSum", "ReduceLogSum", positive(2, 3), opset=13, axes=[1])
case("ReduceSum-11", "ReduceSum", normal(2, 3, 4), opset=11, axes=[1])
case("ReduceSum-13", "ReduceSum", normal(2, 3, 4), ints(0, 2), keepdims=0)
case("ReduceSum-all", "ReduceSum", normal(2, 3, 4), keepdims=0)
case("ReduceSum-none", "ReduceSum", normal(2, 3), ints(), noop_with_empty_axes=1)
case("arg-max", "ArgMax", distinct(3, 4), axis=-1, differentiable=False)
case("arg-min", "ArgMin", distinct(3, 4), axis=0, keepdims=0, differentiable=False)
case("softmax-old", "Softmax", normal(2, 3, 4), opset=11)
case("softmax-old-axis", "Softmax", normal(2, 3, 4), opset=11, axis=2)
case("softmax", "Softmax", normal(2, 3, 4), axis=1)
case("softmax-default", "Softmax", normal(2, 3, 4))
case("log-softmax", "LogSoftmax", normal(2, 3, 4))
case("log-softmax-old", "LogSoftmax", normal(2, 3, 4), opset=12)

# Shapes.
case("reshape", "Reshape", normal(2, 3, 4), ints(0, -1))
case("flatten", "Flatten", normal(2, 3, 4), axis=2)
case("flatten-negative", "Flatten", normal(2, 3, 4), axis=-2)
case("flatten-0", "Flatten", normal(2, 3), axis=0)
case("squeeze-11", "Squeeze", normal(1, 3, 1), opset=11, axes=[0])
case("squeeze-13", "Squeeze", normal(1, 3, 1), ints(-1))
case("squeeze-all", "Squeeze", normal(1, 3, 1))
case("unsqueeze-11", "Unsqueeze", normal(3, 2), opset=11, axes=[0, 3])
case("unsqueeze-13", "Unsqueeze", normal(3, 2), ints(-1, 1))
case("transpose", "Transpose", normal(2, 3, 4), perm=[2, 0, 1])
case("transpose-default", "Transpose", normal(2, 3, 4))
case("depth-to-space", "DepthToSpace", normal(1, 8, 2, 3), blocksize=2)
case("depth-to-space-crd", "DepthToSpace", normal(1, 8, 2, 3), blocksize=2, mode="CRD")
case("space-to-depth", "SpaceToDepth", normal(1, 2, 4, 6), blocksize=2)
case("concat", "Concat", normal(2, 3), normal(2, 2), axis=-1)
case("split-attribute", "Split", normal(2, 5), opset=11, outputs=2, axis=1, split=[2, 3])
case("split-input", "Split", normal(2, 5), ints(1, 4), outputs=2, axis=1)
case("split-equal", "Split", normal(4, 2), outputs=2)
case("split-count", "Split", normal(5, 2), opset=18, outputs=3, num_outputs=3)
case("expand", "Expand", normal(3, 1), ints(2, 1, 4))
case("tile", "Tile", normal(2, 3), ints(2, 3))
case("gather", "Gather", normal(3, 4), np.array([[0, -1], [1, 1]], dtype=np.int64), axis=1)
case("gather-scalar", "Gather", normal(3, 4), np.array(1, dtype=np.int64))
case("gather-elements", "GatherElements", normal(2, 3), np.array([[0, -1], [1, 1]], dtype=np.int64), axis=1)
case("slice-9", "Slice", normal(4, 5), opset=9, starts=[1, -3], ends=[3, 1000], axes=[0, 1])
case("slice", "Slice", normal(4, 5), ints(-1), ints(-(2**63)), ints(1), ints(-2))
case("slice-plain", "Slice", normal(4, 5), ints(1, 0), ints(2**63 - 1, 4))
case("pad-10", "Pad", normal(2, 3), opset=10, pads=[0, 1, 2, 0], value=0.5)
case("pad", "Pad", normal(2, 3), ints(1, 0, 0, 2), np.float32(1.5))
case("pad-cut", "Pad", normal(4, 4), ints(-1, 0, 1, -2))
case("pad-axes", "Pad", normal(2, 3), ints(1, 2), None, ints(-1), opset=18)
for mode in ("reflect", "edge"):
    case(f"pad-{mode}", "Pad", normal(1, 2, 4, 3), ints(0, 0, 2, 1, 0, 0, 1, 2), mode=mode)
case("pad-wrap", "Pad", normal(3, 4), ints(1, 2, 2, 1), opset=19, mode="wrap")
case("dropout", "Dropout", normal(2, 3), np.float32(0.5))
case("dropout-7", "Dropout", normal(2, 3), opset=7, ratio=0.3)

# Other sizes.
image = normal(1, 2, 4, 3)
case("upsample-9", "Upsample", image, np.array([1, 1, 2, 3], np.float32), opset=9, mode="nearest")
case("resize-10", "Resize", image, np.array([1, 1, 2, 2], np.float32), opset=10, mode="nearest")
scales = np.array([1, 1, 1.7, 2.6], np.float32)
for mode in ("half_pixel", "align_corners", "asymmetric", "pytorch_half_pixel"):
    for way in ("round_prefer_floor", "floor", "ceil", "round_prefer_ceil"):
        case(f"resize-nearest-{mode}-{way}", "Resize", image, None, None, ints(1, 2, 7, 2), mode="nearest",
             coordinate_transformation_mode=mode, nearest_mode=way)
    case(f"resize-linear-{mode}", "Resize", image, None, scales, mode="linear", coordinate_transformation_mode=mode)
case("resize-linear-smaller", "Resize", image, None, None, ints(1, 2, 3, 2), mode="linear")
case("resize-cubic", "Resize", image, None, scales, mode="cubic")
case("resize-cubic-exclude", "Resize", image, None, scales, mode="cubic", cubic_coeff_a=-0.5, exclude_outside=1)

# Quantized weights.
weight = draw.integers(-100, 100, (3, 2, 3, 3)).astype(np.int8)
graph([
    helper.make_node("DequantizeLinear", ["q", "s", "z"], ["w"], axis=0),
    helper.make_node("Conv", ["x", "w"], ["y"]),
], "dequantized-weights", normal(1, 2, 5, 5), {"q": weight, "s": positive(3) * 0.01, "z": np.zeros(3, np.int8)},
    wanted=["w", "y"])
graph([
    helper.make_node("QuantizeLinear", ["x", "s", "z"], ["q"]),
    helper.make_node("DequantizeLinear", ["q", "s", "z"], ["y"]),
], "quantized-activations", normal(3, 4), {"s": np.float32(0.05), "z": np.uint8(120)}, differentiable=False)

# Shapes that a network works out for itself, as exporters of PyTorch write them.
graph([
    helper.make_node("Shape", ["x"], ["shape"]),
    helper.make_node("Gather", ["shape", "zero"], ["batch"], axis=0),
    helper.make_node("Unsqueeze", ["batch", "first"], ["batch1"]),
    helper.make_node("Concat", ["batch1", "rest"], ["target"], axis=0),
    helper.make_node("Reshape", ["x", "target"], ["y"]),
], "computed-shape", normal(2, 3, 4), {"zero": np.array(0, np.int64), "first": ints(0), "rest": ints(-1)})
graph([
    helper.make_node("Shape", ["x"], ["shape"]),
    helper.make_node("Slice", ["shape", "first", "second"], ["batch"]),
    helper.make_node("Concat", ["batch", "one", "width"], ["target"], axis=0),
    helper.make_node("Expand", ["token", "target"], ["tokens"]),
    helper.make_node("Concat", ["tokens", "x"], ["joined"], axis=1),
    helper.make_node("ConstantOfShape", ["target"], ["zeros"]),
    helper.make_node("Add", ["joined", "zeros"], ["sum"]),
    helper.make_node("Range", ["zero", "three", "step"], ["positions"]),
    helper.make_node("Gather", ["table", "positions"], ["embedding"]),
    helper.make_node("Add", ["sum", "embedding"], ["y"]),
], "class-token", normal(2, 2, 4), {
    "first": ints(0), "second": ints(1), "one": ints(1), "width": ints(4), "token": normal(1, 1, 4),
    "zero": np.array(0, np.int64), "three": np.array(3, np.int64), "step": np.array(1, np.int64),
    "table": normal(5, 4)})

header = {
    "tool": f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}, numpy {np.__version__}", "seed": SEED}
(folder / "graphs.json").write_text(json.dumps({**header, "cases": cases}) + "\n")
print(len(cases), "cases;", sorted(c["name"] for c in cases if c["tool"] != "onnxruntime"))
