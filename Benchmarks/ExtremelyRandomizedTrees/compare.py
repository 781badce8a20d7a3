"""Forests for each of ten classes against the rest: ours beside scikit-learn's ExtraTreesClassifier, alternating.

    swift build -c release --product neuron-benchmark
    python Benchmarks/ExtremelyRandomizedTrees/compare.py .build/release/neuron-benchmark [--rounds 5] [--threads 2]

2,000 items × 512 neurons, 10 classes, 100 trees. The activations are those of a layer with random weights for ten clusters with
64 inputs: as they are, rectified (half of them 0), or rectified after taking off 1.2 standard deviations (seven of eight are 0).
scikit-learn fits and gives importances; so does our first figure. The second adds held-out accuracy, the third permutation
importance. Beside them stands Spearman's correlation of the importances, the mean of the rounds' seeds, and that of
scikit-learn's own rounds with each other where there are at least two. Needs NumPy, SciPy and scikit-learn.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import sklearn
from scipy.stats import spearmanr
from sklearn.ensemble import ExtraTreesClassifier


def activations(kind: str) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    labels = np.arange(2000) % 10
    inputs = generator.normal(size=(10, 64))[labels] + 1.6 * generator.normal(size=(2000, 64))
    values = inputs @ generator.normal(size=(64, 512)) / 8
    if kind != "signed":
        values = np.maximum(values - (1.2 * values.std(axis=0) if kind == "sparse" else 0), 0)
    return values.astype("<f4"), labels.astype("<i4")


def peer(values: np.ndarray, labels: np.ndarray, threads: int, seed: int) -> tuple[float, np.ndarray]:
    start = time.perf_counter()
    importances = []
    for index in range(10):
        forest = ExtraTreesClassifier(n_estimators=100, n_jobs=threads, random_state=10 * seed + index)
        importances.append(forest.fit(values, labels == index).feature_importances_)
    return time.perf_counter() - start, np.stack(importances, axis=1)


def agreement(first: list[np.ndarray], second: list[np.ndarray]) -> float:
    first, second = np.mean(first, axis=0), np.mean(second, axis=0)
    return min(spearmanr(first[:, index], second[:, index]).statistic for index in range(10))


def measure(kind: str, options: argparse.Namespace) -> None:
    values, labels = activations(kind)
    times: dict[str, list[float]] = {"scikit-learn": []}
    theirs, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("activations.npy", "labels.npy", "importances.bin")]
        np.save(paths[0], values)
        np.save(paths[1], labels)
        for seed in range(options.rounds):
            seconds, importances = peer(values, labels, options.threads, seed)
            times["scikit-learn"].append(seconds)
            theirs.append(importances)
            command = [options.program, paths[0], paths[1], str(options.threads), str(seed), paths[2]]
            for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
                name, seconds = line.split()
                times.setdefault(name, []).append(float(seconds))
            ours.append(np.fromfile(paths[2], "<f4").reshape(512, 10))
    for name, taken in times.items():
        ratio = statistics.median(taken) / statistics.median(times["scikit-learn"])
        print(f"{kind:10} {name:13} {statistics.median(taken):.3f} ({min(taken):.3f}–{max(taken):.3f})  × {ratio:.3f}")
    print(f"{kind:10} lowest rank correlation of a class: {agreement(theirs, ours):.3f}", end="")
    half = len(theirs) // 2
    print(f", of scikit-learn's halves {agreement(theirs[:half], theirs[half:]):.3f}" if half else "")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--kinds", nargs="+", default=["rectified", "signed", "sparse"])
    options = parser.parse_args()
    print(f"scikit-learn {sklearn.__version__}, {options.threads} threads, {options.rounds} rounds: median (range), seconds")
    for kind in options.kinds:
        measure(kind, options)


if __name__ == "__main__":
    main()
