"""Writes the small networks in Tests/ONNXModelTests/Fixtures and the shape of every tensor in them.

Each network has one input and many nodes of one family of operators. The shapes are those that ONNX Runtime gives for
a batch of 2 and of 3, so an axis on which both agree is fixed, and any other depends on the batch; where
onnx.shape_inference states a size, it is checked to be the same. Run it again after a change:

    pip install onnx==1.23.2 onnxruntime numpy
    python Tools/reference/onnx_shapes.py
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ONNXModelTests" / "Fixtures"
RANDOM = np.random.default_rng(7)


class Network:
    """A graph under construction; calling it adds a node and gives the names of its outputs."""

    def __init__(self, name, opset, shape=("N", 3, 12, 10), ir_version=8):
        self.name, self.opset, self.ir_version = name, opset, ir_version
        self.shape, self.nodes, self.constants = shape, [], []

    def constant(self, value):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def weights(self, *shape):
        return self.constant(RANDOM.normal(size=shape).astype(np.float32) * np.float32(0.1))

    def integers(self, *values):
        return self.constant(np.array(values, dtype=np.int64))

    def scalar(self, value):
        return self.constant(np.array(value, dtype=np.int64))

    def __call__(self, operator, *inputs, outputs=1, name=None, **attributes):
        stem = name or f"{operator}_{len(self.nodes)}"
        names = [stem] if outputs == 1 else [f"{stem}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, name=stem, **attributes))
        return names[0] if outputs == 1 else names

    def model(self, outputs):
        graph = helper.make_graph(
            self.nodes, self.name,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, self.shape)], outputs, self.constants)
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=self.ir_version,
            producer_name="onnx_shapes.py")

    def write(self):
        made = [name for node in self.nodes for name in node.output if name]
        typed = onnx.shape_inference.infer_shapes(self.model([]), strict_mode=True, data_prop=True)
        stated = {info.name: info.type.tensor_type for info in typed.graph.value_info}
        watched = self.model([helper.make_tensor_value_info(n, stated[n].elem_type, None) for n in made])
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(watched.SerializeToString(), options)
        runs = []
        for batch in (2, 3):
            shape = [batch if isinstance(size, str) else size for size in self.shape]
            runs.append(session.run(made, {"x": RANDOM.normal(size=shape).astype(np.float32)}))
        shapes = {}
        for name, two, three in zip(made, *runs):
            assert two.ndim == three.ndim, name
            shapes[name] = [a if a == b else None for a, b in zip(two.shape, three.shape)]
            for own, other in zip(shapes[name], stated[name].shape.dim):
                # onnx counts pool windows that start in the padding behind the input; the runtime and PyTorch do not.
                if other.HasField("dim_value") and other.dim_value != own:
                    assert "Pool" in name, (name, own, other)
                    print(f"{name}: {own} when run, {other.dim_value} by onnx.shape_inference")
        last = made[-1]
        model = self.model([helper.make_tensor_value_info(last, stated[last].elem_type, None)])
        (FIXTURES / f"{self.name}.onnx").write_bytes(model.SerializeToString())
        (FIXTURES / f"{self.name}.json").write_text(json.dumps(shapes, indent=0) + "\n")
        print(f"{self.name}: {len(made)} tensors, {model.ByteSize()} bytes")


def elementwise():
    n = Network("elementwise", 18)
    for operator in ["Relu", "Sigmoid", "Tanh", "Erf", "Exp", "Abs", "Neg", "Floor", "Ceil", "Softplus", "Elu", "Selu",
                     "LeakyRelu", "HardSigmoid", "HardSwish", "Softmax", "LogSoftmax", "Sign", "Identity"]:
        n(operator, "x")
    n("Clip", "x", n.constant(np.float32(0)), n.constant(np.float32(6)))
    n("PRelu", "x", n.weights(3, 1, 1))
    for operator in ["Add", "Sub", "Mul", "Div", "Pow"]:
        n(operator, "x", n.weights(3, 1, 1))
        n(operator, n.weights(5, 1, 1, 12, 10), "x")
    n("Sum", "x", n.weights(10), n.weights(12, 1))
    n("Max", "x", n.weights(1, 3, 1, 1))
    n("Cast", "x", to=TensorProto.INT64)
    n("Dropout", "x", outputs=2)
    mask = n("Greater", "x", n.constant(np.float32(0)))
    n("Not", mask)
    n("Where", mask, "x", n.weights(12, 10))
    return n


def convolution():
    n = Network("convolution", 13)
    w = n.weights(4, 3, 3, 3)
    n("Conv", "x", w)
    n("Conv", "x", w, pads=[1, 1, 1, 1])
    n("Conv", "x", w, pads=[0, 1, 2, 1], strides=[2, 3])
    n("Conv", "x", w, dilations=[2, 2])
    n("Conv", "x", w, kernel_shape=[3, 3], auto_pad="SAME_UPPER", strides=[2, 2])
    n("Conv", "x", w, kernel_shape=[3, 3], auto_pad="SAME_LOWER", strides=[3, 2])
    n("Conv", "x", w, kernel_shape=[3, 3], auto_pad="VALID", strides=[2, 2])
    n("Conv", "x", n.weights(6, 1, 5, 1), n.weights(6), group=3, pads=[2, 0, 2, 0])
    up = n.weights(3, 5, 4, 4)
    n("ConvTranspose", "x", up, strides=[2, 2], pads=[1, 1, 1, 1])
    n("ConvTranspose", "x", up, strides=[3, 2], output_padding=[1, 0])
    n("ConvTranspose", "x", up, strides=[2, 2], auto_pad="SAME_UPPER", kernel_shape=[4, 4])
    n("ConvTranspose", "x", up, dilations=[2, 1])
    n("ConvTranspose", "x", n.weights(3, 2, 2, 2), group=3, strides=[2, 2])
    flat = n("Reshape", "x", n.integers(0, 3, -1))
    n("Conv", flat, n.weights(7, 3, 9), strides=[4])
    return n


def pooling():
    n = Network("pooling", 13, shape=("N", 3, 13, 11))
    for ceil_mode in (0, 1):
        n("MaxPool", "x", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=ceil_mode)
        n("AveragePool", "x", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=ceil_mode)
        n("MaxPool", "x", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=ceil_mode)
        n("MaxPool", "x", kernel_shape=[3, 2], strides=[3, 4], pads=[0, 0, 1, 1], ceil_mode=ceil_mode)
        n("MaxPool", "x", kernel_shape=[2, 2], strides=[3, 3], pads=[1, 1, 1, 1], ceil_mode=ceil_mode)
    n("MaxPool", "x", kernel_shape=[3, 3], dilations=[2, 3], strides=[2, 1])
    n("MaxPool", "x", kernel_shape=[3, 3], auto_pad="SAME_UPPER", strides=[2, 2])
    n("AveragePool", "x", kernel_shape=[4, 4], auto_pad="SAME_LOWER", strides=[3, 3])
    n("MaxPool", "x", kernel_shape=[3, 3], auto_pad="VALID", strides=[2, 2])
    n("MaxPool", "x", kernel_shape=[2, 2], outputs=2)
    n("LpPool", "x", kernel_shape=[3, 3], strides=[2, 2])
    for operator in ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"]:
        n(operator, "x")
    return n


def products():
    n = Network("products", 13)
    flat = n("Flatten", "x")
    n("Gemm", flat, n.weights(360, 7), n.weights(7))
    n("Gemm", flat, n.weights(7, 360), transB=1)
    n("MatMul", flat, n.weights(360, 5))
    n("MatMul", "x", n.weights(10, 4))
    n("MatMul", "x", n.weights(3, 10, 4))
    n("MatMul", "x", n.weights(10))
    n("MatMul", n.weights(12), "x")
    turned = n("Transpose", "x", perm=[0, 1, 3, 2])
    n("MatMul", "x", turned)
    n("Einsum", "x", turned, equation="nchw,ncwk->nhk")
    n("Einsum", flat, n.weights(360, 6), equation="nf, fk -> nk")
    n("Einsum", flat, n.weights(360, 6), equation="ij,jk")
    quantized = [n.constant(np.float32(0.1)), n.constant(np.uint8(3))]
    q = n("QuantizeLinear", flat, *quantized)
    w = n.constant(RANDOM.integers(0, 255, size=(360, 4)).astype(np.uint8))
    n("QLinearMatMul", q, *quantized, w, *quantized, *quantized)
    n("MatMulInteger", q, w)
    return n


def layout():
    n = Network("layout", 13)
    n("Flatten", "x", axis=2)
    n("Flatten", "x", axis=0)
    n("Flatten", "x", axis=-1)
    n("Reshape", "x", n.integers(0, -1))
    n("Reshape", "x", n.integers(-1, 36, 10))
    n("Reshape", "x", n.integers(0, 0, 5, -1))
    n("Reshape", "x", n.integers(-1, 10))
    n("Transpose", "x")
    n("Transpose", "x", perm=[0, 2, 3, 1])
    pooled = n("GlobalAveragePool", "x")
    n("Squeeze", pooled, n.integers(2, 3))
    n("Squeeze", pooled, n.integers(-1))
    n("Unsqueeze", "x", n.integers(0, -1))
    n("Expand", n.weights(1, 3, 1, 1), n.integers(2, 3, 4, 1))
    n("Tile", "x", n.integers(1, 2, 1, 3))
    n("SpaceToDepth", "x", blocksize=2)
    n("DepthToSpace", n("Concat", "x", "x", "x", "x", axis=1), blocksize=2)
    # Flattening as PyTorch exports it where it does not trust the batch size.
    shape = n("Shape", "x")
    batch = n("Gather", shape, n.scalar(0), axis=0)
    target = n("Concat", n("Unsqueeze", batch, n.integers(0)), n.integers(-1), axis=0)
    n("Reshape", "x", target)
    height = n("Gather", shape, n.scalar(2), axis=0)
    half = n("Div", height, n.scalar(2))
    doubled = n("Mul", half, n.scalar(4))
    parts = [n("Unsqueeze", size, n.integers(0)) for size in (batch, doubled)]
    n("Reshape", "x", n("Concat", *parts, n.integers(-1), axis=0))
    # A class token is expanded to the batch and put before the patches.
    patches = n("Transpose", n("Reshape", "x", n.integers(0, 3, -1)), perm=[0, 2, 1])
    size = n("Concat", n("Unsqueeze", batch, n.integers(0)), n.integers(1, 3), axis=0)
    wanted = n("Where", n("Equal", size, n.integers(-1, -1, -1)), n.integers(1, 1, 1), size)
    token = n("Expand", n.weights(1, 1, 3), wanted)
    tokens = n("Concat", token, patches, axis=1)
    # Windows as shifted-window transformers form them: the batch is multiplied, and divided again.
    grid = n("Reshape", "x", n.integers(0, 3, 3, 4, 2, 5))
    windows = n("Reshape", n("Transpose", grid, perm=[0, 2, 4, 3, 5, 1]), n.integers(-1, 20, 3))
    n("Reshape", windows, n.integers(-1, 120, 3))
    n("Gather", tokens, n.scalar(0), axis=1)
    return n


def joining():
    n = Network("joining", 13)
    n("Concat", "x", "x", n("Relu", "x"), axis=1)
    n("Concat", "x", "x", axis=-1)
    n("Concat", "x", "x", axis=0)
    n("Split", "x", axis=1, outputs=3)
    n("Split", "x", n.integers(5, 7), axis=2, outputs=2)
    n("Split", "x", n.integers(4, 4, 2), axis=-1, outputs=3)
    n("Slice", "x", n.integers(1), n.integers(9), n.integers(2), n.integers(3))
    n("Slice", "x", n.integers(0, 0), n.integers(2**62, 2**62), n.integers(2, 3), n.integers(2, 2))
    n("Slice", "x", n.integers(-3), n.integers(-1), n.integers(3))
    n("Slice", "x", n.integers(-1), n.integers(-2**62), n.integers(3), n.integers(-2))
    n("Slice", "x", n.integers(0), n.integers(2**62), n.integers(0))
    n("Slice", "x", n.integers(20), n.integers(30), n.integers(2))
    n("Pad", "x", n.integers(0, 1, 2, 3, 0, 1, 0, -1))
    n("Pad", "x", n.integers(0, 0, 1, 1, 0, 0, 1, 1), mode="reflect")
    return n


def indexing():
    n = Network("indexing", 13)
    n("Gather", "x", n.scalar(1), axis=1)
    n("Gather", "x", n.integers(0, 2), axis=-1)
    n("Gather", "x", n.constant(np.zeros((2, 4), np.int64)), axis=2)
    n("GatherND", "x", n.constant(np.zeros((5, 2), np.int64)))
    n("ArgMax", "x", axis=1)
    n("ArgMin", "x", axis=-1, keepdims=0)
    n("TopK", "x", n.integers(4), axis=2, outputs=2)
    n("CumSum", "x", n.scalar(1))
    labels = n("ArgMax", n("Flatten", "x"), axis=1, keepdims=0)
    n("OneHot", labels, n.integers(360), n.constant(np.array([0, 1], np.float32)))
    return n


def reductions(opset):
    n = Network(f"reductions{opset}", opset)
    operators = ["ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2", "ReduceProd", "ReduceLogSumExp"]
    for operator in operators:
        for axes, keepdims in [([2, 3], 1), ([-1], 0), ([1, 2], 0)]:
            if opset >= 18:
                n(operator, "x", n.integers(*axes), keepdims=keepdims)
            else:
                n(operator, "x", axes=axes, keepdims=keepdims)
        n(operator, "x")
        n(operator, "x", keepdims=0)
    n("ReduceSum", "x", n.integers(1), keepdims=0) if opset >= 13 else n("ReduceSum", "x", axes=[1], keepdims=0)
    return n


def generators():
    n = Network("generators", 17)
    shape = n("Shape", "x")
    n("Shape", "x", start=1, end=-1)
    n("Size", "x")
    n("Constant", value=numpy_helper.from_array(np.zeros((2, 3), np.float32)))
    n("Constant", value_ints=[1, 2, 3])
    n("Constant", value_float=0.5)
    n("ConstantOfShape", n.integers(2, 5))
    n("ConstantOfShape", shape)
    height = n("Gather", shape, n.scalar(2), axis=0)
    steps = n("Range", n.scalar(0), height, n.scalar(1))
    n("Reshape", steps, n.integers(-1, 1))
    n("EyeLike", n("Flatten", "x"))
    n("RandomNormalLike", "x")
    # Sizes in floating point, as older exporters compute them.
    scaled = n("Mul", n("Cast", height, to=TensorProto.FLOAT), n.constant(np.float32(0.375)))
    size = n("Cast", n("Ceil", scaled), to=TensorProto.INT64)
    n("ConstantOfShape", n("Unsqueeze", size, n.integers(0)))
    return n


def sampling():
    n = Network("sampling", 13)
    none = ""
    n("Resize", "x", none, n.constant(np.array([1, 1, 2, 1.5], np.float32)))
    n("Resize", "x", none, n.constant(np.array([1, 1, 0.6, 0.75], np.float32)), mode="linear")
    shape = n("Shape", "x")
    kept = n("Slice", shape, n.integers(0), n.integers(2), n.integers(0))
    n("Resize", "x", none, none, n("Concat", kept, n.integers(20, 7), axis=0))
    return n


def normalization():
    n = Network("normalization", 17)
    scale = [n.weights(3), n.weights(3)]
    n("BatchNormalization", "x", *scale, n.weights(3), n.constant(np.ones(3, np.float32)))
    n("InstanceNormalization", "x", *scale)
    n("LRN", "x", size=3)
    n("LayerNormalization", "x", n.weights(10))
    n("LayerNormalization", "x", n.weights(12, 10), axis=2, outputs=3)
    n("LpNormalization", "x", axis=1)
    return n


def quantization():
    n = Network("quantization", 13)
    scale, zero = n.constant(np.float32(0.02)), n.constant(np.int8(0))
    q = n("QuantizeLinear", "x", scale, zero)
    n("DequantizeLinear", q, scale, zero)
    n("DynamicQuantizeLinear", "x", outputs=3)
    unsigned = [n.constant(np.float32(0.02)), n.constant(np.uint8(128))]
    u = n("QuantizeLinear", "x", *unsigned)
    w = n.constant(RANDOM.integers(0, 255, size=(4, 3, 3, 3)).astype(np.uint8))
    n("QLinearConv", u, *unsigned, w, *unsigned, *unsigned, strides=[2, 2])
    n("ConvInteger", u, w, unsigned[1])
    return n


def sequences():
    n = Network("sequences", 14)
    steps = n("Reshape", "x", n.integers(0, 12, 30))
    first = n("Transpose", steps, perm=[1, 0, 2])
    n("LSTM", first, n.weights(2, 20, 30), n.weights(2, 20, 5), hidden_size=5, direction="bidirectional", outputs=3)
    n("GRU", first, n.weights(1, 12, 30), n.weights(1, 12, 4), hidden_size=4, outputs=2)
    return n


def old_axes():
    """Operator set 8: axes, pads and scales are attributes."""
    n = Network("opset8", 8, ir_version=4)
    n("Slice", "x", starts=[1, 0], ends=[11, 2**31 - 1], axes=[2, 3])
    n("Pad", "x", pads=[0, 0, 1, 1, 0, 0, 1, 1])
    n("Unsqueeze", "x", axes=[1])
    n("Squeeze", n("GlobalMaxPool", "x"), axes=[2, 3])
    n("Split", "x", axis=2, split=[4, 8], outputs=2)
    n("TopK", "x", axis=1, k=2, outputs=2)
    n("ReduceSum", "x", axes=[1, 3])
    n("Clip", "x", min=0.0, max=6.0)
    n("Softmax", n("Flatten", "x"))
    return n


def upsample():
    n = Network("upsample9", 9, ir_version=4)
    n("Upsample", "x", n.constant(np.array([1, 1, 2, 3], np.float32)))
    return n


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for network in [
        elementwise(), convolution(), pooling(), products(), layout(), joining(), indexing(), reductions(13),
        reductions(18), generators(), sampling(), normalization(), quantization(), sequences(), old_axes(), upsample(),
    ]:
        network.write()
