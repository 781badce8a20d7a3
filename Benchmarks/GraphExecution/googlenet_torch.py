"""The same step in PyTorch: the weights of googlenet.onnx in a module written by hand, forwards to a layer and back.

    python googlenet_torch.py googlenet.onnx inception_4d/output THREADS REPETITIONS

Needs torch, onnx and numpy.
"""

import sys
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

path, wanted, threads, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
model = onnx.load(path)
weights = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
steps = []
for node in model.graph.node:
    a = {x.name: onnx.helper.get_attribute_value(x) for x in node.attribute}
    w = [weights.get(name) for name in node.input]
    if node.op_type == "Conv":
        pads, strides = a.get("pads", [0] * 4)[:2], a.get("strides", [1, 1])
        f = lambda x, w=w, pads=pads, strides=strides: F.conv2d(x, w[1], w[2], strides, pads)
    elif node.op_type == "Relu":
        f = torch.relu
    elif node.op_type == "MaxPool":
        f = lambda x, a=a: F.max_pool2d(
            x, a["kernel_shape"], a["strides"], a.get("pads", [0] * 4)[:2], ceil_mode=bool(a.get("ceil_mode", 0)))
    elif node.op_type == "LRN":
        f = lambda x, a=a: F.local_response_norm(x, a["size"], a["alpha"], a["beta"], a["bias"])
    elif node.op_type == "Concat":
        f = lambda *x: torch.cat(x, 1)
    elif node.op_type == "AveragePool":
        f = lambda x, a=a: F.avg_pool2d(x, a["kernel_shape"], a["strides"])
    elif node.op_type == "Flatten":
        f = lambda x: x.flatten(1)
    elif node.op_type == "Gemm":
        f = lambda x, w=w: F.linear(x, w[1], w[2])
    elif node.op_type == "Softmax":
        f = lambda x: x.softmax(1)
    else:
        raise SystemExit(f"no {node.op_type} here")
    steps.append((f, [name for name in node.input if name not in weights], node.output[0]))
    if node.output[0] == wanted:
        break


def run(x):
    values = {model.graph.input[0].name: x}
    for f, inputs, output in steps:
        values[output] = f(*[values[name] for name in inputs])
    return values[wanted]


def milliseconds(body):
    for _ in range(3):
        body()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        body()
        times.append((time.perf_counter() - start) * 1e3)
    return sorted(times)[count // 2]


image = ((torch.arange(3 * 224 * 224) * 7919) % 255 - 110).float().reshape(1, 3, 224, 224)
with torch.no_grad():
    forward = milliseconds(lambda: run(image))
variable = image.clone().requires_grad_()


def step():
    run(variable)[:, 0].mean().backward()
    variable.grad = None


print(f"torch {torch.__version__}, {threads} threads, {wanted}: median of {count}")
print(f"forward {forward} ms, forward and backward {milliseconds(step)} ms")
