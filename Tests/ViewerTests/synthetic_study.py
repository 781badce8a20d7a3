"""A synthetic study: the same arrays every time, drawn pictures, every state the page has to bear."""

import copy
import io
import json
import math
import struct
import zlib
from dataclasses import dataclass

import numpy as np

from synthetic_atlas import LAYERS_WITH_ATLAS, Atlas
from synthetic_compare import MEASURES, Networks, folder_of
from synthetic_evolution import EPOCHS, SERIES, Evolution
from synthetic_features import Features, feature_count
from synthetic_jobs import Jobs
from synthetic_neurons import CONSTANT, Neurons

CLASSES = ["tench", "English springer", "cassette player", "chain saw", "church", "French horn", "garbage truck",
           "gas pump", "golf ball", "parachute", "zebra", "accordion", "lighthouse", "teapot", "canoe", "typewriter",
           "umbrella", "banana", "pelican", "harp", "tractor", "violin", "goldfish", "castle", "bicycle"]
LAYERS = [("data", "Input"), ("conv1", "Conv"), ("pool1", "MaxPool"), ("inception_3a_output", "Concat"),
          ("inception_4a_output", "Concat"), ("inception_4e_output", "Concat"), ("inception_5b_output", "Concat"),
          ("prob", "Softmax")]
EMBEDDINGS = [("umap-15d", 15, "UMAP"), ("umap-2d", 2, "UMAP"), ("tsne-2d", 2, "t-SNE")]
TILE, COLUMNS, ROWS = 64, 32, 32
CHANNELS = {6: 1024, 7: 1000}       # layers whose recorded features are one a channel
ANSWERS = {}    # what was answered, by options and address: the same by every study that is still as its options make it
PAGES = {}      # pictures that have been drawn, by images, classes and page: the same in every study of that size


@dataclass
class Options:
    items: int = 1200
    classes: int = 10
    labels: bool = True
    predictions: bool = True
    pending: int | None = None      # index of a layer that is still running
    busy: int | None = None         # index of a layer that is shown already and gets another embedding
    damaged: int | None = None      # index of a layer whose arrays are cut short
    delay: float = 0.0              # seconds before every array
    models: int = 1                 # two: a second network, with layers of its own
    corruptions: bool = False       # the first network on corrupted images
    likeness: tuple = ("cka", "procrustes", "neighbors")     # what is known of it; `suspects` decides whether anything is
    rows: bool = True               # whether the neighbours of all images can be had
    narrow: bool = False            # the second network has embeddings of other names
    aligned: bool = True
    packed: bool = False            # the first embedding lies in a few tight spots
    writable: bool = True           # whether annotations can be kept
    wrong: float = .06              # share of images that the network gets wrong
    hierarchies: bool = True        # coarser classes, where there are labels
    extra: bool = True              # attributes besides the split
    annotations: dict | None = None     # what readers have added before
    suspects: bool = True           # whether anybody has looked for suspects, and compared the layers
    evolution: bool = True          # whether there are sequences
    neurons: bool = True            # whether anybody has analyzed the units
    silencing: bool = False         # whether units have been silenced
    features: str = ""              # of optimized images: "none" were made, they are "lost", "late", "broken" (one picture), or told of wrongly ("damaged")
    atlas: str = ""                 # of activation atlases: as `features`, and of "one" cell or none ("empty"), "large" (40 x 40 cells), or "alone" (also where "none" of the features are)
    missing: tuple = ()             # channels that have no optimized image, in every layer
    making: str = ""                # why no image is made on demand: "readonly", "libtorch", "busy", "older" (a server that knows of none)
    pictures: bool = True           # whether there are any; without, texts and names stand for them
    text: str | None = None         # the attribute that is shown instead
    checkpoints: bool = False       # a network in training, recorded at some epochs


class Study:
    def __init__(self, options: Options):
        self.options = options
        self.revision = 1
        self.layer_metrics = {}         # what a later analysis has found, by layer
        random = np.random.default_rng(42)
        n, k = options.items, max(1, options.classes)
        # Sorted by class, as folders of images are: drawing order must not follow it.
        self.labels = np.sort(random.integers(0, k, n)).astype(np.int32)
        self.centers = random.normal(size=(k, 15))
        self.centers /= np.linalg.norm(self.centers, axis=1, keepdims=True)
        self.noise = random.normal(size=(n, 15)).astype(np.float32)
        self.pixels = random.normal(size=(n, 15)).astype(np.float32)
        wrong = random.random(n) < options.wrong
        self.predicted = np.where(wrong, (self.labels + 1 + random.integers(0, max(1, k - 1), n)) % k, self.labels)
        self.hues = random.random(n)
        self.cache = {}
        self.is_original = True         # nothing but its options and its jobs tells it from another one
        self.annotations = {"selections": [], "handles": [], "views": [], "decisions": []}
        self.annotations |= copy.deepcopy(options.annotations) or {}
        self.evolution = Evolution(self, LAYERS, "googlenet")
        self.jobs = Jobs(self)
        self.networks = Networks(self, LAYERS)

    def forget(self):
        """After its arrays have been changed by hand."""
        self.cache.clear()
        self.is_original = False

    def answered(self, path, query, make):
        """What `make` answers at an address that only reads, worked out once for all studies of these options."""
        slow = "late" in (self.options.features, self.options.atlas)
        if not self.is_original or slow or "/embeddings/" in path or ("/features" in path and self.jobs.used):
            return make()
        key = (repr(self.options), path, query)
        if key not in ANSWERS:
            ANSWERS[key] = make()
        return ANSWERS[key]

    # -- the catalogue ---------------------------------------------------------------------------------------------

    def study(self):
        o = self.options
        models = [self.model("googlenet", 0)] + [self.other(network) for network in self.networks.all.values()]
        if o.checkpoints:
            models += [self.model(f"{SERIES} epoch {epoch}", i) | {"folder": f"{SERIES}-epoch-{epoch}", "series": SERIES, "epoch": epoch}
                       for i, epoch in enumerate(EPOCHS)]
        pages = math.ceil(o.items / (COLUMNS * ROWS))
        return {"formatVersion": 1, "strataVersion": "0.1.0", "name": "food", "itemCount": o.items, "seed": 42,
                "classes": self.classes(), "attributes": list(self.attributes()), "hierarchies": self.hierarchies(),
                "thumbnails": {"size": TILE, "columns": COLUMNS, "rows": ROWS,
                               "pages": [f"page-{i:03d}.jpg" for i in range(pages)]} if o.pictures else None,
                "text": o.text,
                "models": models}

    def hierarchies(self):
        """Every third class belongs together; the last class of all belongs to nothing."""
        if not (self.options.hierarchies and self.options.labels):
            return []
        names = ["animal", "machine", "building"] if self.options.classes <= 25 else \
            [f"group {i}" for i in range(67)]
        groups = [i % len(names) for i in range(self.options.classes)]
        return [{"name": "coarse", "groups": names, "groupOfClass": groups[:-1] + [None]}]

    def attributes(self):
        n = self.options.items
        columns = {"split": ["train" if i % 3 else "val" for i in range(n)]}
        if self.options.extra:
            columns["camera"] = [["phone", "reflex", ""][i % 7 % 3] for i in range(n)]
            columns["exposure"] = [f"{.01 + float(self.hues[i]) ** 3:.4f}" if i % 11 else "" for i in range(n)]
            columns["year"] = [str(2012 + i % 5) for i in range(n)]
        return columns

    def classes(self):
        return (CLASSES + [f"class {i}" for i in range(len(CLASSES), 1000)])[:self.options.classes] if self.options.labels else []

    def model(self, name, number):
        o = self.options
        layers = [self.layer(i) for i in range(len(LAYERS))]
        accuracy = {"top1": .94, "top5": .991, "counted": o.items, "unmatched": 0}
        shown = o.predictions and o.labels
        return {"name": name, "folder": name, "series": None, "epoch": None, "corruption": None, "input": [3, 224, 224], "outputClasses": [f"{c}, synonym" for c in CLASSES],
                "hasPredictions": shown, "accuracy": accuracy if shown else None, "layers": layers}

    def other(self, network):
        """A network besides the first: its layers are as those of the first at their depth."""
        unlike = {"shape": [64, 56, 56], "featureCount": 3136, "pooling": "grid 7x7", "hasNeurons": False, "hasAtlas": False, "features": 0}
        layers = [self.layer(network.source(i)) | unlike | {"index": i, "name": name, "folder": folder_of(i, name), "operator": operator}
                  for i, (name, operator) in enumerate(network.layers)]
        if self.options.narrow and network.folder == "resnet50":
            renamed = {"umap-15d": "pca-15d", "umap-2d": "pca-2d"}
            for layer in layers:
                layer["embeddings"] = [e | {"name": renamed[e["name"]], "method": "PCA"} for e in layer["embeddings"] if e["name"] in renamed]
        told = self.model(network.name, 1)
        return told | {"folder": network.folder, "corruption": network.corruption, "layers": layers} | \
            ({"accuracy": told["accuracy"] | {"top1": .91}} if told["accuracy"] else {})

    def layer(self, i):
        name, operator = LAYERS[i]
        running = i == self.options.pending
        strength = i / (len(LAYERS) - 1)
        hit = round(.18 + .79 * strength ** 1.2, 3)
        metrics, per_class = {}, {}
        if not running:
            metrics = {"trustworthiness.umap-15d": round(.95 + .03 * strength, 3),
                       "trustworthiness.umap-2d": round(.9 + .05 * strength, 3), "trustworthiness.tsne-2d": .93}
            if self.options.labels:
                metrics |= {"neighborhoodHit": hit, "knnAccuracy": round(min(1, hit + .05), 3),
                            "probeAccuracy": round(min(1, hit + .1), 3), "silhouette": round(hit - .5, 3)}
                per_class = {"neighborhoodHit": [round(min(.999, hit + .04 * math.sin(c * 2.1)), 3)
                                                 for c in range(self.options.classes)]}
            metrics |= {"intrinsicDimension": 20 - i, "effectiveRank": 100 + 40 * i}
        metrics |= self.layer_metrics.get(i, {})
        channels = CHANNELS.get(i)
        shape = [64, 56, 56] if channels is None else [channels, 7, 7] if i < len(LAYERS) - 1 else [channels]
        return {"index": i, "name": name, "folder": f"{i:02d}-{name}", "operator": operator, "shape": shape,
                "featureCount": channels or 50176 // (1 + i), "pooling": "mean" if channels else "grid 8x8", "depth": i,
                "status": "running" if running or i == self.options.busy else "ready",
                "stage": "neighbours, 62 %" if running else "umap-2d, 31 %" if i == self.options.busy else None,
                "metrics": metrics, "classMetrics": per_class,
                "embeddings": [] if running else [self.embedding(e, i) for e in EMBEDDINGS],
                "hasNeurons": i in CHANNELS and self.options.neurons,
                "hasAtlas": self.has_atlas(i),
                "features": self.feature_count(i)}

    def feature_count(self, i):
        """What was made on demand is there whatever was before."""
        classes = self.options.classes if self.options.labels else 0
        before = 0 if self.options.features == "none" else feature_count(i, classes, self.options.missing)
        return before + len(self.jobs.made[i])

    def embedding(self, embedding, i):
        name, dimensions, method = embedding
        last = f"{len(LAYERS) - 1:02d}-{LAYERS[-1][0]}"
        if method == "UMAP":
            parameters = {"neighborCount": {"requested": 15, "effective": 15},
                          "minimumDistance": {"requested": .1, "effective": .1}}
        else:
            parameters = {"perplexity": {"requested": 500, "effective": 399}}
        parameters["seed"] = {"requested": 42, "effective": 42}
        return {"name": name, "dimensions": dimensions, "method": method, "rows": self.options.items,
                "parameters": parameters,
                "alignment": {"reference": last, "disparity": round(.3 - .035 * i, 3)} if self.options.aligned else None}

    def items(self):
        n = self.options.items
        labels = self.labels.tolist() if self.options.labels else [-1] * n
        return {"identifiers": [f"photos/n{2100000 + i * 7919 % 980000:08d}_{i}.JPEG" for i in range(n)],
                "labels": labels, "attributes": self.attributes()}

    def predictions(self, model=""):
        n = self.options.items
        network = self.networks.all.get(model)
        predicted = network.predicted if network else self.predicted
        correct = (predicted == self.labels).astype(int)
        probability = np.where(correct, .6 + .39 * self.hues, .34 + .3 * self.hues).round(3)
        rest = 1 - probability
        k = len(CLASSES)
        top = np.stack([(predicted + j * 3) % k for j in range(5)], 1)
        second = np.where(correct, top[:, 1], self.labels)
        top[:, 1] = second
        values = np.stack([probability] + [rest * w for w in (.6, .2, .1, .05)], 1).round(3)
        return {"classIndex": predicted.tolist(), "probability": probability.tolist(),
                "labelIndex": predicted.tolist(), "correct": correct.tolist(),
                "top5": {"classIndex": top.tolist(), "probability": values.tolist()}}

    # -- arrays ----------------------------------------------------------------------------------------------------

    def points(self, layer, name):
        """Class centers drift apart from layer to layer; misclassified images sit between two classes."""
        key = (layer, name)
        if self.options.items == 0:
            return np.zeros((0, dict((e[0], e[1]) for e in EMBEDDINGS)[name]), "<f4")
        if key in self.cache:
            return self.cache[key]
        strength = layer / (len(LAYERS) - 1)
        own, other = self.centers[self.labels], self.centers[self.predicted]
        wrong = (self.labels != self.predicted)[:, None]
        center = np.where(wrong, .35 * own + .65 * other, own)
        y = (.15 + 1.9 * strength) * center + (.5 - .22 * strength) * self.noise + .25 * (1 - strength) * self.pixels
        if name == "umap-15d" and self.options.packed:
            y = center + .002 * self.noise
        if name.endswith("-2d"):
            k = max(1, self.options.classes)
            angle = 2 * np.pi * np.arange(k) / k
            circle = np.stack([np.cos(angle), np.sin(angle)], 1) * (1 if k <= 12 else 1.4)
            target = np.where(wrong, .4 * circle[self.labels] + .6 * circle[self.predicted], circle[self.labels])
            y = (.1 + 1.2 * strength) * target + (.42 - .25 * strength) * self.noise[:, :2]
            if name.startswith("tsne"):
                y = y * (1 + .15 * np.sin(5 * np.arctan2(y[:, 1], y[:, 0])))[:, None]
        y = y - y.mean(0)
        y = (y / np.sqrt((y ** 2).sum(1).mean())).astype("<f4")
        self.cache[key] = y
        return y

    def trust(self, layer):
        return np.clip(.97 - .35 * np.abs(self.noise[:, 0]) ** 3 / 6, 0, 1).astype("<f4")

    def near(self, layer, model=""):
        """What neighbours are found in."""
        if network := self.networks.all.get(model):
            return network.near(layer)
        return self.pixels + .4 * self.centers[self.labels] if layer == 0 else self.points(layer, "umap-15d")

    def neighbors(self, layer, item, count, model=""):
        y = self.near(layer, model)
        distance = np.sqrt(((y - y[item]) ** 2).sum(1))
        distance[item] = np.inf
        near = np.argsort(distance, kind="stable")[:count]
        return {"item": item, "neighbors": [{"item": int(j), "distance": round(float(distance[j]), 4)} for j in near]}

    def nearest(self, layer, items, count, metric, among):
        """Several at once, by a metric and among a split. Only the Euclidean distance is a real one here."""
        scale = {"": 1, "euclidean": 1, "cosine": .01}.get(metric, 2)
        split = self.attributes().get("split") if among else None
        rows = []
        for item in items:
            found = self.neighbors(layer, item, self.options.items - 1)["neighbors"]
            near = [each | {"distance": each["distance"] * scale} for each in found
                    if split is None or split[each["item"]] == among]
            rows.append({"item": item, "neighbors": near[:count]})
        return {"metric": metric or "euclidean", "rows": rows}

    def suspects(self):
        """Every image that the network gets wrong; of the first, the label is likely to be wrong. And two that look alike."""
        classes, last = self.classes(), len(LAYERS) - 1
        entries = []
        for rank, item in enumerate(np.flatnonzero(self.predicted != self.labels)[:60].tolist()):
            near = [each["item"] for each in self.neighbors(last, item, 10)["neighbors"]]
            label, said = classes[self.labels[item]], classes[self.predicted[item]]
            findings = [{"kind": "misclassified", "score": .6, "reason": f"predicted *{said}* with 0.60", "evidence": near}]
            if rank < 12:
                findings.insert(0, {"kind": "wrongLabel", "score": round(.95 - .02 * rank, 3), "evidence": near,
                                    "reason": f"labeled *{label}* (0.02), which those who have not seen it take for *{said}* (0.90)"})
            entries.append(self.suspect(item, findings, said if rank < 12 else None))
        pair = [{"kind": "nearDuplicate", "score": .98, "reason": "nearly the same as image 8, mirrored", "evidence": [8]}]
        entries.append(self.suspect(7, pair, None))
        entries.sort(key=lambda each: (-each["score"], each["item"]))
        return {"study": "food", "model": "googlenet", "layers": [name for name, _ in LAYERS[1:]], "estimatedNoise": .02,
                "labelSources": ["neighbours in prob", "linear probe on prob"],
                "labelScores": [.1] * self.options.items, "suspects": entries}

    def suspect(self, item, findings, suggested):
        return {"item": item, "identifier": self.items()["identifiers"][item],
                "label": self.classes()[self.labels[item]] if self.options.labels else None, "suggestedLabel": suggested,
                "score": max(each["score"] for each in findings), "findings": findings, "decision": None,
                "reason": "; ".join(each["reason"] for each in findings)}

    def likeness(self, measure):
        if len(self.networks.all) > 0:
            return self.networks.likeness(measure)
        layers = [{"model": "googlenet", "layer": f"{i:02d}-{name}"} for i, (name, _) in enumerate(LAYERS)]
        values = [[round(math.exp(-abs(i - j) / 4), 4) for j in range(len(LAYERS))] for i in range(len(LAYERS))]
        return {"measure": MEASURES[measure], "itemCount": self.options.items, "layers": layers, "values": values}

    def emergence(self):
        """The later the image, the later it finds its class; every seventh never does."""
        count = len(LAYERS)
        images = [-1 if i % 7 == 3 else i * count // self.options.items for i in range(self.options.items)]
        layers = [{"name": name, "folder": f"{i:02d}-{name}", "classCount": 0, "imageCount": images.count(i)}
                  for i, (name, _) in enumerate(LAYERS)]
        classes = [{"index": i, "name": name, "layer": i % count if i else -1, "hits": [.5] * count}
                   for i, name in enumerate(self.classes())]
        return {"model": "googlenet", "neighborCount": 15, "share": .9, "layers": layers, "classes": classes, "images": images}

    def zones(self):
        """Neighbouring classes mix, the more the smaller they are."""
        names, found = self.classes(), []
        for first in range(0, min(8, len(names) - 1), 2):
            images = [i for i, label in enumerate(self.labels) if label in (first, first + 1)][:20 - 2 * first]
            found.append({"labels": [first, first + 1], "names": names[first:first + 2], "images": images, "entropy": 1.0})
        return {"layer": f"{len(LAYERS) - 1:02d}-{LAYERS[-1][0]}", "embedding": "umap-2d", "zones": found}

    def groups(self, column, layer):
        values = [self.classes()[label] for label in self.labels] if column == "label" else self.items()["attributes"][column]
        names = self.classes() if column == "label" else sorted({str(value) for value in values if str(value)})
        estimate = lambda value: {"value": value, "lower": round(max(0, value - .04), 3), "upper": round(min(1, value + .03), 3)}  # noqa: E731
        groups = [{"value": name, "count": sum(str(value) == name for value in values), "scored": 0,
                   "accuracy": estimate(round(.9 - .05 * (i % 5), 3)), "confidence": None} for i, name in enumerate(names)]
        placed = [{"group": i, "separability": None, "hit": estimate(round(.5 + .03 * (i % 5), 3)), "neighbors":
                   [{"group": j, "share": estimate(round(.6 if i == j else .4 / max(1, len(names) - 1), 3)), "expected": round(1 / len(names), 3)}
                    for j in range(len(names))]} for i in range(len(names))]
        return {"study": "food", "model": "googlenet", "column": column, "withoutValue": 0, "separabilityImageCount": 0, "groups": groups,
                "layers": [{"name": layer[3:], "groups": placed, "unitCount": 0, "tellingUnitCount": 0, "units": []}]}

    def audit(self):
        finding = "split = val is on 91 % of the images of *zebra* and on 12 % of the others; 27 units in 7 of 9 layers respond to it"
        flagged = {"name": "split", "outcome": "flagged", "finding": finding}
        return {"study": "food", "model": "googlenet", "hasScores": True, "layers": [], "leftOut": [],
                "columns": [flagged] if self.attributes() else []}

    def directions(self, layer):
        key = ("directions", layer)
        if key not in self.cache:
            made = np.random.default_rng(layer).normal(size=(15, CHANNELS[layer])).astype("<f4")
            made[:, list(CONSTANT)] = 0
            self.cache[key] = made
        return self.cache[key]

    def activations(self, layer, channel):
        y = self.points(layer, "umap-15d") @ self.directions(layer)[:, channel]
        return np.maximum(0, y).astype("<f4")

    def neurons(self, layer, column=""):
        """The analysis of a layer's units; of many images it looks at some. Besides the label it knows of the camera."""
        key = ("neurons", layer, column)
        if key not in self.cache:
            step, analyzed = max(1, self.options.items // 2000), [name for name in self.attributes() if name == "camera"]
            values = np.maximum(0, self.points(layer, "umap-15d")[::step] @ self.directions(layer))
            labels = np.asarray(self.items()["labels"])[::step] if self.options.labels else np.full(len(values), -1)
            if column and column not in analyzed:
                return None
            groups, count = None, self.options.classes
            if column:
                texts = self.attributes()[column][::step]
                names = sorted({text for text in texts if text})
                labels, count = np.asarray([names.index(text) if text else -1 for text in texts]), len(names)
                groups = {"column": column, "values": names, "upperBounds": None, "itemCount": int((labels >= 0).sum())}
            self.cache[key] = Neurons(values, labels, count, layer, groups, analyzed)
        return self.cache[key]

    def features(self, layer):
        """What was optimized for a layer; how the study's own images excite it is known where it was recorded unit by unit."""
        key = ("features", layer)
        if key not in self.cache:
            strongest = None
            if layer in CHANNELS and layer != 7:
                strongest = np.maximum(0, self.points(layer, "umap-15d") @ self.directions(layer)).max(axis=0)
            self.cache[key] = Features(layer, LAYERS[layer][0], strongest, self.classes(), self.options.missing, self.jobs.made[layer])
        return self.cache[key]

    def has_atlas(self, layer):
        o = self.options
        return layer in LAYERS_WITH_ATLAS and o.atlas != "none" and (o.features != "none" or o.atlas == "alone")

    def atlas(self, layer):
        key = ("atlas", layer)
        if key not in self.cache:
            self.cache[key] = Atlas(layer, LAYERS[layer][0], self.classes(), self.items()["labels"], self.options.atlas)
        return self.cache[key]

    def units(self, layer, item, count):
        values = np.maximum(0, self.points(layer, "umap-15d")[item] @ self.directions(layer))
        top = np.argsort(-values, kind="stable")[:count]
        return {"item": item, "units": [{"channel": int(c), "activation": round(float(values[c]), 4)} for c in top]}

    def top_images(self, layer, channel):
        values = self.activations(layer, channel)
        top = np.argsort(-values, kind="stable")[:16]
        images = [{"item": int(i), "value": round(float(values[i]), 4), "width": 256, "height": 256} for i in top]
        if self.layer(layer)["shape"][1:] != [7, 7]:
            field = {"rows": None, "columns": None, "inputRows": 224, "inputColumns": 224}
            everything = {"x": 0, "y": 0, "width": 256, "height": 256}
            return {"channel": channel, "field": field, "images": [image | {"region": everything} for image in images]}
        for rank, image in enumerate(images):
            row, column = (channel + rank) % 7, (channel // 7 + 3 * rank) % 7
            top, left = max(0, 36 * row - 30), max(0, 36 * column - 30)
            image |= {"row": row, "column": column, "region": {
                "x": left, "y": top, "width": min(256, 36 * column + 66) - left, "height": min(256, 36 * row + 66) - top}}
        return {"channel": channel, "field": {"rows": 84, "columns": 84, "inputRows": 224, "inputColumns": 224}, "images": images}

    def neighbor_array(self, layer, count=50, model=""):
        """Every item's neighbours at once, as they are stored. Above 8,000 items only invented ones: the next in order."""
        key = ("neighbors", layer, model if model in self.networks.all else "")
        if key in self.cache:
            return self.cache[key]
        n = self.options.items
        count = min(count, max(0, n - 1))
        if n > 8000:
            step = 2 if key[2] else 1
            near = (np.arange(n, dtype=np.int64)[:, None] + step * np.arange(1, count + 1)) % n
        else:
            y = self.near(layer, model)
            near = np.zeros((n, count), np.int64)
            square = (y ** 2).sum(1)
            for i in range(0, n, 500):
                part = square[None] - 2 * y[i:i + 500] @ y.T
                part[np.arange(len(part)), np.arange(i, i + len(part))] = np.inf
                near[i:i + 500] = np.argsort(part, 1, kind="stable")[:, :count]
        self.cache[key] = near.astype("<i4")
        return self.cache[key]

    # -- pictures --------------------------------------------------------------------------------------------------

    def picture(self, item, edge=TILE):
        """A shape of the item's class on a soft ground."""
        y, x = (np.mgrid[0:edge, 0:edge] + .5) / edge * 2 - 1
        label, hue = int(self.labels[item]), float(self.hues[item])
        ground = np.stack([.5 + .3 * np.cos(6.28 * (hue + s)) for s in (0, .33, .67)])
        image = ground[:, None, None] * (.75 - .25 * y)[None]
        angle, size = np.arctan2(y, x), .45 + .2 * hue
        shape = np.hypot(x, y) < size * (1 + .28 * np.cos(angle * (label % 5 + 2) + hue * 6))
        if label % 3 == 0:
            shape = (np.abs(x) < size) & (np.abs(y) < size * .7)
        color = np.stack([.55 + .42 * np.cos(6.28 * (label / 10 + s)) for s in (0, .33, .67)])
        image = np.where(shape[None], color[:, None, None] * (1 - .25 * (x + y))[None] , image)
        return (np.clip(image, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)

    def page(self, number):
        key = ("page", number)
        if key not in self.cache and (made := PAGES.get((self.options.items, self.options.classes, number))):
            self.cache[key] = made
        if key not in self.cache:
            per = COLUMNS * ROWS
            count = min(per, self.options.items - number * per)
            # The last page is only as tall as it has to be, like a real one may be.
            tall = math.ceil(count / COLUMNS)
            sheet = np.zeros((tall * TILE, COLUMNS * TILE, 3), np.uint8)
            for j in range(count):
                r, c = divmod(j, COLUMNS)
                # Above a few thousand items the pictures repeat: drawing them would take the test's time.
                item = number * per + j
                source = item if self.options.items <= 5000 else j
                tile = self.cache.setdefault(("tile", source), None)
                if tile is None:
                    tile = self.cache[("tile", source)] = self.picture(source)
                sheet[r * TILE:(r + 1) * TILE, c * TILE:(c + 1) * TILE] = tile
            self.cache[key] = PAGES[(self.options.items, self.options.classes, number)] = png(sheet)
        return self.cache[key]


def npy(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def png(pixels: np.ndarray) -> bytes:
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + pixels[y].tobytes() for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def dumps(value) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
