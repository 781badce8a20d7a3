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


def polylines(result: numpy.ndarray) -> list[numpy.ndarray]:
    """Trails of as many points each, or lines with NaN after each."""
    if result.ndim == 3:
        return list(result.astype(numpy.float64))
    ends = numpy.flatnonzero(numpy.isnan(result[:, 0]))
    return [result[first:end] for first, end in zip(numpy.append(0, ends[:-1] + 1), ends)]


def ink(lines: list[numpy.ndarray], low: numpy.ndarray, side: float, size: int = 1024) -> float:
    """The share of the cells of a grid that lines cross, found by marks at most 0.3 cells apart."""
    grid = numpy.zeros((size, size), bool)
    for line in lines:
        steps = numpy.diff(line, axis=0)
        count = numpy.maximum(1, numpy.ceil(numpy.hypot(*steps.T) / side * size / 0.3)).astype(int)
        piece = numpy.repeat(numpy.arange(len(steps)), count)
        place = numpy.arange(count.sum()) - numpy.repeat(numpy.cumsum(count) - count, count)
        marks = line[piece] + (place / count[piece])[:, None] * steps[piece]
        cells = numpy.clip(((marks - low) / side * (size - 1)).astype(int), 0, size - 1)
        grid[cells[:, 1], cells[:, 0]] = True
    return float(grid.mean())


def bundling(result: numpy.ndarray, given: numpy.ndarray) -> dict:
    """Ink and length by those of the lines as they were; the turn, in degrees, that 1 % of the pieces' ends exceed."""
    lines = polylines(result)
    straight = list(given.reshape(len(given), -1, 2).astype(numpy.float64))
    points = given.reshape(-1, 2)
    low, side = points.min(0), float(numpy.ptp(points, axis=0).max())
    length = lambda those: sum(numpy.hypot(*numpy.diff(line, axis=0).T).sum() for line in those)
    turns = []
    for line in lines:
        pieces = numpy.diff(line, axis=0)
        pieces = pieces[(pieces != 0).any(1)]
        angles = numpy.diff(numpy.arctan2(pieces[:, 1], pieces[:, 0]))
        turns.append(numpy.abs((angles + numpy.pi) % (2 * numpy.pi) - numpy.pi))
    return {
        "ink": ink(lines, low, side) / ink(straight, low, side),
        "length": length(lines) / length(straight),
        "sharp turn": float(numpy.degrees(numpy.quantile(numpy.concatenate(turns), 0.99))),
    }
