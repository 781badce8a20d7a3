"""Reading a study with numpy and sqlite3, and nothing of Strata.

    python Documentation/Examples/read_a_study.py demo.study [--plot map.png]

The cells (`# %%`) run one after the other in Jupyter, VS Code or Spyder too: set STUDY there.
"""

# %% Which study
import argparse
import json
import sqlite3
from pathlib import Path

import numpy as np

arguments = argparse.ArgumentParser(description="Read a study with numpy and sqlite3.")
arguments.add_argument("study", nargs="?", default="demo.study")
arguments.add_argument("--plot", help="draw the map of the last layer into this file (needs matplotlib)")
options, _ = arguments.parse_known_args()
STUDY = Path(options.study)

# %% The catalogue: one SQLite file, opened for reading only
catalogue = sqlite3.connect(f"{(STUDY / 'study.sqlite').resolve().as_uri()}?mode=ro", uri=True)
catalogue.row_factory = sqlite3.Row

study = catalogue.execute("SELECT name, seed FROM study").fetchone()
classes = [row["name"] for row in catalogue.execute("SELECT name FROM class ORDER BY position")]
items = catalogue.execute("SELECT identifier, labelIndex, attributes FROM item ORDER BY position").fetchall()
# -1 stands for no label, so that labels are an array.
labels = np.array([-1 if row["labelIndex"] is None else row["labelIndex"] for row in items])
print(f"study {study['name']}: {len(items)} images, {len(classes)} classes, seed {study['seed']}")

# %% Networks and their layers
models = catalogue.execute("SELECT id, name, folder FROM model ORDER BY position").fetchall()
model = models[0]
layers = catalogue.execute(
    "SELECT id, name, folder, featureCount FROM layer WHERE modelID = ? ORDER BY position", [model["id"]]
).fetchall()
print(f"network {model['name']}: {len(layers)} layers")


# %% Arrays: plain .npy files, whose paths are in the catalogue; row i is image i
def array(layer, role, name=None):
    """An array of a layer, mapped into memory: only what is used is read. None where there is none."""
    row = catalogue.execute(
        """
        SELECT artifact.path FROM artifact JOIN run ON run.id = artifact.runID
        WHERE run.status = 'finished' AND run.modelID = ? AND artifact.role = ? AND artifact.name IS ?
          AND artifact.path LIKE ? ESCAPE '!'
        """,
        [model["id"], role, name, f"models/{model['folder']}/{layer['folder']}/%".replace("_", "!_")],
    ).fetchone()
    return None if row is None else np.load(STUDY / row["path"], mmap_mode="r")


last = layers[-1]
activations = array(last, "activations")
neighbors = array(last, "neighbors")
assert activations.shape == (len(items), last["featureCount"])
print(f"layer {last['name']}: {activations.shape[1]} features, {neighbors.shape[1]} neighbours, dtype {activations.dtype}")

# %% Neighbourhood hit: how many of the six nearest images have the same label, worked out again from the arrays
for layer in layers if (labels >= 0).any() else []:
    near = np.asarray(array(layer, "neighbors")[:, :6])
    known = labels[near] >= 0
    same = (labels[near] == labels[:, None]) & known
    counted = (labels >= 0) & known.any(axis=1)
    hit = (same.sum(axis=1)[counted] / known.sum(axis=1)[counted]).mean()
    stored = catalogue.execute(
        "SELECT value FROM metric WHERE layerID = ? AND name = 'neighborhoodHit'", [layer["id"]]
    ).fetchone()["value"]
    print(f"hit {layer['name']}: {hit:.6f} (the catalogue says {stored:.6f})")

# %% Predictions, joined with labels: how often the network is right, and where it is sure and wrong
said = catalogue.execute(
    """
    SELECT prediction.item, outputClass.name, outputClass.labelIndex, prediction.probability
    FROM prediction JOIN outputClass
      ON outputClass.modelID = prediction.modelID AND outputClass.position = prediction.classIndex
    WHERE prediction.modelID = ? AND prediction.rank = 0 ORDER BY prediction.item
    """,
    [model["id"]],
).fetchall()
if said:
    predicted = np.array([-1 if row["labelIndex"] is None else row["labelIndex"] for row in said])
    probability = np.array([row["probability"] for row in said])
    # An image counts when it has a label that some output stands for.
    outputs = {row[0] for row in catalogue.execute(
        "SELECT labelIndex FROM outputClass WHERE modelID = ? AND labelIndex IS NOT NULL", [model["id"]])}
    counted = np.isin(labels, list(outputs))
    print(f"top-1: {(predicted == labels)[counted].mean():.6f} of {counted.sum()} images")
    wrong = np.flatnonzero(counted & (predicted != labels))
    for item in wrong[np.argsort(-probability[wrong])][:3]:
        print(f"sure and wrong: {items[item]['identifier']} is {classes[labels[item]]}, "
              f"taken for {said[item]['name']} with {probability[item]:.3f}")

# %% Suspects: images that deserve a look, with their reasons
file = catalogue.execute(
    "SELECT path FROM artifact JOIN run ON run.id = artifact.runID WHERE role = 'suspects' AND run.modelID = ?",
    [model["id"]],
).fetchone()
if file:
    suspects = json.loads((STUDY / file["path"]).read_text())["suspects"]
    print(f"suspects: {len(suspects)}")
    for entry in suspects[:3]:
        print(f"suspect {entry['identifier']}: {entry['score']:.2f}, {entry['reason']}")

# %% Nearest neighbours of one image, by its name
item = 7
distances = array(last, "neighborDistances")
print(f"nearest to {items[item]['identifier']}:")
for other, distance in list(zip(neighbors[item], distances[item]))[:5]:
    print(f"  {items[other]['identifier']} at {distance:.4f}")
# The same, worked out from the activations (Euclidean distance).
apart = np.linalg.norm(np.asarray(activations, dtype=np.float64) - np.float64(activations[item]), axis=1)
apart[item] = np.inf
assert np.isclose(apart[neighbors[item][0]], apart.min(), rtol=1e-4)

# %% Embeddings, with how far each point can be trusted
names = [row[0] for row in catalogue.execute(
    """
    SELECT DISTINCT artifact.name FROM artifact JOIN run ON run.id = artifact.runID
    WHERE role = 'embedding' AND run.modelID = ? ORDER BY artifact.name
    """, [model["id"]])]
names = [name for name in names if array(last, "embedding", name) is not None]
for name in names:
    trust = array(last, "embeddingTrust", name)
    print(f"embedding {name}: {array(last, 'embedding', name).shape[1]} dimensions, "
          f"trust {np.mean(trust, dtype=np.float64):.6f}")

# %% A picture of the map, if wanted
flat = [name for name in names if array(last, "embedding", name).shape[1] == 2]
if options.plot and flat:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    points = array(last, "embedding", flat[0])
    plt.figure(figsize=(6, 6))
    plt.scatter(points[:, 0], points[:, 1], c=labels, s=8, cmap="tab10")
    plt.title(f"{flat[0]} of {last['name']}")
    plt.savefig(options.plot, dpi=150)
    print(f"drawn: {options.plot}")
