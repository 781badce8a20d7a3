"""Makes the fixtures of TSNEModelTests from openTSNE: where its transform places every sixth of the digits on the map of
the others, taken from tsne-digits-positions.npy (see tsne_fixtures.py).

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 openTSNE==1.0.4
    venv/bin/python Tools/reference/tsne_placing_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

Nothing is drawn at random. Versions are written into tsne-placing.json.
"""

import json
import pathlib
import sys

import numpy as np
import openTSNE
import sklearn
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

folder = pathlib.Path(sys.argv[1])
digits = load_digits()
held = np.arange(len(digits.data)) % 6 == 0
map_ = np.load(folder / "tsne-digits-positions.npy")[~held].astype(np.float64)
center = (map_.max(axis=0) + map_.min(axis=0)) / 2
affinities = openTSNE.affinity.PerplexityBasedNN(digits.data[~held], perplexity=30, method="exact")


def place(iterations):
    embedding = openTSNE.TSNEEmbedding(map_.copy(), affinities, negative_gradient_method="bh", theta=0)
    # The tool moves the map to the middle of its bounds first.
    return np.asarray(embedding.transform(digits.data[held], n_iter=iterations)) + center


for name, positions in [("start", place(0)), ("early", place(10)), ("end", place(250))]:
    np.save(folder / f"tsne-placing-{name}.npy", np.ascontiguousarray(positions, dtype=np.float32))
np.save(folder / "tsne-digits-labels.npy", digits.target.astype(np.int32))
accuracy = KNeighborsClassifier(15).fit(map_, digits.target[~held]).score(place(250), digits.target[held])
summary = {
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "openTSNE": openTSNE.__version__},
    "accuracy": float(accuracy),
}
(folder / "tsne-placing.json").write_text(json.dumps(summary, indent=1) + "\n")
