"""Synthetic evolution of a study: a sample of its images over layers and over epochs, with bundled trails."""

import numpy as np

SEGMENT = 8
EPOCHS = [0, 1, 2, 5, 10]
SERIES = "photo-cnn"
METHODS = {"dynamic-tsne": "dynamic t-SNE", "shared-initialization": "t-SNE, one initialization"}


class Evolution:
    """`frames`: name, model folder, layer folder, epoch, and how far the classes have separated (0 to 1) of each frame."""

    def __init__(self, study, layers, model):
        self.study = study
        self.layers, self.model = layers, model
        self.cache = {}

    def frames_of(self, kind):
        if kind == "layers":
            last = len(self.layers) - 1
            return [(name, self.model, f"{i:02d}-{name}", None, i / last) for i, (name, _) in enumerate(self.layers)]
        layer = len(self.layers) - 2
        name = f"{layer:02d}-{self.layers[layer][0]}"
        return [(f"epoch {epoch}", f"{SERIES}-epoch-{epoch}", name, epoch, min(1, epoch / 9) ** .5) for epoch in EPOCHS]

    def sequences(self):
        o = self.study.options
        if not o.evolution or o.items < 100:
            return []
        found = [("layers", method) for method in METHODS]
        return found + ([("epochs", "dynamic-tsne")] if o.checkpoints else [])

    def catalogue(self):
        sequences = [self.sequence(*each) for each in self.sequences()]
        return {"sequences": sequences, "training": [self.training()] if self.study.options.checkpoints else []}

    def folder(self, kind, method):
        return f"{kind}-{self.model if kind == 'layers' else SERIES}-{method}"

    def sequence(self, kind, method):
        made, frames = self.made(kind, method), self.frames_of(kind)
        n, steps = len(made["items"]), len(frames)
        layers = kind == "layers"
        told = []
        for i, (name, model, layer, epoch, strength) in enumerate(frames):
            metrics = {"trustworthiness": round(.95 + .03 * strength, 3)}
            if self.study.options.labels:
                metrics |= {"neighborhoodHit": round(.2 + .77 * strength, 3), "separation": round(.1 + .6 * strength, 3)}
            if i > 0:
                metrics |= {"movement": round(.3 - .2 * strength, 3), "stability": round(.6 + .3 * strength, 3)}
            told.append({"name": name, "model": model, "layer": layer, "epoch": epoch, "metrics": metrics})
        return {"folder": self.folder(kind, method),
                "name": "googlenet, layer after layer" if layers else f"{SERIES}, {self.layers[-2][0]}, epoch after epoch",
                "kind": kind, "model": self.model if layers else None, "series": None if layers else SERIES,
                "layer": None if layers else self.layers[-2][0], "method": method,
                "parameters": {"perplexity": {"requested": 500, "effective": min(500, n // 3)},
                               "seed": {"requested": 42, "effective": 42}},
                "itemCount": n, "vertexCount": (steps - 1) * SEGMENT + 1, "segmentVertexCount": SEGMENT,
                "bundling": {"iterationCount": 12, "bandwidth": .05}, "frames": told,
                "measures": {"meanMovement": .17, "meanStability": .8}, "strays": made["strays"]}

    def training(self):
        epochs = [{"epoch": e, "trainingLoss": round(2.2 * .7 ** e + .05, 4), "trainingAccuracy": round(1 - .85 * .65 ** e, 4),
                   "validationLoss": round(2.2 * .72 ** e + .05 + .012 * e, 4),
                   "validationAccuracy": round(.96 - .8 * .66 ** e, 4), "seconds": 4.2} for e in range(1, 11)]
        return {"series": SERIES, "network": "cnn", "epochs": epochs, "checkpoints": EPOCHS}

    def array(self, folder, part):
        for kind, method in self.sequences():
            if self.folder(kind, method) == folder:
                return self.made(kind, method).get(part)
        return None

    def made(self, kind, method):
        if (kind, method) not in self.cache:
            self.cache[(kind, method)] = self.make(kind, method)
        return self.cache[(kind, method)]

    def make(self, kind, method):
        """Classes leave a common middle for places on a circle; wrong images go with their own class, then with another."""
        study, frames = self.study, self.frames_of(kind)
        random = np.random.default_rng(7 if method == "dynamic-tsne" else 8)
        total, classes = study.options.items, max(1, study.options.classes)
        items = np.sort(random.permutation(total)[:max(100, total * 5 // 6)]).astype("<i4")
        labels, predicted = study.labels[items], study.predicted[items]
        n = len(items)
        angle = 2 * np.pi * np.arange(classes) / classes
        circle = np.stack([1.25 * np.cos(angle), np.sin(angle)], 1) * (.85 + .3 * random.random((classes, 1)))
        sway = random.normal(size=(classes, 2)) * .22
        cluster = random.integers(0, 3, n)
        inner = random.normal(size=(classes, 3, 2)) * .2
        own, turn = random.normal(size=(n, 2)), random.normal(size=n) * .1
        wrong = (labels != predicted)[:, None]
        positions = []
        for _, _, _, _, strength in frames:
            wave = np.sin(np.pi * strength)
            grown = np.clip(strength + turn * wave, 0, 1)[:, None] ** 1.2
            target = circle[labels] + inner[labels, cluster]
            # Images that the network gets wrong turn to the other class after two thirds of the way.
            target = np.where(wrong & (strength > .55), circle[predicted] + inner[predicted, cluster], target)
            positions.append(grown * target + sway[labels] * wave * .8 + own * (.28 - .14 * strength))
        positions = np.stack(positions).astype("<f4")
        return {"items": items, "positions": positions, "trails": self.bundle(positions, labels * 3 + cluster),
                **self.neighborhood(frames, items, labels, predicted, random)}

    @staticmethod
    def bundle(positions, group):
        """What bundling comes to: between its ends a trail runs near the mean of its group."""
        steps, n, _ = positions.shape
        t = np.arange(steps) / (steps - 1)
        weight = .08 + .92 * np.abs(2 * t - 1) ** 3
        mean = np.stack([np.stack([np.bincount(group, positions[f, :, axis]) for axis in (0, 1)], 1) for f in range(steps)])
        mean /= np.maximum(1, np.bincount(group))[None, :, None]
        knots = mean[:, group] + weight[:, None, None] * (positions - mean[:, group])
        trails = []
        for v in range((steps - 1) * SEGMENT + 1):
            f = min(v // SEGMENT, steps - 2)
            u = (v - f * SEGMENT) / SEGMENT
            a, b, c, d = (knots[np.clip(f + k, 0, steps - 1)] for k in (-1, 0, 1, 2))
            trails.append(.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u ** 2 + (3 * b - a - 3 * c + d) * u ** 3))
        return np.stack(trails, 1).astype("<f4")

    def neighborhood(self, frames, items, labels, predicted, random):
        """Majority labels: at random at first, the label's own later; of wrong images the other class's at the end."""
        if not self.study.options.labels:
            return {"neighbor-labels": np.full((len(frames), len(items)), -1, "<i4"), "strays": []}
        rows = []
        for _, _, _, _, strength in frames:
            settled = random.random(len(items)) < .15 + 1.4 * strength
            row = np.where(settled, labels, random.integers(0, max(1, self.study.options.classes), len(items)))
            rows.append(np.where((labels != predicted) & (strength > .55), predicted, row))
        rows = np.stack(rows).astype("<i4")
        strays = []
        for k in np.flatnonzero(labels != predicted).tolist():
            away = [i for i in range(len(frames)) if rows[i, k] == predicted[k]]
            first = last = len(frames) - 1
            while first - 1 in away:
                first -= 1
            if last - first >= 1:
                strays.append({"item": int(items[k]), "via": int(predicted[k]), "frames": [first, last]})
        return {"neighbor-labels": rows, "strays": strays}
