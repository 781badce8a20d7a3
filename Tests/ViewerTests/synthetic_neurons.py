"""Units of the synthetic study: what `strata neurons` would find out, worked out plainly from the recorded activations."""

import numpy as np

PROJECTIONS = [("mds", "MDS of 1 − |r|"), ("tsne-2d", "t-SNE"), ("umap-2d", "UMAP")]
SCORES = [("importance", "Importance in extremely randomized trees"), ("permutation", "Permutation importance"),
          ("mutual-information", "Mutual information"), ("selectivity", "Selectivity")]
CONSTANT = (3, 17, 40)      # units that are the same for every image


class Neurons:
    """The units of one layer: activations is images × units."""

    def __init__(self, activations, labels, class_count, seed=0, groups=None, columns=()):
        """groups: the column and its values where classes are those; columns: those that were analyzed besides the label."""
        self.groups, self.columns = groups, list(columns)
        self.values = activations.astype("<f8")
        self.labels = np.asarray(labels)
        self.class_count = class_count if (self.labels >= 0).any() else 0
        self.seed = seed
        self.constant = [unit for unit in CONSTANT if unit < self.values.shape[1]]
        deviation = self.values.std(axis=0)
        self.live = deviation > 1e-9
        self.constant = [int(unit) for unit in np.flatnonzero(~self.live)]
        scale = np.where(self.live, deviation, 1)
        self.standard = (self.values - self.values.mean(axis=0)) / scale
        self.correlation = self.standard.T @ self.standard / len(self.values)

    def untrained(self):
        """The same units before anything is learned: labels mean nothing to them."""
        shuffled = np.random.default_rng(3).permutation(self.labels)
        return Neurons(self.values, shuffled, self.class_count, self.seed + 100, self.groups, self.columns)

    def report(self):
        n, count = self.values.shape
        best, value = self.best()
        classes = range(self.class_count)
        sizes = [float((self.labels == k).mean()) for k in classes]
        strength = [1 - .45 * k / max(1, self.class_count - 1) for k in classes]
        forests = [{"class": k, "accuracy": 1 - (1 - strength[k] ** 2) * sizes[k], "balancedAccuracy": .5 + .49 * strength[k],
                    "baseline": 1 - sizes[k]} for k in classes]
        special = [{"class": k, "value": .5, "pValue": .001 if k % 4 else .21, "neuronCount": int((best == k).sum())}
                   for k in classes]
        named = bool(self.class_count)
        return {"neuronCount": count, "itemCount": n, "kind": "channel", "constant": self.constant,
                "projections": [{"name": name, "title": title,
                                 "parameters": {"seed": {"requested": 42, "effective": 42},
                                                "iterationCount": {"requested": 300, "effective": 152}},
                                 "measures": {"normalizedStress": .21, "trustworthiness": .91, "continuity": .93}
                                 if name == "mds" else {"trustworthiness": .94, "continuity": .9}}
                                for name, title in PROJECTIONS],
                "clusters": {"count": 12, "ofNeuron": self.clusters(), "silhouette": .31},
                "groups": self.groups, "columns": self.columns, "scoredClasses": list(classes),
                "scores": [{"name": name, "title": title, "parameters": {}} for name, title in SCORES] if named else [],
                "forests": forests if named else [],
                "specialization": {"value": .42, "expected": .11, "pValue": .001, "permutationCount": 999, "classes": special}
                if named else None,
                "meanActivation": [float(v) for v in self.values.mean(axis=0)],
                "bestClass": [int(k) for k in best] if named else None,
                "bestScore": [float(v) for v in value] if named else None}

    def scores(self, name="importance"):
        """How far a class's mean lies above that of the rest, as shares that sum to one in each class."""
        out = np.zeros((self.values.shape[1], self.class_count), "<f4")
        for k in range(self.class_count):
            inside = self.labels == k
            if not inside.any() or inside.all():
                continue
            gap = self.standard[inside].mean(axis=0) - self.standard[~inside].mean(axis=0)
            gap = np.where(self.live, np.maximum(0, gap), 0) ** {"importance": 3, "permutation": 4}.get(name, 1)
            out[:, k] = gap / max(gap.sum(), 1e-9) if name in ("importance", "permutation") else gap / 4
        return out.astype("<f4")

    def best(self):
        if not self.class_count:
            return np.full(self.values.shape[1], -1), np.zeros(self.values.shape[1])
        scores = self.scores()
        return np.where(scores.max(axis=1) > 0, scores.argmax(axis=1), -1), scores.max(axis=1)

    def projection(self, name):
        """Two directions of the correlations: classical scaling, turned for each name; constant units are nowhere."""
        dissimilarity = 1 - np.abs(self.correlation)
        squares = dissimilarity ** 2
        centered = -.5 * (squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean())
        start = np.random.default_rng(7).normal(size=(len(centered), 2))
        for _ in range(30):
            start, _ = np.linalg.qr(centered @ start)
        places = centered @ start
        turn = {"mds": 0, "tsne-2d": 1, "umap-2d": 2}[name]
        noise = np.random.default_rng(turn).normal(size=places.shape) * places.std() * .35
        places = (places + noise) @ [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
        places[~self.live] = np.nan
        return places.astype("<f4")

    def clusters(self):
        places = np.nan_to_num(self.projection("mds"))
        angle = np.arctan2(places[:, 1], places[:, 0])
        out = np.floor((angle + np.pi) / (2 * np.pi) * 12).astype(int) % 12
        out[~self.live] = -1
        return [int(k) for k in out]

    def correlated(self, unit, count):
        r = self.correlation[unit].copy()
        r[unit] = 0
        r[~self.live] = 0
        order = np.argsort(-np.abs(r), kind="stable")[:count]
        return {"neuron": unit, "correlated": [{"neuron": int(u), "correlation": float(r[u])} for u in order]}

    def separating(self, items, count):
        inside = np.zeros(len(self.values), bool)
        inside[items] = True
        order = self.values.argsort(axis=0, kind="stable")
        ranks = np.empty_like(self.values)
        np.put_along_axis(ranks, order, np.arange(1, len(self.values) + 1)[:, None] * np.ones(self.values.shape[1]), axis=0)
        a, b = int(inside.sum()), int((~inside).sum())
        area = (ranks[inside].sum(axis=0) - a * (a + 1) / 2) / max(1, a * b)
        area[~self.live] = .5
        z = np.abs(area - .5) / np.sqrt((a + b + 1) / max(1, 12 * a * b))
        top = np.argsort(-np.abs(area - .5), kind="stable")[:count]
        p = np.exp(-.5 * z ** 2)
        return {"inside": a, "outside": b,
                "neurons": [{"neuron": int(u), "area": float(area[u]), "pValue": float(p[u]),
                             "correctedPValue": float(min(1, p[u] * len(area)))} for u in top]}

    def exciting(self, units, count):
        mean = self.standard[:, units].mean(axis=1)
        top = np.argsort(-mean, kind="stable")[:count]
        return {"images": [{"item": int(i), "value": float(mean[i])} for i in top]}

    def silencing(self, unit):
        best = int(self.best()[0][unit])
        classes = [{"class": k, "before": .95, "after": .95 - (.12 if k == best else .003 * (k % 3 - 1))}
                   for k in range(self.class_count)]
        return {"replacement": "mean", "itemCount": len(self.values), "accuracy": {"before": .95, "after": .938}, "classes": classes}
