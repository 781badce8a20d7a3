"""Makes the fixtures of Tests/TensorEngineTests from PyTorch: for each operator its inputs, its result, and the
gradients of the sum of result x upstream with respect to every floating-point input; and the losses of two small
trainings.

    python3 -m venv venv
    venv/bin/pip install torch==2.15.0 numpy==2.4.6
    venv/bin/python Tools/reference/tensor_fixtures.py Tests/TensorEngineTests/Fixtures

Versions and seed are written into the files. Values are drawn in Float32 and computed in Float64, so that the fixtures
are the results of the Float32 inputs to ten digits.
"""

import json
import pathlib
import sys

import torch
import torch.nn.functional as F

SEED = 20261121
folder = pathlib.Path(sys.argv[1])
torch.manual_seed(SEED)
torch.set_num_threads(1)


def normal(*shape):
    return torch.randn(*shape).double()


def positive(*shape):
    return (torch.rand(*shape) + 0.5).double()


def distinct(*shape):
    """Values at least 0.05 apart and away from zero, so that no maximum or bound changes within a difference step."""
    count = int(torch.tensor(shape).prod())
    return ((torch.randperm(count).float() - count / 2 + 0.5) * 0.05).reshape(shape).double()


def encoded(tensor):
    """Results: ten digits."""
    return {"shape": list(tensor.shape), "values": [float(f"{value:.10g}") for value in tensor.flatten().tolist()]}


def exact(tensor):
    """Inputs: the digits that Float32 needs."""
    return {"shape": list(tensor.shape), "values": [float(str(value)) for value in tensor.float().flatten().numpy()]}


cases = []


def case(name, function, *inputs, indices=()):
    inputs = [value.float().double().requires_grad_() for value in inputs]
    result = function(*inputs, *indices)
    upstream = torch.randn(result.shape).double()
    (result * upstream).sum().backward()
    cases.append({
        "name": name,
        "inputs": [exact(value.detach()) for value in inputs],
        "indices": [{"shape": list(value.shape), "values": value.flatten().tolist()} for value in indices],
        "result": encoded(result.detach()),
        "upstream": exact(upstream),
        "gradients": [encoded(value.grad) for value in inputs],
    })


case("add", torch.add, normal(2, 3), normal(2, 3))
case("add-broadcast", torch.add, normal(2, 3, 4), normal(3, 1))
case("subtract-broadcast", torch.sub, normal(2, 3), normal(3))
case("multiply-broadcast", torch.mul, normal(2, 1, 4), normal(3, 1))
case("divide-broadcast", torch.div, normal(2, 3), positive(2, 1))
case("power-tensor", torch.pow, positive(2, 3), normal(3))
case("add-scalar", lambda x: x + 1.5, normal(2, 3))
case("subtract-scalar", lambda x: x - 1.5, normal(2, 3))
case("multiply-scalar", lambda x: x * -2.5, normal(2, 3))
case("divide-scalar", lambda x: x / 4, normal(2, 3))
case("power", lambda x: x**2.5, positive(2, 3))
case("negative", torch.neg, normal(2, 3))
case("relu", torch.relu, distinct(3, 4))
case("leaky-relu", lambda x: F.leaky_relu(x, 0.1), distinct(3, 4))
case("sigmoid", torch.sigmoid, normal(3, 4))
case("tanh", torch.tanh, normal(3, 4))
case("exponential", torch.exp, normal(3, 4))
case("logarithm", torch.log, positive(3, 4))
case("square-root", torch.sqrt, positive(3, 4))
case("magnitude", torch.abs, distinct(3, 4))
case("clamp", lambda x: x.clamp(-0.11, 0.13), distinct(3, 4))
case("sum", torch.sum, normal(2, 3, 4))
case("sum-dimensions", lambda x: x.sum((0, 2)), normal(2, 3, 4))
case("mean", torch.mean, normal(2, 3, 4))
case("mean-dimension", lambda x: x.mean(-1, keepdim=True), normal(2, 3, 4))
case("maximum", torch.amax, distinct(2, 3, 4))
case("maximum-dimension", lambda x: x.amax(1), distinct(2, 3, 4))
case("softmax", lambda x: x.softmax(1), normal(3, 5))
case("softmax-first", lambda x: x.softmax(0), normal(3, 5))
case("log-softmax", lambda x: x.log_softmax(-1), normal(3, 5))
case("matrix-product", torch.matmul, normal(3, 4), normal(4, 2))
case("matrix-product-batch", torch.matmul, normal(2, 3, 4), normal(2, 4, 5))
case("linear", F.linear, normal(3, 4), normal(5, 4), normal(5))
case("linear-no-bias", F.linear, normal(2, 3, 4), normal(5, 4))
case("convolution", F.conv2d, normal(2, 3, 5, 6), normal(4, 3, 3, 3), normal(4))
case(
    "convolution-stride-padding", lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 2)), normal(2, 2, 6, 5),
    normal(3, 2, 3, 3), normal(3))
case("convolution-dilation", lambda x, w: F.conv2d(x, w, dilation=(2, 1)), normal(1, 2, 7, 5), normal(2, 2, 3, 2))
case(
    "convolution-groups", lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=2), normal(2, 4, 4, 4),
    normal(6, 2, 3, 3), normal(6))
case("convolution-depthwise", lambda x, w: F.conv2d(x, w, groups=3), normal(2, 3, 4, 4), normal(3, 1, 3, 3))
case("max-pooling", lambda x: F.max_pool2d(x, 2), distinct(2, 2, 4, 6))
case("max-pooling-padding", lambda x: F.max_pool2d(x, 3, 2, 1), distinct(1, 2, 5, 5))
case("max-pooling-up", lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True), distinct(1, 2, 6, 6))
case("max-pooling-dilation", lambda x: F.max_pool2d(x, 2, 1, dilation=2), distinct(1, 2, 5, 5))
case("average-pooling", lambda x: F.avg_pool2d(x, (2, 3)), normal(2, 2, 4, 6))
case("average-pooling-padding", lambda x: F.avg_pool2d(x, 3, 2, 1), normal(1, 2, 5, 5))
case("average-pooling-inside", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), normal(1, 2, 5, 5))
case("average-pooling-up", lambda x: F.avg_pool2d(x, 3, 2, ceil_mode=True), normal(1, 2, 6, 6))
case("adaptive-average-pooling", lambda x: F.adaptive_avg_pool2d(x, (1, 1)), normal(2, 3, 4, 5))
case("adaptive-average-pooling-uneven", lambda x: F.adaptive_avg_pool2d(x, (2, 3)), normal(2, 2, 5, 7))
running_mean, running_variance = torch.tensor([-0.25, 0.0625, 0.5]).double(), torch.tensor([0.5, 1, 1.5]).double()
case(
    "batch-normalization-training", lambda x, w, b: F.batch_norm(x, None, None, w, b, True, 0.1, 1e-5),
    normal(3, 3, 2, 2), normal(3), normal(3))
case(
    "batch-normalization-flat", lambda x, w, b: F.batch_norm(x, None, None, w, b, True, 0.1, 1e-3), normal(5, 3),
    normal(3), normal(3))
case(
    "batch-normalization-inference",
    lambda x, w, b: F.batch_norm(x, running_mean, running_variance, w, b, False),
    normal(3, 3, 2, 2), normal(3), normal(3))
case(
    "local-response-normalization", lambda x: F.local_response_norm(x, 5, alpha=0.5, beta=0.75, k=1),
    normal(2, 7, 3, 2))
case(
    "local-response-normalization-even", lambda x: F.local_response_norm(x, 4, alpha=0.3, beta=0.5, k=2),
    normal(1, 6, 2, 2))
classes = torch.tensor([4, 0, 2])
case("cross-entropy", F.cross_entropy, normal(3, 5), indices=[classes])
case("cross-entropy-samples", lambda x, t: F.cross_entropy(x, t, reduction="none"), normal(3, 5), indices=[classes])
case("cross-entropy-smoothed", lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), normal(3, 5), indices=[classes])
case("reshape", lambda x: x.reshape(4, -1), normal(2, 3, 4))
case("permute", lambda x: x.permute(2, 0, 1), normal(2, 3, 4))
case("transpose", lambda x: x.transpose(-1, -2), normal(2, 3, 4))
case("expand", lambda x: x.expand(2, 3, 4), normal(3, 1))
case("concatenate", lambda x, y: torch.cat([x, y], 1), normal(2, 3, 2), normal(2, 1, 2))
case("narrow", lambda x: x.narrow(1, 1, 2), normal(2, 4, 3))
case("pad-constant", lambda x: F.pad(x, (1, 2, 0, 1), value=0.5), normal(1, 2, 3, 3))
case("pad-reflect", lambda x: F.pad(x, (1, 2, 2, 1), mode="reflect"), normal(1, 2, 3, 4))
case("pad-replicate", lambda x: F.pad(x, (1, 2, 0, 1), mode="replicate"), normal(1, 2, 3, 3))
case("gather", lambda x, i: x.gather(1, i), normal(3, 4), indices=[torch.tensor([[0, 3], [1, 1], [2, 0]])])
case("select", lambda x, i: x.index_select(1, i), normal(2, 4, 2), indices=[torch.tensor([3, 0, 3])])
case("clone", torch.clone, normal(2, 3))
case("resize-larger", lambda x: F.interpolate(x, (5, 7), mode="bilinear", align_corners=False), normal(1, 2, 3, 4))
case("resize-smaller", lambda x: F.interpolate(x, (2, 3), mode="bilinear", align_corners=False), normal(1, 2, 5, 4))
case("resize-corners", lambda x: F.interpolate(x, (5, 7), mode="bilinear", align_corners=True), normal(1, 2, 3, 4))
turn = torch.tensor([[[0.8, -0.3, 0.1], [0.25, 0.9, -0.05]], [[1.1, 0.2, 0.0], [-0.1, 0.7, 0.2]]])
case("affine-grid", lambda m: F.affine_grid(m, [2, 1, 3, 4], align_corners=False), turn.double())
places = (torch.rand(2, 3, 4, 2) * 2.4 - 1.2).double()
case("grid-sample-zeros", lambda x, g: F.grid_sample(x, g, align_corners=False), normal(2, 2, 4, 5), places)
case(
    "grid-sample-border", lambda x, g: F.grid_sample(x, g, padding_mode="border", align_corners=True),
    normal(2, 2, 4, 5), places)
case(
    "grid-sample-reflection", lambda x, g: F.grid_sample(x, g, padding_mode="reflection", align_corners=False),
    normal(2, 2, 4, 5), places)

header = {"tool": f"torch {torch.__version__}", "seed": SEED}

# Batch normalization moves the running values.
inputs = normal(4, 3, 2, 2)
mean, variance = torch.zeros(3).double(), torch.ones(3).double()
F.batch_norm(inputs, mean, variance, training=True, momentum=0.1)
running = {"inputs": exact(inputs), "mean": encoded(mean), "variance": encoded(variance)}

# Exclusive or, by a network of two layers; one row of losses for each way of descending.
corners = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]).double()
answers = torch.tensor([0, 1, 1, 0])
start = [value.float().double() for value in (normal(8, 2), normal(8) * 0.1, normal(2, 8) * 0.5, torch.zeros(2))]
ways = {
    "plain": {"lr": 0.5},
    "momentum": {"lr": 0.2, "momentum": 0.9},
    "decayed": {"lr": 0.2, "momentum": 0.9, "weight_decay": 0.01},
    "nesterov": {"lr": 0.2, "momentum": 0.9, "nesterov": True},
}
losses = {}
for name, options in ways.items():
    first, first_bias, second, second_bias = parameters = [value.clone().requires_grad_() for value in start]
    optimizer = torch.optim.SGD(parameters, **options)
    losses[name] = []
    for _ in range(60):
        logits = F.linear(torch.tanh(F.linear(corners, first, first_bias)), second, second_bias)
        loss = F.cross_entropy(logits, answers)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses[name].append(loss.item())

# A small convolutional network on striped images: which way the stripes go, 12 steps.
images = torch.zeros(8, 1, 6, 6)
for index in range(8):
    line = (torch.arange(6) + index // 2) % 2
    images[index, 0] = (line[:, None] if index % 2 else line[None, :]).float().expand(6, 6)
images = (images + 0.3 * torch.randn(8, 1, 6, 6)).double()
kinds = torch.arange(8) % 2
drawn = (normal(3, 1, 3, 3) * 0.5, torch.zeros(3), normal(2, 12) * 0.3, torch.zeros(2))
network = [value.float().double() for value in drawn]
kernel, kernel_bias, weight, bias = parameters = [value.clone().requires_grad_() for value in network]
optimizer = torch.optim.SGD(parameters, lr=0.1, momentum=0.9)
convolution = []
for _ in range(12):
    hidden = F.max_pool2d(torch.relu(F.conv2d(images, kernel, kernel_bias)), 2)
    loss = F.cross_entropy(F.linear(hidden.flatten(1), weight, bias), kinds)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    convolution.append(loss.item())

(folder / "training.json").write_text(
    json.dumps({
        **header, "running": running, "corners": exact(corners), "answers": answers.tolist(),
        "start": [exact(value) for value in start], "losses": losses,
        "images": exact(images), "kinds": kinds.tolist(), "network": [exact(value) for value in network],
        "convolutionLosses": convolution,
    }) + "\n")

# Operators that came later: at the end, so that the numbers drawn above stay.
case("minimum-dimension", lambda x: x.amin(1), distinct(2, 3, 4))
case("product", torch.prod, normal(2, 3))
case("product-dimensions", lambda x: x.prod(2).prod(0), normal(2, 3, 2))
case("reciprocal", torch.reciprocal, positive(3, 4))
case("error-function", torch.erf, normal(3, 4))
case("gelu", F.gelu, normal(3, 4))
case("gelu-tanh", lambda x: F.gelu(x, approximate="tanh"), normal(3, 4))
case("softplus", F.softplus, normal(3, 4) * 4)
case("hard-swish", F.hardswish, normal(3, 4) * 3)
case("sine", torch.sin, normal(3, 4))
case("cosine", torch.cos, normal(3, 4))
case("floor", torch.floor, normal(3, 4))
case("ceiling", torch.ceil, normal(3, 4))
case("round", torch.round, normal(3, 4))
case("sign", torch.sign, normal(3, 4))
case("elu", lambda x: F.elu(x, 0.7), normal(3, 4))
case("elu-scaled", F.selu, normal(3, 4))
case("larger", torch.maximum, normal(3, 4), normal(4))
case("smaller", torch.minimum, normal(3, 1), normal(3, 4))
case(
    "choose", lambda x, y, i: torch.where(i != 0, x, y), normal(3, 4), normal(3, 4),
    indices=[torch.tensor([0, 1, 1, 0])])
case("layer-normalization", lambda x, w, b: F.layer_norm(x, (3, 4), w, b), normal(2, 3, 4), normal(3, 4), normal(3, 4))
case("group-normalization", lambda x, w, b: F.group_norm(x, 2, w, b), normal(2, 4, 3, 2), normal(4), normal(4))
case("einstein-sum", lambda x, y: torch.einsum("bij,bjk->bki", x, y), normal(2, 3, 4), normal(2, 4, 2))
case(
    "transposed-convolution",
    lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=(1, 0), output_padding=(1, 0), groups=2),
    normal(2, 4, 3, 3), normal(4, 2, 3, 2), normal(4))
case(
    "inverse-fourier", lambda x: torch.fft.irfft2(torch.view_as_complex(x), s=(5, 6), norm="ortho"), normal(2, 5, 4, 2))
case(
    "inverse-fourier-odd", lambda x: torch.fft.irfft2(torch.view_as_complex(x), s=(4, 5), norm="ortho"),
    normal(1, 2, 4, 3, 2))
(folder / "operators.json").write_text(json.dumps({**header, "cases": cases}) + "\n")
