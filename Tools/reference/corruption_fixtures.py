"""Makes corruptions.json and the images beside it of Tests/ImageDatasetsTests.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 Pillow==13.0.0
    venv/bin/python Tools/reference/corruption_fixtures.py Tests/ImageDatasetsTests/Fixtures

The definitions of ImageNet-C (Hendrycks & Dietterich 2019, arXiv:1903.12261) with numpy and scipy.ndimage, on a synthetic
picture; values are rounded instead of cut. The blur is scaled by the smaller side over 224. Noise takes the numbers of
Strata's SeededGenerator (SplitMix64's finalizer over a Weyl sequence), written here anew, so that it can be compared pixel by
pixel. Versions are in the file.
"""

import json
import sys
from pathlib import Path

import numpy as np
import PIL
import scipy
from PIL import Image
from scipy.ndimage import gaussian_filter

out = Path(sys.argv[1])
MASK = 2**64 - 1


def mix(bits):
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & MASK
    return bits ^ (bits >> 31)


def uniforms(seed, stream, count):
    key = mix(mix((seed + 0x9E3779B97F4A7C15) & MASK) ^ ((stream * 0xD1B54A32D192ED03 + 0x2545F4914F6CDD1D) & MASK))
    return np.array([(mix((key + (i + 1) * 0x9E3779B97F4A7C15) & MASK) >> 11) * 2.0**-53 for i in range(count)])


def name_hash(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def normals(seed, name, count):
    draws = uniforms(seed, name_hash(name), 2 * ((count + 1) // 2)).reshape(-1, 2)
    radius, angle = np.sqrt(-2 * np.log(1 - draws[:, 0])), 2 * np.pi * draws[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).ravel()[:count]


def quantized(x):
    return np.rint(np.clip(x, 0, 1) * 255).astype(np.uint8)


def noise(x, sigma, seed, name):
    return x + sigma * normals(seed, name, x.size).reshape(x.shape)


def blur(x, sigma):
    return gaussian_filter(x, (sigma * min(x.shape[:2]) / 224,) * 2 + (0,), mode="nearest", truncate=4)


def contrast(x, factor):
    mean = x.mean((0, 1), keepdims=True)
    return (x - mean) * factor + mean


STRENGTHS = {"noise": [.08, .12, .18, .26, .38], "blur": [1, 2, 3, 4, 6], "contrast": [.4, .3, .2, .1, .05]}
random = np.random.default_rng(0)
y, x = np.mgrid[0:45, 0:60].astype(float)
picture = np.stack([255 * x / 60, 255 * y / 45, 127 + 120 * np.sin(x / 3.1) * np.cos(y / 4.7)], axis=-1)
picture[10:20, 12:30] = (250, 30, 20)
picture = (picture + random.normal(0, 8, picture.shape)).clip(0, 255).astype(np.uint8)
gray = picture[:37, :, 1:2]
Image.fromarray(picture).save(out / "corruption-color.png")
Image.fromarray(gray[:, :, 0]).save(out / "corruption-gray.png")
cases = []
for image, name in [(picture, "color"), (gray, "gray")]:
    for kind, strengths in STRENGTHS.items():
        for severity, strength in enumerate(strengths, 1):
            if name == "gray" and severity not in (1, 5):
                continue
            unit = image / 255
            changed = noise(unit, strength, 7, "a/b.png") if kind == "noise" else globals()[kind](unit, strength)
            file = f"corruption-{name}-{kind}-{severity}.png"
            Image.fromarray(quantized(changed).squeeze()).save(out / file)
            cases.append({"image": f"corruption-{name}.png", "kind": kind, "severity": severity, "expected": file})
(out / "corruptions.json").write_text(json.dumps({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "Pillow": PIL.__version__},
    "seed": 7, "name": "a/b.png", "cases": cases}, indent=1) + "\n")
