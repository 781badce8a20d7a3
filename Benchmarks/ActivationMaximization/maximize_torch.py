"""The same optimization as maximization-benchmark, in PyTorch: steps a second of activation maximization for channels of a
layer of GoogLeNet, read from the same ONNX file.

    python3 -m venv venv
    venv/bin/pip install torch numpy onnx
    venv/bin/python Benchmarks/ActivationMaximization/maximize_torch.py googlenet.onnx LAYER CHANNELS BATCH STEPS THREADS

An image is its Fourier coefficients over 1 / frequency with decorrelated colours; it is moved, scaled and turned at random in one
bilinear resampling; Adam with the rate 0.05. Caffe's preprocessing (BGR from 0 to 255, minus the mean).
"""

import sys
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

path, layer, channels, batch, steps, threads = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7])
torch.set_num_threads(threads)
torch.manual_seed(42)
SIDE = 224


def pads(attributes):
    """Symmetric padding only: that is all that the network has."""
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    return (top, left), (bottom, right)


class Network:
    """The nodes of the graph up to a layer, run by torch.nn.functional."""

    def __init__(self, path, layer):
        graph = onnx.load(path).graph
        self.input = graph.input[0].name
        self.weights = {w.name: torch.tensor(numpy_helper.to_array(w).copy()) for w in graph.initializer}
        self.layer, needed, self.nodes = layer, {layer}, []
        for node in reversed(graph.node):
            if any(name in needed for name in node.output):
                needed.update(node.input)
                attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
                self.nodes.insert(0, (node.op_type, list(node.input), node.output[0], attributes))

    def __call__(self, images):
        values = {self.input: images}
        for kind, inputs, output, attributes in self.nodes:
            given = [values[name] if name in values else self.weights[name] for name in inputs if name]
            values[output] = self.run(kind, given, attributes)
        return values[self.layer]

    @staticmethod
    def run(kind, given, attributes):
        before, after = pads(attributes)
        stride = attributes.get("strides", [1, 1])
        if kind == "Conv":
            return F.conv2d(*given, stride=stride, padding=before, groups=attributes.get("group", 1))
        if kind == "Relu":
            return F.relu(given[0])
        if kind == "MaxPool":
            return F.max_pool2d(given[0], attributes["kernel_shape"], stride, before, ceil_mode=bool(attributes.get("ceil_mode", 0)))
        if kind == "LRN":
            return F.local_response_norm(
                given[0], attributes["size"], attributes["alpha"], attributes["beta"], attributes.get("bias", 1.0))
        if kind == "Concat":
            return torch.cat(given, attributes["axis"])
        if kind == "Dropout":
            return given[0]
        raise ValueError(f"the operator {kind} is not written down here")


network = Network(path, layer)
rows = np.fft.fftfreq(SIDE)[:, None]
columns = np.arange(SIDE // 2 + 1)[None, :] / SIDE
scale = torch.tensor((1 / np.maximum(np.sqrt(rows ** 2 + columns ** 2), 1 / SIDE) / 4)[None, None, :, :, None]).float()
matrix = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
matrix = (matrix / matrix.norm(dim=0).max()).reshape(3, 3, 1, 1)
mean = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
offset = torch.log(mean / (1 - mean))
caffe = torch.tensor([104.0, 117.0, 123.0]).reshape(1, 3, 1, 1)


def moved(images):
    count = images.shape[0]
    angle = (torch.rand(count) * 2 - 1) * 10 * np.pi / 180
    size = 1 / (0.9 + 0.2 * torch.rand(count))
    shift = (torch.rand(count, 2) * 2 - 1) * 0.11
    turn = torch.stack([
        torch.stack([size * torch.cos(angle), -size * torch.sin(angle), shift[:, 0]], 1),
        torch.stack([size * torch.sin(angle), size * torch.cos(angle), shift[:, 1]], 1)], 1)
    return F.grid_sample(images - 0.5, F.affine_grid(turn, images.shape, align_corners=False), align_corners=False) + 0.5


def optimize(numbers, steps):
    values = (torch.randn(len(numbers), 3, SIDE, SIDE // 2 + 1, 2) * 0.01).requires_grad_()
    adam = torch.optim.Adam([values], lr=0.05)
    places = torch.tensor(numbers)
    for _ in range(steps):
        adam.zero_grad()
        pixels = torch.fft.irfft2(torch.view_as_complex(values * scale), s=(SIDE, SIDE), norm="ortho")
        images = torch.sigmoid(F.conv2d(pixels, matrix) + offset)
        seen = moved(images)[:, [2, 1, 0]] * 255 - caffe
        activations = network(seen)
        excited = activations[torch.arange(len(numbers)), places].mean((1, 2))
        (-excited.sum()).backward()
        adam.step()
    return excited


optimize(list(range(batch)), 2)
start = time.perf_counter()
for first in range(0, channels, batch):
    optimize(list(range(first, min(channels, first + batch))), steps)
seconds = time.perf_counter() - start
print(f"{channels} images, {steps} steps each: {seconds:.2f} s, {channels * steps / seconds:.3f} image steps/s")
