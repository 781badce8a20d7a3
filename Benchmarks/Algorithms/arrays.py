"""The arrays that are measured on, made once and kept in a folder."""

import gzip
import os
from pathlib import Path

import numpy


def mnist_folder() -> Path | None:
    """The folder with MNIST's four files: below $STRATA_DATA, else none."""
    folder = Path(os.environ.get("STRATA_DATA", "")) / "mnist"
    return folder if (folder / "train-images-idx3-ubyte.gz").exists() else None


def read_idx(path: Path, offset: int) -> numpy.ndarray:
    with gzip.open(path) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=offset)


def mnist(folder: Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    images = [read_idx(folder / f"{part}-images-idx3-ubyte.gz", 16) for part in ("train", "t10k")]
    labels = [read_idx(folder / f"{part}-labels-idx1-ubyte.gz", 8) for part in ("train", "t10k")]
    return numpy.concatenate(images).reshape(-1, 784).astype(numpy.float32), numpy.concatenate(labels)


def principal(data: numpy.ndarray, count: int) -> numpy.ndarray:
    centered = data - data.mean(0, dtype=numpy.float64)
    _, vectors = numpy.linalg.eigh(centered.T @ centered)
    return (centered @ vectors[:, ::-1][:, :count]).astype(numpy.float32)


def clusters(rows: int, columns: int, seed: int = 0) -> numpy.ndarray:
    """100 clusters, each on a sheet of 12 dimensions, with a little noise in all."""
    generator = numpy.random.default_rng(seed)
    centers = generator.normal(size=(100, columns)) * 3
    sheets = generator.normal(size=(100, 12, columns)) / numpy.sqrt(12)
    label = generator.integers(0, 100, rows)
    result = numpy.empty((rows, columns), numpy.float32)
    for cluster in range(100):
        chosen = label == cluster
        place = generator.normal(size=(chosen.sum(), 12)) * 1.5
        noise = generator.normal(size=(chosen.sum(), columns)) * 0.1
        result[chosen] = centers[cluster] + place @ sheets[cluster] + noise
    return result


def features(rows: int, columns: int) -> numpy.ndarray:
    """Rectified sums of 200 directions of falling strength, as in the late layers of a network."""
    generator = numpy.random.default_rng(1)
    strength = numpy.arange(1, 201)[:, None] ** -0.7
    directions = (generator.normal(size=(200, columns)) * strength).astype(numpy.float32)
    values = generator.standard_normal((rows, 200), dtype=numpy.float32) @ directions
    values += 0.05 * generator.standard_normal((rows, columns), dtype=numpy.float32)
    return numpy.maximum(values, 0)


def neuron_dissimilarity(images: numpy.ndarray, count: int) -> numpy.ndarray:
    """1 - |r| between `count` random rectified units over 2,000 images."""
    generator = numpy.random.default_rng(2)
    weights = generator.normal(size=(images.shape[1], count)) / 28
    activations = numpy.maximum((images[:2000] / 255.0) @ weights, 0)
    distance = 1 - numpy.abs(numpy.corrcoef(activations.T))
    distance = (distance + distance.T) / 2
    numpy.fill_diagonal(distance, 0)
    return numpy.maximum(distance, 0).astype(numpy.float32)


def edges(count: int, nodes: int = 500) -> numpy.ndarray:
    """Edges as x, y, x, y between nodes in 14 clusters of unlike size; few nodes have many edges."""
    generator = numpy.random.default_rng(0)
    centers, sizes = generator.uniform(0, 1, (14, 2)), generator.gamma(1.5, 1, 14)
    cluster = generator.choice(14, nodes, p=sizes / sizes.sum())
    places = centers[cluster] + generator.normal(0, 0.035, (nodes, 2))
    weights = generator.pareto(1.2, nodes) + 0.2
    result = numpy.empty((0, 4))
    while len(result) < count:
        ends = [places[generator.choice(nodes, count, p=weights / weights.sum())] for _ in range(2)]
        far = numpy.hypot(*(ends[0] - ends[1]).T) > 0.08
        result = numpy.concatenate([result, numpy.hstack(ends)[far]])
    return result[:count].astype(numpy.float32)


def uniform_edges(count: int, nodes: int = 1000) -> numpy.ndarray:
    """Edges between any two of nodes all over the unit square: there is no structure to be found."""
    generator = numpy.random.default_rng(0)
    places = generator.uniform(0, 1, (nodes, 2))
    first = generator.integers(0, nodes, count)
    second = (first + generator.integers(1, nodes, count)) % nodes
    return numpy.hstack([places[first], places[second]]).astype(numpy.float32)


def evolution(count: int, frames: int) -> numpy.ndarray:
    """Ways of points from one cloud into ten clusters, as embeddings over epochs; 6 % go to the wrong one."""
    generator = numpy.random.default_rng(0)
    label = generator.integers(0, 10, count)
    goal = numpy.where(generator.random(count) < 0.06, generator.integers(0, 10, count), label)
    angle = numpy.linspace(0, 2 * numpy.pi, 10, endpoint=False)
    last = 4 * numpy.stack([numpy.cos(angle), numpy.sin(angle)], 1) + generator.normal(0, 0.4, (10, 2))
    first, cloud = generator.normal(0, 0.8, (10, 2)), generator.normal(0, 1.6, (count, 2))
    result = [cloud]
    for share in numpy.linspace(0, 1, frames)[1:]:
        place = first[label] * (1 - share) + last[goal] * share
        jitter = generator.normal(0, 0.35, (count, 2)) * (1 - 0.5 * share)
        result.append(place + jitter + 0.28 * cloud * (1 - 0.6 * share))
    return numpy.stack(result, 1).astype(numpy.float32)


def prepare(folder: Path) -> None:
    """Makes what is not there yet. MNIST's arrays are left out where its files are absent."""
    folder.mkdir(parents=True, exist_ok=True)

    def make(name: str, array) -> None:
        path = folder / f"{name}.npy"
        if not path.exists():
            numpy.save(path.with_suffix(".partial.npy"), array())
            path.with_suffix(".partial.npy").rename(path)

    make("clusters-200000x128", lambda: clusters(200_000, 128))
    make("features-50000x2048", lambda: features(50_000, 2048))
    make("edges-10000", lambda: edges(10_000))
    make("edges-10000-uniform", lambda: uniform_edges(10_000))
    make("trails-2000x6", lambda: evolution(2_000, 6))
    if mnist_folder() is None or (folder / "start-4096.npy").exists() and (folder / "mnist-place-labels.npy").exists():
        return
    images, labels = mnist(mnist_folder())
    reduced = principal(images, 50)
    subset = numpy.random.default_rng(0).permutation(len(images))
    for count in (2_000, 10_000, 70_000):
        rows = numpy.sort(subset[:count])
        make(f"mnist-{count}x784", lambda: images[rows])
        make(f"mnist-{count}x50", lambda: reduced[rows])
        make(f"mnist-{count}-labels", lambda: labels[rows].astype(numpy.int32))
    # MNIST's own division: the 60,000 images of the map come first, the 10,000 to place into it after them.
    make("mnist-map-60000x50", lambda: reduced[:60_000])
    make("mnist-place-10000x50", lambda: reduced[60_000:])
    make("mnist-map-labels", lambda: labels[:60_000].astype(numpy.int32))
    make("mnist-place-labels", lambda: labels[60_000:].astype(numpy.int32))
    for count in (512, 4096):
        make(f"dissimilarity-{count}", lambda: neuron_dissimilarity(images, count))
        make(f"start-{count}", lambda: numpy.random.default_rng(3).uniform(size=(count, 2)).astype(numpy.float32))
