"""The peers' side: one process a task, which runs the peer once for each line that it reads.

It answers with JSON lines: seconds, peak memory, and where the result is. The first run of a fresh process is what a
user meets who starts a script ("cold": with the imports and the compilation); those after it are "warm".
"""

import json
import os
import resource
import sys
import time

import numpy

THREADS = int(os.environ.get("STRATA_BENCHMARK_THREADS", "2"))


def faiss_flat(data, k):
    import faiss

    faiss.omp_set_num_threads(THREADS)
    index = faiss.IndexFlatL2(data.shape[1])
    index.add(data)
    return index.search(data, k + 1)[1]


def sklearnex_brute(data, k):
    from sklearnex.neighbors import NearestNeighbors

    return NearestNeighbors(n_neighbors=k + 1, algorithm="brute", n_jobs=THREADS).fit(data).kneighbors(data)[1]


def pynndescent(data, k):
    import pynndescent

    # The point itself is one of its neighbours there.
    return pynndescent.NNDescent(data, n_neighbors=k + 1, n_jobs=THREADS).neighbor_graph[0]


def opentsne(data):
    import openTSNE

    return numpy.asarray(openTSNE.TSNE(perplexity=30, n_jobs=THREADS, random_state=0).fit(data))


def sklearn_tsne(data):
    from sklearn.manifold import TSNE

    return TSNE(perplexity=30, init="pca", n_jobs=THREADS, random_state=0).fit_transform(data)


def sklearnex_tsne(data):
    from sklearnex.manifold import TSNE

    return TSNE(perplexity=30, init="pca", n_jobs=THREADS, random_state=0).fit_transform(data)


def umap_learn(data, dimensions):
    import umap

    return umap.UMAP(n_components=dimensions, n_neighbors=15, n_jobs=THREADS).fit_transform(data)


def umap_learn_seeded(data, dimensions):
    import umap

    return umap.UMAP(n_components=dimensions, n_neighbors=15, random_state=0).fit_transform(data)


def sklearn_pca(data, count):
    from sklearn.decomposition import PCA

    fit = PCA(count, random_state=0)
    fit.fit_transform(data)
    return fit.components_


def sklearn_smacof(data, start, iterations):
    from sklearn.manifold import smacof

    distances, positions = numpy.asarray(data, numpy.float64), numpy.load(start).astype(numpy.float64)
    embedding, stress = smacof(
        distances, n_components=positions.shape[1], init=positions, n_init=1, max_iter=iterations, eps=0,
        normalized_stress=False)
    return numpy.append(embedding.ravel(), stress)


def sklearn_trustworthiness(data, embedding, k):
    from sklearn.manifold import trustworthiness

    return numpy.array([trustworthiness(data, numpy.load(embedding), n_neighbors=k)])


def prepare_opentsne_place(data, rows):
    import openTSNE

    return openTSNE.TSNE(perplexity=30, n_jobs=THREADS, random_state=0).fit(data)


def opentsne_place(fitted, rows):
    return numpy.concatenate([numpy.asarray(fitted), numpy.asarray(fitted.transform(numpy.load(rows)))])


def prepare_umap_place(data, rows):
    import umap

    return umap.UMAP(n_neighbors=15, n_jobs=THREADS).fit(data)


def umap_place(fitted, rows):
    return numpy.concatenate([fitted.embedding_, fitted.transform(numpy.load(rows))])


def prepare_hammer_bundle(edges):
    import pandas

    places, numbers = numpy.unique(edges.reshape(-1, 2), axis=0, return_inverse=True)
    ends = numbers.reshape(-1, 2)
    nodes = pandas.DataFrame({"x": places[:, 0], "y": places[:, 1]})
    return nodes, pandas.DataFrame({"source": ends[:, 0], "target": ends[:, 1]})


def hammer_bundle(graph):
    from datashader.bundling import hammer_bundle

    # Lines of x and y, with NaN after each edge.
    return hammer_bundle(*graph)[["x", "y"]].to_numpy()


def main():
    task = json.loads(sys.argv[1])
    data = numpy.load(task["data"])
    function, prepare = globals()[task["function"]], globals().get("prepare_" + task["function"])
    # What comes before the work that is measured.
    if prepare:
        data = prepare(data, **task["arguments"])
    for line in sys.stdin:
        if not line.strip():
            continue
        begin = time.perf_counter()
        result = function(data, **task["arguments"])
        seconds = time.perf_counter() - begin
        numpy.save(task["result"], result)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print("@" + json.dumps({"seconds": seconds, "peakMemoryBytes": peak}), flush=True)


if __name__ == "__main__":
    main()
