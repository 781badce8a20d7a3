"""The other networks of a synthetic study: a second one with layers of its own, and the first one on corrupted images.

Their points are those of the first network at the same depth, moved a little, turned and mirrored; each is wrong about
other images.
"""

import numpy as np

SECOND = [("data", "Input"), ("stem", "Conv"), ("layer1.0", "Add"), ("layer2:1", "Add"), ("layer3.5", "Add"), ("layer4.2", "Add")]
MEASURES = {"cka": "linear CKA", "procrustes": "Procrustes agreement", "neighbors": "neighbour overlap (Jaccard, k = 15)"}
DEPTH = 7       # the first network's last layer


def folder_of(index, name):
    return f"{index:02d}-{name.replace(':', '-')}"


class Network:
    def __init__(self, study, folder, layers, seed, noise, name=None, corruption=None):
        self.study, self.folder, self.layers, self.name = study, folder, layers, name or folder
        self.noise, self.corruption, self.cache = noise, corruption, {}
        self.random = np.random.default_rng(seed)
        n, k = study.options.items, max(1, study.options.classes)
        self.shift = self.random.normal(size=(n, 15)).astype("<f4")
        # Each class of images changes its neighbours more than the one before.
        self.strength = (.2 + 1.6 * study.labels / max(1, k - 1))[:, None].astype("<f4")
        wrong = self.random.random(n) < .09
        other = (study.labels + 1 + self.random.integers(0, max(1, k - 1), n)) % k
        self.predicted = np.where(wrong, other, study.labels)
        self.turns = {p: np.linalg.qr(self.random.normal(size=(p, p)))[0].astype("<f4") for p in (2, 15)}

    def source(self, layer):
        """The first network's layer of the same depth."""
        return round(layer * DEPTH / (len(self.layers) - 1))

    def points(self, layer, name):
        key = (layer, name)
        if key not in self.cache and self.study.options.items > 0:
            y = self.study.points(self.source(layer), name)
            p = y.shape[1]
            moved = (y + self.noise * self.strength * self.shift[:, :p]) @ self.turns[p]
            moved = moved - moved.mean(0)
            self.cache[key] = (moved / np.sqrt((moved ** 2).sum(1).mean())).astype("<f4")
        return self.cache.get(key, self.study.points(0, name))

    def near(self, layer):
        """What neighbours are found in."""
        return self.points(layer, "umap-15d")


class Networks:
    """Those besides the first, by folder."""

    def __init__(self, study, layers):
        self.study = study
        self.first = [name for name, _ in layers]
        corrupted = {"kind": "noise", "severity": 3, "of": "googlenet"}
        made = [Network(study, "resnet50", SECOND, 7, .12),
                Network(study, "googlenet-noise-3", layers, 11, .25, "googlenet, noise 3", corrupted)]
        wanted = [study.options.models > 1, study.options.corruptions]
        self.all = {network.folder: network for network, is_wanted in zip(made, wanted) if is_wanted}

    def likeness(self, measure):
        """By depth: near layers are alike, those of other networks a little less."""
        layers = [("googlenet", name, i / (len(self.first) - 1)) for i, name in enumerate(self.first)]
        for network in self.all.values():
            layers += [(network.folder, name, i / (len(network.layers) - 1)) for i, (name, _) in enumerate(network.layers)]
        folders = {}
        told = []
        for model, name, _ in layers:
            index = folders[model] = folders.get(model, -1) + 1
            told.append({"model": model, "layer": folder_of(index, name)})
        reach, least = {"cka": (.6, .25), "procrustes": (.5, .2), "neighbors": (.25, 0)}[measure]
        values = [[1 if i == j else round(least + (1 - least) * (.9 if a[0] != b[0] else 1) * float(np.exp(-abs(a[2] - b[2]) / reach)), 4)
                   for j, b in enumerate(layers)] for i, a in enumerate(layers)]
        if measure == "neighbors":
            # The second network's input has no neighbours.
            for i, layer in enumerate(told):
                if layer["model"] == "resnet50" and layer["layer"].startswith("00"):
                    for j in range(len(told)):
                        values[i][j] = values[j][i] = None
        return {"measure": MEASURES[measure], "itemCount": self.study.options.items, "layers": told, "values": values}
