"""Attributions of a small convolutional network by Captum and PyTorch, for Tests/AttributionTests.

    python3 -m venv venv
    venv/bin/pip install torch==2.15.0 captum==0.9.0 scikit-image==0.26.0 scipy==1.17.1 numpy==2.4.6
    venv/bin/python Tools/reference/attribution_fixtures.py Tests/AttributionTests/Fixtures

`captum.json` holds weights, images, and what each method attributes; the tests build the network with ONNXBuilder.
`maps.json` holds maps with their structural similarity (scikit-image), rank correlation and blur (SciPy).
"""

import json
import pathlib
import sys

import captum.attr
import numpy as np
import scipy.ndimage
import scipy.stats
import skimage.metrics
import torch

SEED = 20261122
folder = pathlib.Path(sys.argv[1])
draw = np.random.default_rng(SEED)


def encoded(values):
    array = np.asarray(values.detach() if isinstance(values, torch.Tensor) else values, dtype=np.float64)
    return {"shape": list(array.shape), "values": [float(f"{x:.9g}") for x in array.flatten()]}


def normal(*shape, scale=1.0):
    return torch.from_numpy((draw.standard_normal(shape) * scale).astype(np.float32))


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 4, 3, padding=1)
        self.conv2 = torch.nn.Conv2d(4, 6, 3, padding=1)
        self.relu1, self.relu2 = torch.nn.ReLU(), torch.nn.ReLU()
        self.linear = torch.nn.Linear(6 * 4 * 4, 5)
        for parameter in self.parameters():
            parameter.data = normal(*parameter.shape, scale=0.35)

    def forward(self, image):
        first = torch.nn.functional.max_pool2d(self.relu1(self.conv1(image)), 2)
        return self.linear(self.relu2(self.conv2(first)).flatten(1))


network = Network().eval()
images = normal(2, 3, 8, 8)
classes = torch.tensor([1, 3])
baseline = torch.tensor([0.4, -0.3, 0.1]).reshape(1, 3, 1, 1).expand(2, 3, 8, 8).contiguous()
cases = {}


def case(name, attribution):
    cases[name] = encoded(attribution)


case("saliency", captum.attr.Saliency(network).attribute(images, target=classes, abs=False))
case("gradientTimesInput", captum.attr.InputXGradient(network).attribute(images, target=classes))
integrated = captum.attr.IntegratedGradients(network)
case("integratedGaussLegendre", integrated.attribute(images, baseline, classes, n_steps=12, method="gausslegendre"))
case("integratedMidpoint", integrated.attribute(images, None, classes, n_steps=9, method="riemann_middle"))
for rectified in [True, False]:
    maps = captum.attr.LayerGradCam(network, network.relu2).attribute(images, classes, relu_attributions=rectified)
    maps = torch.nn.functional.interpolate(maps, (8, 8), mode="bilinear", align_corners=False)
    case("gradCAM" if rectified else "gradCAMSigned", maps[:, 0])
first = captum.attr.LayerGradCam(network, network.relu1).attribute(images, classes, relu_attributions=True)
case("gradCAMFirst", first[:, 0])
occluded = captum.attr.Occlusion(network).attribute(
    images, sliding_window_shapes=(3, 3, 3), strides=(3, 2, 2), target=classes, baselines=baseline)
case("occlusion", occluded[:, 0])

# A channel of the second layer: its mean, and one of its positions.
for name, pick in {"unitMean": lambda x: x[:, 2].mean((1, 2)), "unitPosition": lambda x: x[:, 2, 1, 3]}.items():
    leaf = images.clone().requires_grad_()
    hidden = torch.nn.functional.max_pool2d(network.relu1(network.conv1(leaf)), 2)
    pick(network.conv2(hidden)).sum().backward()
    case(name, leaf.grad)

weights = {name: encoded(value) for name, value in network.named_parameters()}
result = {
    "tool": f"captum {captum.__version__}, torch {torch.__version__.split('+')[0]}", "seed": SEED,
    "weights": weights, "images": encoded(images), "classes": classes.tolist(), "baseline": [0.4, -0.3, 0.1],
    "scores": encoded(network(images)), "cases": cases,
}
(folder / "captum.json").write_text(json.dumps(result) + "\n")

first = np.abs(draw.standard_normal((14, 17))).astype(np.float32)
second = (0.6 * first + 0.4 * np.abs(draw.standard_normal((14, 17)))).astype(np.float32)
second[:3] = 0


def scaled(values):
    values = values.astype(np.float64)
    return (values - values.min()) / (values.max() - values.min())


similarity = skimage.metrics.structural_similarity(
    scaled(first), scaled(second), data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
# Without a deviation of their own, scikit-image's windows are 11 pixels: truncated at 3.5 deviations.
maps = {
    "tool": f"scikit-image {skimage.__version__}, scipy {scipy.__version__}", "seed": SEED,
    "first": encoded(first), "second": encoded(second),
    "structuralSimilarity": float(similarity),
    "rankCorrelation": float(scipy.stats.spearmanr(first.flatten(), second.flatten()).statistic),
    "blurred": encoded(scipy.ndimage.gaussian_filter(first.astype(np.float64), 1.3, mode="nearest", truncate=4)),
}
(folder / "maps.json").write_text(json.dumps(maps) + "\n")
