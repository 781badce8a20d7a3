"""Activation atlases of the synthetic study: what `strata atlas` would have made, drawn by formulas."""

import numpy as np

# By layer: columns and rows of the grid, height and width of the pictures.
LAYERS_WITH_ATLAS = {5: (5, 4, 72, 96), 6: (12, 12, 96, 96), 7: (9, 9, 28, 28)}
LARGE = (40, 40, 48, 48)
POOR, SILENT, NOT_FINITE = 11, 29, 53       # each of so many cells; the first of them silent, or broken off


def grid_of(layer, state):
    """Columns, rows, height, width; `state` as in the options of the study."""
    if state == "one":
        return (1, 1) + LAYERS_WITH_ATLAS[layer][2:]
    return LARGE if state == "large" and layer == 6 else LAYERS_WITH_ATLAS[layer]


class Atlas:
    """The atlas of one layer."""

    def __init__(self, layer, name, classes, labels, state):
        """labels: of every image of the study; state: as in its options."""
        self.layer, self.name, self.classes, self.labels, self.state = layer, name, classes, labels, state
        self.columns, self.rows, self.height, self.width = grid_of(layer, state)
        random = np.random.default_rng(100 + layer)
        # Places of classes, each ruling the cells nearest to it; some have two.
        self.count = max(1, len(classes))
        self.owner = np.concatenate([np.arange(self.count), np.arange(self.count // 2)])
        self.seeds = random.random((len(self.owner), 2)) * [self.rows, self.columns]
        self.made = None

    def exists(self, row, column):
        """Corners are empty, and a few cells within."""
        if self.rows < 3:
            return True
        y, x = (row + .5) / self.rows * 2 - 1, (column + .5) / self.columns * 2 - 1
        return np.hypot(y, x) < 1.18 and (row * 7 + column * 3) % 31 != 5

    def cells(self):
        if self.made is None:
            keys = [(row, column) for row in range(self.rows) for column in range(self.columns) if self.exists(row, column)]
            self.made = [self.cell(k, row, column) for k, (row, column) in enumerate(keys)]
        return self.made

    def nearest(self, row, column):
        """Owners of a place, the nearest first, each once, with its distance."""
        away = np.hypot(*(self.seeds - [row + .5, column + .5]).T)
        found = {}
        for at in np.argsort(away, kind="stable"):
            found.setdefault(int(self.owner[at]), float(away[at]))
        return list(found.items())

    def cell(self, k, row, column):
        near = self.nearest(row, column)[:5]
        weights = np.exp(-np.array([away for _, away in near]) / (.18 * self.columns))
        shares = (weights / weights.sum()).round(3)
        classes = [{"class": 200 + owner, "label": f"{self.classes[owner]}, synonym" if owner % 3 == 0 else self.classes[owner],
                    "share": float(share)} for (owner, _), share in zip(near, shares)] if self.classes else []
        random = np.random.default_rng(1000 * self.layer + k)
        own = np.flatnonzero(np.asarray(self.labels) == near[0][0]) if self.classes else np.arange(len(self.labels))
        count = 9 + int(60 * random.random())
        items = random.choice(own, min(24, count, len(own)), replace=False).tolist() if len(own) else []
        places = [[round(.04 + .92 * float(x), 3), round(.04 + .92 * float(y), 3)] for x, y in random.random((len(items), 2))]
        outcome = "silent" if k == SILENT else "notFinite" if k == NOT_FINITE else "allSteps" if k % 5 == 0 else "converged"
        return {"row": row, "column": column, "activationCount": count, "imageCount": max(len(items), count * 2 // 3),
                "classes": classes, "items": items, "places": None if self.layer == 7 else places,
                "image": f"{row}-{column}.png", "value": round(12 + 40 * float(random.random()), 2),
                "cosine": .21 if k % POOR == POOR - 1 else round(.36 + .4 * float(random.random()), 3),
                "stepCount": 128 if k % 5 == 0 else 60 + k % 60, "outcome": outcome}

    def document(self):
        cells = self.cells()
        transforms = {"jitter": .055, "scale": [.9, 1.1], "rotation": 5, "crop": None, "noise": 0, "blur": None}
        penalties = {"totalVariation": 0, "l1": 0, "l2": 0, "frequency": 0, "batchNormalization": 0, "diversity": 0}
        positions = (1, 1) if self.layer == 7 else (16, 196)
        return {"layer": self.name, "columns": self.columns, "rows": self.rows, "height": self.height, "width": self.width,
                "activationCount": sum(each["activationCount"] for each in cells) + 312, "imageCount": len(self.labels),
                "positionCount": positions[0], "positionsInLayer": positions[1], "minimumCount": 8, "trustworthiness": .93,
                "neighborCount": 15, "minimumDistance": .01, "cosinePower": 4, "isWhitened": True,
                "parameters": {"parameterization": "fourier", "method": "adam", "stepCount": 128, "learningRate": .05,
                               "imagesPerObjective": 1, "tolerance": .01, "patience": 32, "seed": 42,
                               "transforms": transforms, "penalties": penalties, "colors": "256 images of the study"},
                "cells": cells}

    def has(self, image):
        return any(each["image"] == image for each in self.cells())

    def picture(self, image):
        """Waves whose direction and colours change slowly from cell to cell, and with the class that rules there."""
        row, column = (int(part) for part in image.removesuffix(".png").split("-"))
        owner = self.nearest(row, column)[0][0]
        y, x = np.mgrid[0:self.height, 0:self.width]
        y, x = (y + .5) / self.height * 2 - 1, (x + .5) / self.width * 2 - 1
        down, right = (row + .5) / self.rows, (column + .5) / self.columns
        angle, pace = 2.4 * down + 1.7 * right + owner, 4 + 5 * right + owner % 3 * 2
        bend = np.sin(2 * x + 4 * down) + np.cos(3 * y * (1 + right))
        wave = np.sin(pace * (np.cos(angle) * x + np.sin(angle) * y) + 1.2 * bend)
        rings = np.cos(7 * np.hypot(x + .4 * np.sin(owner), y - .3 * np.cos(owner)) + 3 * down)
        tone = np.array([np.sin(owner * 2.1), np.sin(owner * 2.1 + 2.1), np.sin(owner * 2.1 + 4.2)])
        drift = np.array([right - .5, down - .5, .5 - right])
        pixels = .5 + .26 * wave[None] * (.5 + tone[:, None, None] / 2) + .2 * rings[None] * drift[:, None, None] * 2 \
            + .14 * tone[:, None, None]
        return (np.clip(pixels, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
