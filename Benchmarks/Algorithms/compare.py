#!/usr/bin/env python3
"""Measures the algorithms against the Python tools: same machine, same arrays, same threads, runs alternating.

    make bench                          everything, as a table and results.json
    Benchmarks/Algorithms/compare.py --only t-SNE --runs 1

Seconds are those of the algorithm, without reading and writing files. Ours runs as a fresh process each time; the peers
are given both: "cold" is the first run of a fresh process, "warm" the runs after it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import numpy

import arrays
import tasks

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class PeerProcess:
    """A peer in a process of its own, so that what it has compiled stays compiled."""

    def __init__(self, peer: tasks.Peer, task: tasks.Task, context: tasks.Context):
        self.result = context.work / f"peer-{peer.function}.npy"
        description = {
            "data": str(context.arrays / f"{task.data}.npy"), "function": peer.function, "arguments": peer.arguments,
            "result": str(self.result)}
        threads = str(context.threads)
        environment = os.environ | {
            name: threads for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "MKL_NUM_THREADS",
                                       "STRATA_BENCHMARK_THREADS")}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "peers.py"), json.dumps(description)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)

    def run(self) -> dict:
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("@"):
                return json.loads(line[1:])
        raise RuntimeError("the peer ended without a result")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def strata_runner(program: Path, context_threads: int):
    def run(arguments: list[str]) -> dict:
        command = [str(program), "array", *arguments, "--json", "--quiet", "--threads", str(context_threads)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    return run


def run_ours(task: tasks.Task, context: tasks.Context) -> tuple[dict, numpy.ndarray]:
    result = context.work / "ours.npy"
    places = {task.data: str(context.arrays / f"{task.data}.npy"), "OUT": str(result), "SIDE": str(context.work / "side.npy")}
    reply = context.strata([places.get(argument, argument) for argument in task.command])
    if "seconds" in task.extra:
        reply["seconds"] = reply["metrics"][task.extra["seconds"]]
    if task.extra.get("both"):
        return reply, numpy.concatenate([numpy.load(result), numpy.load(context.work / "side.npy")])
    if "metric" in task.extra:
        return reply, numpy.array([reply["metrics"][task.extra["metric"]]])
    return reply, numpy.load(result)


def measure(task: tasks.Task, context: tasks.Context, runs: int | None) -> dict:
    count = runs or task.runs
    entry = {"task": task.name, "data": task.data, "peers": [], "ours": {}}
    processes = [(peer, PeerProcess(peer, task, context)) for peer in task.peers]
    cold, warm, peak = {}, {peer.name: [] for peer in task.peers}, {}
    for peer, process in processes:
        # The very same work of a peer that took minutes is not done again for another of our ways to do it.
        first = context.keep((peer.function, task.data, count > 1 and task.name), process.run)
        cold[peer.name], peak[peer.name] = first["seconds"], first["peakMemoryBytes"]
    ours = []
    for _ in range(count):
        reply, result = run_ours(task, context)
        ours.append(reply["seconds"])
        for peer, process in processes:
            # A task of one run is so long that compiling is no part of it.
            answer = process.run() if count > 1 else {"seconds": cold[peer.name], "peakMemoryBytes": peak[peer.name]}
            warm[peer.name].append(answer["seconds"])
            peak[peer.name] = answer["peakMemoryBytes"]
    entry["ours"] = {
        "seconds": ours, "peakMemoryBytes": reply["peakMemoryBytes"], "quality": task.judge(result, task, context),
        "instructionSet": reply["instructionSet"]}
    for peer, process in processes:
        process.close()
        entry["peers"].append({
            "name": peer.name, "cold": cold[peer.name], "warm": warm[peer.name], "peakMemoryBytes": peak[peer.name],
            "quality": task.judge(numpy.load(process.result), task, context), "limit": peer.limit,
            "ratio": statistics.median(ours) / statistics.median(warm[peer.name])})
    return entry


def spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.3g} ({min(seconds):.3g}–{max(seconds):.3g})"


def quality_text(quality: dict) -> str:
    return ", ".join(f"{name} {value:.5g}" for name, value in quality.items())


def rows(entry: dict):
    ours = entry["ours"]
    if not entry["peers"]:
        yield [entry["task"], entry["data"], "–", spread(ours["seconds"]), *[""] * 5, quality_text(ours["quality"]), "",
               f"{ours['peakMemoryBytes'] / 1e6:.0f}"]
    for peer in entry["peers"]:
        limit = "" if peer["limit"] is None else f"{peer['limit']:g}"
        verdict = "" if peer["limit"] is None else ("met" if peer["ratio"] <= peer["limit"] else "NOT met")
        yield [
            entry["task"], entry["data"], peer["name"], spread(ours["seconds"]), spread(peer["warm"]),
            f"{peer['cold']:.3g}", f"{peer['ratio']:.3f}", limit, verdict, quality_text(ours["quality"]),
            quality_text(peer["quality"]), f"{ours['peakMemoryBytes'] / 1e6:.0f} / {peer['peakMemoryBytes'] / 1e6:.0f}"]


HEAD = ["work", "data", "peer", "ours, s (range)", "peer warm, s (range)", "peer cold, s", "ours / peer", "aim", "",
        "ours", "peer", "MB, ours / peer"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strata", type=Path, default=ROOT / ".build/release/strata")
    parser.add_argument("--arrays", type=Path, default=ROOT / ".deps/benchmark-arrays")
    parser.add_argument("--only", action="append", default=[], help="tasks whose name or data contain this")
    parser.add_argument("--runs", type=int, help="instead of each task's own number")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, help="where the figures go as JSON")
    options = parser.parse_args()
    arrays.prepare(options.arrays)
    work = options.arrays / "work"
    work.mkdir(exist_ok=True)
    context = tasks.Context(options.arrays, work, options.threads, strata_runner(options.strata, options.threads))
    if not (options.arrays / "start-4096.npy").exists():
        print("MNIST is not there (set STRATA_DATA): only the synthetic arrays are measured.", file=sys.stderr)
    chosen = [task for task in tasks.all_tasks(context)
              if (options.arrays / f"{task.data}.npy").exists()
              and (not options.only or any(word in f"{task.name} {task.data}" for word in options.only))]
    if any(task.name == "trustworthiness" for task in chosen) and not (work / "map-10000.npy").exists():
        context.strata(["umap", str(options.arrays / "mnist-10000x50.npy"), "--output", str(work / "map-10000.npy")])
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
    entries = []
    for task in chosen:
        entries.append(measure(task, context, options.runs))
        for row in rows(entries[-1]):
            print("| " + " | ".join(row) + " |", flush=True)
        if options.output:
            options.output.write_text(json.dumps(entries, indent=1) + "\n")


if __name__ == "__main__":
    main()
