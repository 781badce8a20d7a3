#!/usr/bin/env python3
"""How time and memory grow with the number of points: t-SNE and UMAP on synthetic clusters, ours beside the peers.

    Benchmarks/Algorithms/growth.py --output growth.json --picture growth.png

One run each. Up to 10,000 points the peer's run is its second; above, its only one, which includes its compilation (about 30 s for
umap-learn).
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy

import arrays
import compare
import tasks

SIZES = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000]
COLUMNS = 64
METHODS = [
    ("t-SNE, 2-D", ["tsne"], tasks.Peer("openTSNE", "opentsne", {}, None)),
    ("UMAP, 2-D", ["umap"], tasks.Peer("umap-learn", "umap_learn", {"dimensions": 2}, None)),
    ("UMAP, 15-D", ["umap", "--dimensions", "15"], tasks.Peer("umap-learn", "umap_learn", {"dimensions": 15}, None)),
]


def array(folder: Path, size: int) -> str:
    name = f"growth-{size}x{COLUMNS}"
    path = folder / f"{name}.npy"
    if not path.exists():
        numpy.save(path, arrays.clusters(size, COLUMNS))
    return name


def measure(context: tasks.Context, method, size: int, peers: bool) -> dict:
    name, command, peer = method
    data = array(context.arrays, size)
    path = str(context.arrays / f"{data}.npy")
    reply = context.strata([command[0], path, "--output", str(context.work / "ours.npy"), *command[1:]])
    entry = {"method": name, "points": size, "ours": {key: reply[key] for key in ("seconds", "peakMemoryBytes")}}
    if peers:
        task = tasks.Task(name, data, [], [peer], None)
        process = compare.PeerProcess(peer, task, context)
        # The second run of a process is warm; a second run of the largest takes too long.
        if size <= 10_000:
            process.run()
        entry["peer"] = process.run() | {"name": peer.name}
        process.close()
    return entry


def draw(entries: list[dict], picture: Path):
    import matplotlib

    matplotlib.use("svg" if picture.suffix == ".svg" else "agg")
    import matplotlib.pyplot as plot

    plot.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "svg.fonttype": "none"})
    figure, panels = plot.subplots(1, 2, figsize=(8.4, 4.0), constrained_layout=True)
    colors = {"t-SNE, 2-D": "#2960AA", "UMAP, 2-D": "#C67C00", "UMAP, 15-D": "#288B66"}
    for panel, key, scale, title in ((panels[0], "seconds", 1, "seconds"), (panels[1], "peakMemoryBytes", 1e-9, "peak memory, GB")):
        for name, color in colors.items():
            mine = [entry for entry in entries if entry["method"] == name]
            panel.plot([e["points"] for e in mine], [e["ours"][key] * scale for e in mine], "o-", color=color, ms=3, label=f"{name}, Strata")
            both = [entry for entry in mine if "peer" in entry]
            if both:
                panel.plot([e["points"] for e in both], [e["peer"][key] * scale for e in both], "o--", color=color, ms=3,
                           mfc="white", label=f"{name}, {both[0]['peer']['name']}")
        panel.set(xscale="log", yscale="log", xlabel="points", title=title)
        panel.grid(True, which="major", color="#DCE0E5", linewidth=0.6)
    figure.legend(*panels[1].get_legend_handles_labels(), frameon=False, fontsize=8, loc="outside lower center", ncols=3)
    figure.savefig(picture, dpi=160)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strata", type=Path, default=compare.ROOT / ".build/release/strata")
    parser.add_argument("--arrays", type=Path, default=compare.ROOT / ".deps/benchmark-arrays")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    work = options.arrays / "work"
    work.mkdir(parents=True, exist_ok=True)
    context = tasks.Context(options.arrays, work, options.threads, compare.strata_runner(options.strata, options.threads))
    entries = []
    print("| method | points | ours, s | peer, s | ours, MB | peer, MB |\n|---|---|---|---|---|---|")
    for method in METHODS:
        for size in options.sizes:
            entry = measure(context, method, size, not options.no_peers)
            entries.append(entry)
            peer = entry.get("peer")
            print(f"| {entry['method']} | {size:,} | {entry['ours']['seconds']:.2f} | "
                  + (f"{peer['seconds']:.2f}" if peer else "") + f" | {entry['ours']['peakMemoryBytes'] / 1e6:.0f} | "
                  + (f"{peer['peakMemoryBytes'] / 1e6:.0f}" if peer else "") + " |", flush=True)
            if options.output:
                options.output.write_text(json.dumps(entries, indent=1) + "\n")
    if options.picture:
        draw(entries, options.picture)


if __name__ == "__main__":
    sys.exit(main())
