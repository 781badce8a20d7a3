"""Optimized images of the synthetic study: what `strata maximize` would have made, drawn by formulas."""

import numpy as np

from synthetic_neurons import CONSTANT

# By layer: pictures' height and width, how many channels have one, images for each.
LAYERS_WITH_FEATURES = {1: (96, 96, 64, 1), 6: (112, 112, 1024, 1), 7: (28, 28, 10, 3)}
BROKEN_OFF, WEAK = 5, 37        # a channel whose optimization was not finite; each of so many is weaker than the study's images
DIRECTIONS = ["selection − rest", "prob:3 + 0.5*prob:7"]


# How the pictures of a layer would be that has none yet.
OTHERWISE = (80, 80, 0, 1)


def feature_count(layer, class_count, missing=()):
    """How many pictures a layer has."""
    if layer not in LAYERS_WITH_FEATURES:
        return 0
    _, _, channels, each = LAYERS_WITH_FEATURES[layer]
    return (channels - sum(channel < channels for channel in missing)) * each + ((min(class_count, 10) + len(DIRECTIONS)) * each if layer == 7 else 0)


class Features:
    """The pictures of one layer."""

    def __init__(self, layer, name, strongest, classes, missing=(), made=()):
        """strongest: of each channel, how much the study's image excites it that does most; None where that is not known.
        missing: channels without a picture. made: what has been made since, as entries of the document."""
        self.layer, self.name, self.strongest, self.classes = layer, name, strongest, classes
        self.height, self.width, self.channels, self.each = LAYERS_WITH_FEATURES.get(layer, OTHERWISE)
        self.missing, self.made = missing, made
        self.images = None

    def has(self, image):
        if self.images is None or self.images[0] != len(self.made):
            self.images = len(self.made), {each["image"] for each in self.document()["features"]}
        return image in self.images[1]

    def document(self):
        entries = [self.channel(c, k) for c in range(self.channels) if c not in self.missing for k in range(self.each)]
        if self.layer == 7:
            entries += [self.entry("class", c, k, f"class:{label}", 12.5 + c, f"class-{c}-{k}.png") | {"label": f"{label}, synonym"}
                        for c, label in enumerate(self.classes[:10]) for k in range(self.each)]
            entries += [self.entry("direction", -1, k, name, 3.25 + at, f"direction-{at}-{k}.png")
                        for at, name in enumerate(DIRECTIONS) for k in range(self.each)]
        entries += self.made
        transforms = {"jitter": .055, "scale": [.9, 1.1], "rotation": 10, "crop": None, "noise": 0, "blur": None}
        penalties = {"totalVariation": 0, "l1": 0, "l2": .002, "frequency": 0, "batchNormalization": 0,
                     "diversity": .1 if self.each > 1 else 0}
        return {"layer": self.name, "channelCount": 1024, "height": self.height, "width": self.width, "key": "synthetic",
                "parameters": {"parameterization": "fourier", "method": "adam", "stepCount": 256, "learningRate": .05,
                               "imagesPerObjective": self.each, "tolerance": .01, "patience": 64, "seed": 42,
                               "transforms": transforms, "penalties": penalties, "colors": "256 images of the study"},
                "features": entries}

    def channel(self, channel, number):
        largest = None if self.strongest is None else float(self.strongest[channel])
        value = (largest or 2.5) * (1.5 + channel * 7919 % 97 / 20)
        entry = self.entry("channel", channel, number, f"{self.name}:{channel}", value, f"{channel}-{number}.png")
        entry |= {"largest": largest, "rank": None if largest is None else 1.0}
        if largest is not None and channel % WEAK == 0 and channel:
            entry |= {"value": .6 * largest, "rank": .82}
        if self.layer == 6 and channel in CONSTANT:
            entry |= {"value": 0.0, "outcome": "silent", "curve": [0.0] * 64, "stepCount": 64, "rank": 0.0, "largest": 0.0}
        if self.layer == 6 and channel == BROKEN_OFF:
            entry |= {"outcome": "notFinite", "stepCount": 12}
        return entry

    def entry(self, kind, channel, number, name, value, image):
        steps = 256 if (channel + number) % 3 == 0 else 150 + (channel + number) % 100
        rise = 1 - np.exp(-np.arange(128) / 24)
        curve = value * rise * (1 + .04 * np.sin(np.arange(128) * .7)) + .07
        return {"kind": kind, "channel": channel, "number": number, "name": name, "value": value, "firstValue": .07,
                "rank": None, "largest": None, "stepCount": steps, "outcome": "allSteps" if steps == 256 else "converged",
                "curve": [round(float(v), 4) for v in curve], "image": image, "label": None}

    def unfinished(self, image, step):
        """The same out of noise, the more of it the earlier."""
        share, random = min(1, step / 256), np.random.default_rng(step)
        noise = np.clip(128 + 40 * random.normal(size=(self.height, self.width, 3)), 0, 255)
        return (share * self.picture(image) + (1 - share) * noise).astype(np.uint8)

    def picture(self, image):
        """Waves and blots of colours of the unit's own; for one that nothing excites, noise on grey."""
        seed = sum(ord(letter) * 31 ** k for k, letter in enumerate(image)) % 2 ** 31
        random = np.random.default_rng(seed)
        channel = int(image.split("-")[0]) if image[0].isdigit() else -1
        y, x = (np.mgrid[0:self.height, 0:self.width] + .5) / self.height * 2 - 1
        if self.layer == 6 and channel in CONSTANT:
            grey = .5 + .04 * random.normal(size=(3, self.height, self.width))
            return (np.clip(grey, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
        (fx, fy), phase = random.normal(size=2) * 6, random.random() * 6.28
        bend = 1.5 * np.sin(2.3 * x * random.normal() + 3 * y) + random.normal() * x * y
        wave = np.sin(fx * x + fy * y + 2 * bend + phase)
        blots = np.cos(4 * np.hypot(x - random.normal() / 2, y - random.normal() / 2) * (1 + random.random()) + bend)
        first, second = random.random((2, 3))
        image = .5 + .3 * wave[None] * (first[:, None, None] - .5) * 2 + .25 * blots[None] * (second[:, None, None] - .5) * 2
        return (np.clip(image, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
