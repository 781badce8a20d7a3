"""What is measured: our command, the peers, and how both results are judged."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy

import judging


@dataclass
class Peer:
    name: str
    function: str
    arguments: dict
    limit: float | None  # the largest ratio ours / peer that is aimed at


@dataclass
class Task:
    name: str
    data: str
    command: list[str]  # of `strata array`; OUT is the result
    peers: list[Peer]
    judge: object  # (result array, Task, Context) -> {measure: value}
    runs: int = 5
    extra: dict = field(default_factory=dict)


@dataclass
class Context:
    """What judging needs, with what is worth keeping between tasks."""

    arrays: Path
    work: Path
    threads: int
    strata: object  # (list of arguments) -> reply
    kept: dict = field(default_factory=dict)

    def array(self, name: str) -> numpy.ndarray:
        return numpy.load(self.arrays / f"{name}.npy", mmap_mode="r")

    def keep(self, key, make):
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]


def judge_neighbors(result, task: Task, context: Context):
    k = task.extra["k"]

    def exact():
        import faiss

        faiss.omp_set_num_threads(context.threads)
        data = numpy.ascontiguousarray(context.array(task.data))
        index = faiss.IndexFlatL2(data.shape[1])
        index.add(data)
        rows = numpy.random.default_rng(0).permutation(len(data))[:2000]
        found = index.search(data[rows], k + 1)[1]
        neighbors = numpy.zeros((len(data), k), numpy.int64)
        for row, line in zip(rows, found):
            neighbors[row] = line[line != row][:k]
        return neighbors

    true = context.keep(("neighbors", task.data, k), exact)
    return {"recall": judging.recall(result, true, context.array(task.data))}


def judge_tsne(result, task: Task, context: Context):
    data = numpy.ascontiguousarray(context.array(task.data))
    affinities = context.keep(("affinities", task.data), lambda: judging.affinities(data, context.threads))
    return {"KL": judging.divergence(result, affinities)}


def judge_umap(result, task: Task, context: Context):
    path = context.work / "judged.npy"
    numpy.save(path, numpy.asarray(result, numpy.float32))
    reply = context.strata(["quality", str(path), "--data", str(context.arrays / f"{task.data}.npy")])
    labels = context.array(task.extra["labels"])
    return {
        "trustworthiness": reply["metrics"]["trustworthiness"],
        "k-NN accuracy": judging.neighbor_accuracy(result, labels, context.threads),
    }


def judge_pca(result, task: Task, context: Context):
    def exact():
        data = context.array(task.data)
        mean = data.mean(0, dtype=numpy.float64)
        total = numpy.zeros((data.shape[1], data.shape[1]))
        for start in range(0, len(data), 4096):
            block = data[start : start + 4096].astype(numpy.float64) - mean
            total += block.T @ block
        return numpy.linalg.eigh(total)[1][:, ::-1][:, :50].T

    true = context.keep(("components", task.data), exact)
    return {"largest angle": judging.largest_angle(true, numpy.asarray(result))}


def judge_smacof(result, task: Task, context: Context):
    points = numpy.asarray(result, numpy.float64)
    if points.ndim == 1:
        points = points[:-1].reshape(-1, 2)
    distances = context.array(task.data).astype(numpy.float64)
    square = (points**2).sum(1)
    found = numpy.sqrt(numpy.maximum(square[:, None] + square[None] - 2 * points @ points.T, 0))
    numpy.fill_diagonal(found, 0)
    return {"stress": float(((found - distances) ** 2).sum() / 2)}


def judge_value(result, task: Task, context: Context):
    return {"trustworthiness": float(numpy.ravel(result)[0])}


def judge_placing(result, task: Task, context: Context):
    """How many of the placed rows have the label that most of their 15 nearest of the map have."""
    points = numpy.asarray(result, numpy.float32)
    old, new = context.array("mnist-map-labels"), context.array("mnist-place-labels")
    return {"k-NN accuracy": judging.placed_accuracy(points[: len(old)], old, points[len(old) :], new)}


def judge_bundling(result, task: Task, context: Context):
    return judging.bundling(numpy.asarray(result), context.array(task.data))


def neighbor_task(name, data, k, peers, **extra) -> Task:
    command = ["neighbors", data, "--output", "OUT", "--neighbors", str(k)] + extra.get("options", [])
    return Task(name, data, command, peers, judge_neighbors, runs=extra.get("runs", 5), extra={"k": k})


def all_tasks(context: Context) -> list[Task]:
    arrays = context.arrays
    flat = lambda k, limit: Peer("FAISS flat", "faiss_flat", {"k": k}, limit)
    descent = lambda k, limit: Peer("pynndescent", "pynndescent", {"k": k}, limit)
    brute = lambda k: Peer("sklearn-intelex", "sklearnex_brute", {"k": k}, None)
    tasks = [
        neighbor_task("k-NN, k = 15", "mnist-70000x784", 15, [flat(15, 0.1)], runs=2),
        neighbor_task("k-NN, k = 15", "mnist-70000x784", 15, [descent(15, 1.0), brute(15)]),
        neighbor_task("k-NN, k = 15", "mnist-70000x50", 15, [descent(15, 0.6)]),
        neighbor_task("k-NN, k = 90", "mnist-70000x50", 90, [flat(90, 0.1), brute(90)], runs=3),
        neighbor_task("k-NN graph, k = 15", "clusters-200000x128", 15, [descent(15, 0.8)]),
    ]
    for count, peers in (
        (2000, [Peer("openTSNE", "opentsne", {}, 0.1), Peer("scikit-learn", "sklearn_tsne", {}, 0.3),
                Peer("sklearn-intelex", "sklearnex_tsne", {}, None)]),
        (10000, [Peer("openTSNE", "opentsne", {}, 0.15), Peer("sklearn-intelex", "sklearnex_tsne", {}, None)]),
        (70000, [Peer("openTSNE", "opentsne", {}, 0.2)]),
    ):
        data = f"mnist-{count}x50"
        tasks.append(Task("t-SNE", data, ["tsne", data, "--output", "OUT"], peers, judge_tsne, runs=3))
    for count, dimensions, limit in ((70000, 2, 0.35), (70000, 15, 0.3), (10000, 15, 0.3)):
        data = f"mnist-{count}x784"
        command = ["umap", data, "--output", "OUT", "--dimensions", str(dimensions)]
        peers = [Peer("umap-learn", "umap_learn", {"dimensions": dimensions}, limit)]
        tasks.append(
            Task(f"UMAP to {dimensions}-D", data, command, peers, judge_umap, runs=3,
                 extra={"labels": f"mnist-{count}-labels"}))
    for data, limit in (("mnist-70000x784", 0.15), ("features-50000x2048", 0.25)):
        command = ["pca", data, "--output", "SIDE", "--components", "50", "--components-output", "OUT"]
        tasks.append(
            Task("PCA to 50", data, command, [Peer("scikit-learn", "sklearn_pca", {"count": 50}, limit)], judge_pca))
    for count, limit, runs in ((512, 0.05, 5), (4096, 0.02, 1)):
        data, start = f"dissimilarity-{count}", str(arrays / f"start-{count}.npy")
        command = ["mds", data, "--output", "OUT", "--initialization", start, "--update", "plain", "--iterations", "300",
                   "--tolerance", "0"]
        peers = [Peer("scikit-learn", "sklearn_smacof", {"start": start, "iterations": 300}, limit)]
        tasks.append(Task("SMACOF, 300 plain iterations", data, command, peers, judge_smacof, runs=runs))
        relaxed = ["mds", data, "--output", "OUT", "--iterations", "150", "--tolerance", "0"]
        tasks.append(Task("SMACOF, 150 of our own", data, relaxed, peers, judge_smacof, runs=runs))
    rows = str(arrays / "mnist-place-10000x50.npy")
    for method, peer in (("tsne", Peer("openTSNE", "opentsne_place", {"rows": rows}, None)),
                         ("umap", Peer("umap-learn", "umap_place", {"rows": rows}, None))):
        command = [method, "mnist-map-60000x50", "--output", "OUT", "--place", rows, "--place-output", "SIDE"]
        tasks.append(
            Task(f"placing 10,000 rows, {method}", "mnist-map-60000x50", command, [peer], judge_placing, runs=3,
                 extra={"seconds": "placingSeconds", "both": True}))
    embedding = str(context.work / "map-10000.npy")
    command = ["quality", embedding, "--data", "mnist-10000x50", "--measures", "trustworthiness"]
    peers = [Peer("scikit-learn", "sklearn_trustworthiness", {"embedding": embedding, "k": 15}, 0.05)]
    tasks.append(Task("trustworthiness", "mnist-10000x50", command, peers, judge_value, extra={"metric": "trustworthiness"}))
    hammer = Peer("hammer_bundle", "hammer_bundle", {}, 0.15)
    for data, peers in (("edges-10000", [hammer]), ("edges-10000-uniform", [hammer]), ("trails-2000x6", [])):
        command = ["bundle", data, "--output", "OUT", "--points", "100"]
        tasks.append(Task("bundling", data, command, peers, judge_bundling))
    return tasks
