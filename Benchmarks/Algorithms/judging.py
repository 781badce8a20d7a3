"""How good results are, by one yardstick for both sides."""

import numba
import numpy


def recall(found: numpy.ndarray, true: numpy.ndarray, data: numpy.ndarray, sample: int = 2000) -> float:
    """The share of the true neighbours that were found, over a seeded sample of rows; equal distances are equal."""
    rows = numpy.random.default_rng(0).permutation(len(true))[:sample]
    hits = 0
    for row in rows:
        others = found[row][found[row] != row][: true.shape[1]]
        limit = numpy.linalg.norm(data[true[row, -1]].astype(numpy.float64) - data[row])
        distances = numpy.linalg.norm(data[others].astype(numpy.float64) - data[row], axis=1)
        hits += (distances <= limit * (1 + 1e-6)).sum()
    return float(hits / (len(rows) * true.shape[1]))


@numba.njit(parallel=True, fastmath=True)
def _normalization(points):
    total = 0.0
    for i in numba.prange(len(points)):
        row = 0.0
        for j in range(len(points)):
            square = 0.0
            for k in range(points.shape[1]):
                difference = points[i, k] - points[j, k]
                square += difference * difference
            row += 1 / (1 + square)
        total += row - 1
    return total


def divergence(points: numpy.ndarray, affinities) -> float:
    """KL(P || Q) of a map, summed exactly in Double, for one P for all."""
    points = numpy.asarray(points, numpy.float64)
    affinities = affinities.tocoo()
    square = ((points[affinities.row] - points[affinities.col]) ** 2).sum(1)
    log_q = -numpy.log1p(square) - numpy.log(_normalization(points))
    return float((affinities.data * (numpy.log(affinities.data) - log_q)).sum())


def affinities(data: numpy.ndarray, threads: int):
    """openTSNE's P for perplexity 30, over exact neighbours."""
    import faiss
    import openTSNE

    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatL2(data.shape[1])
    index.add(data)
    distances, neighbors = index.search(data, 91)
    found = openTSNE.nearest_neighbors.PrecomputedNeighbors(
        neighbors[:, 1:], numpy.sqrt(numpy.maximum(distances[:, 1:], 0)).astype(numpy.float64))
    return openTSNE.affinity.PerplexityBasedNN(perplexity=30, knn_index=found, n_jobs=threads).P


def _votes(points, labels, queries, k: int, exclude_self: bool) -> numpy.ndarray:
    """The label that most of the k nearest points have, for each query."""
    import faiss

    index = faiss.IndexFlatL2(points.shape[1])
    index.add(numpy.ascontiguousarray(points, numpy.float32))
    neighbors = index.search(numpy.ascontiguousarray(queries, numpy.float32), k + exclude_self)[1]
    votes = numpy.zeros((len(queries), int(labels.max()) + 1), numpy.int32)
    for column in range(neighbors.shape[1]):
        other = neighbors[:, column] != numpy.arange(len(queries))
        counted = other if exclude_self else numpy.ones(len(queries), bool)
        numpy.add.at(votes, (numpy.flatnonzero(counted), labels[neighbors[counted, column]]), 1)
    return votes.argmax(1)


def neighbor_accuracy(points: numpy.ndarray, labels: numpy.ndarray, threads: int, k: int = 15) -> float:
    """How often the majority of the k nearest names the right class, each point left out of its own vote."""
    import faiss

    faiss.omp_set_num_threads(threads)
    return float((_votes(points, labels, points, k, True) == labels).mean())


def placed_accuracy(points, labels, placed, true_labels, k: int = 15) -> float:
    """How often the majority of the k nearest points of the map names the class of a row placed into it."""
    return float((_votes(points, labels, placed, k, False) == true_labels).mean())


def largest_angle(first: numpy.ndarray, second: numpy.ndarray) -> float:
    """The sine of the largest angle between the spaces that two sets of rows span."""
    first, _ = numpy.linalg.qr(first.astype(numpy.float64).T)
    second, _ = numpy.linalg.qr(second.astype(numpy.float64).T)
    return float(numpy.linalg.norm(second - first @ (first.T @ second), 2))
