"""Writes the reference values of the scores of neurons, by scikit-learn.

    python Tools/reference/forest_fixtures.py Tests/NeuronAnalysisTests/Fixtures

Seeds 0 to 9 for each of three classes against the rest: means of the importances of ExtraTreesClassifier with its defaults; its
accuracy on a stratified third for each seed; the mean permutation importance there (neg_brier_score, 5 repetitions); the mean of
mutual_info_classif. The data are made with seed 11; the file tells the version.
"""

import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.feature_selection import mutual_info_classif
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split

ITEMS, NEURONS, SEEDS = 240, 24, range(10)


def activations(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    labels = np.repeat([0, 1, 2], [120, 70, 50])
    hidden = 1.1 * generator.normal(size=(3, 6))[labels] + generator.normal(size=(ITEMS, 6))
    noise = np.linspace(0.2, 4, NEURONS) * generator.normal(size=(ITEMS, NEURONS))
    values = hidden @ generator.normal(size=(6, NEURONS)) + noise
    values[:, ::2] = np.maximum(values[:, ::2], 0)
    values[:, 5] = 1.5
    return values.round(3).astype(np.float32), labels


def scores(values: np.ndarray, truth: np.ndarray, labels: np.ndarray) -> dict:
    importances, accuracies, permutations, information = [], [], [], []
    for seed in SEEDS:
        importances.append(ExtraTreesClassifier(random_state=seed).fit(values, truth).feature_importances_)
        training, held_out = train_test_split(np.arange(ITEMS), test_size=1 / 3, stratify=labels, random_state=seed)
        forest = ExtraTreesClassifier(random_state=seed).fit(values[training], truth[training])
        accuracies.append(forest.score(values[held_out], truth[held_out]))
        shuffled = permutation_importance(
            forest, values[held_out], truth[held_out], scoring="neg_brier_score", n_repeats=5, random_state=seed)
        permutations.append(shuffled.importances_mean)
        information.append(mutual_info_classif(values, truth, random_state=seed))
    return {
        "importances": np.mean(importances, axis=0).tolist(),
        "accuracies": accuracies,
        "permutationImportances": np.mean(permutations, axis=0).tolist(),
        "mutualInformation": np.mean(information, axis=0).tolist(),
    }


def main(folder: Path) -> None:
    values, labels = activations(np.random.default_rng(11))
    document = {
        "scikit-learn": sklearn.__version__,
        "items": ITEMS,
        "neurons": NEURONS,
        "activations": [float(f"{value:.3f}") for value in values.ravel()],
        "labels": labels.tolist(),
        "classes": [scores(values, labels == index, labels) for index in range(3)],
    }
    (folder / "forests.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
