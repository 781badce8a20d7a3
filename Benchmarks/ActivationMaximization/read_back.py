"""Whether optimized images still excite their units when they are read back from their PNG files and run through OpenVINO.

    python3 -m venv venv
    venv/bin/pip install openvino==2025.3.0 numpy pillow
    venv/bin/python Benchmarks/ActivationMaximization/read_back.py units STUDY network.onnx caffe
    venv/bin/python Benchmarks/ActivationMaximization/read_back.py classes STUDY other.onnx imagenet [more.onnx unit …]

`units`: for each channel with an optimized image, the share of the study's images whose mean activation of the channel (from
activations.npy, as extracted) lies below that of the PNG. `classes`: for each class image, whether its class is the first, or
among the first five, in each network that is named: another one than the image was made with shows transfer.
Preprocessings: caffe (BGR, minus the mean), imagenet, unit, symmetric (as in `strata analyze --help`). Images are taken as they are:
they have the network's size.
"""

import json
import sqlite3
import sys
from pathlib import Path

import numpy as np
import openvino as ov
from PIL import Image

MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def prepared(path, preprocessing):
    """[1, channels, height, width]."""
    pixels = np.asarray(Image.open(path)).astype(np.float64)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    pixels = {
        "caffe": lambda: pixels[:, :, ::-1] - np.array([104, 117, 123]),
        "imagenet": lambda: (pixels / 255 - MEAN) / DEVIATION,
        "unit": lambda: pixels / 255,
        "symmetric": lambda: (pixels / 255 - 0.5) / 0.5,
    }[preprocessing]()
    return pixels.transpose(2, 0, 1)[None].astype(np.float32)


def documents(study):
    for path in sorted(Path(study).glob("models/*/*/features/features.json")):
        yield path.parent, json.loads(path.read_text())


def units(study, network, preprocessing):
    core = ov.Core()
    catalogue = sqlite3.connect(f"file:{study}/study.sqlite?mode=ro", uri=True)
    above = total = 0
    for folder, document in documents(study):
        features = [each for each in document["features"] if each["kind"] == "channel"]
        if not features:
            continue
        model = core.read_model(network)
        tensor, = catalogue.execute("SELECT tensorName FROM layer WHERE folder = ?", [folder.parent.name]).fetchone()
        model.add_outputs([next(output for operation in model.get_ops() for output in operation.outputs()
                                if tensor in output.get_names())])
        model.reshape([1, *prepared(folder / features[0]["image"], preprocessing).shape[1:]])
        compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        own = np.load(folder.parent / "activations.npy")
        ranks, errors = [], []
        for each in features:
            result = compiled(prepared(folder / each["image"], preprocessing))[len(compiled.outputs) - 1][0]
            value = result[each["channel"]].mean()
            ranks.append((own[:, each["channel"]] < value).mean())
            errors.append(abs(value - each["value"]) / max(abs(each["value"]), 1e-6))
        good = int((np.array(ranks) >= 0.999).sum())
        above, total = above + good, total + len(ranks)
        print(f"{document['layer']:24} {good:4} of {len(ranks):4} above 99.9 % of {len(own)} images; "
              f"value recorded by Strata and in OpenVINO differ by at most {max(errors):.1e}")
    print(f"{'all':24} {above:4} of {total:4}: {above / max(1, total):.1%}")


def classes(study, *networks):
    core = ov.Core()
    features = [(folder, each) for folder, document in documents(study) for each in document["features"]
                if each["kind"] == "class"]
    for path, preprocessing in zip(networks[::2], networks[1::2]):
        model = core.read_model(path)
        model.reshape([1, *prepared(features[0][0] / features[0][1]["image"], preprocessing).shape[1:]])
        compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        first = fifth = 0
        for folder, each in features:
            scores = compiled(prepared(folder / each["image"], preprocessing))[0].reshape(-1)
            order = np.argsort(-scores)
            first += int(order[0] == each["channel"])
            fifth += int(each["channel"] in order[:5])
        print(f"{Path(path).name:28} top-1 {first} of {len(features)}, top-5 {fifth}")


if __name__ == "__main__":
    if len(sys.argv) < 5 or sys.argv[1] not in ("units", "classes"):
        sys.exit(__doc__)
    (units if sys.argv[1] == "units" else classes)(*sys.argv[2:])
