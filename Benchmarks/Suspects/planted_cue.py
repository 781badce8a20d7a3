#!/usr/bin/env python3
"""Plants a colored square on one class of the built-in digits and tells whether `strata groups --audit` flags it.

    Benchmarks/Suspects/planted_cue.py [--images 1000] [--seed 1] [--work FOLDER]

The digits and the small untrained network are those of `strata demo --untrained`. A red square is drawn into a corner of 90 % of the
images of one class and of 5 % of the others, by a seed. The manifest has the columns of the built-in data, and `square`.
The same is done without any square, where the column says which images would have had one of a square that is drawn
independently of the class: there nothing may be flagged. Both are examined by their columns and by what their pictures
show. Then the network's last layer is fitted to the images with the cue (logistic regression, on every second image), so
that it makes use of it. Printed are, for each column that is flagged, association, p and units; and how long it took.
Needs numpy, Pillow and scikit-learn.
"""

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
CUE_CLASS, RED, SIDE = "3", (230, 30, 30), 6


def run(*command, environment=None):
    start = time.perf_counter()
    reply = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, env=environment)
    if reply.returncode:
        sys.exit(f"{command[1]} ended with {reply.returncode}")
    return reply.stdout, time.perf_counter() - start


def built_in(strata, work, count):
    """The network of the demonstration, and its digits with their columns, as its server shows them."""
    environment = os.environ | {"XDG_CACHE_HOME": str(work / "caches"), "HOME": str(work)}
    run(strata, "demo", "--untrained", "--no-serve", "--images", count, "--study", work / "demo.study", environment=environment)
    network = next((work / "caches").glob("**/*.onnx"), None) or next(work.glob("**/*.onnx"))
    server = subprocess.Popen([strata, "serve", work / "demo.study", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://\S+", server.stderr.readline())[0].rstrip("/")
        columns = json.load(urllib.request.urlopen(f"{address}/api/items"))
        images = [Image.open(io.BytesIO(urllib.request.urlopen(f"{address}/images/items/{row}").read())).convert("RGB")
                  for row in range(count)]
    finally:
        server.terminate()
        server.wait()
    return network, images, columns


def planted(folder, images, columns, has_cue, seed):
    """Writes images and manifest; returns the manifest."""
    generator = numpy.random.default_rng(seed)
    folder.mkdir()
    names = sorted(columns["attributes"])
    lines = [("path", "label", *names, "square")]
    for row, (image, label) in enumerate(zip(images, map(str, columns["labels"]))):
        share = (0.9 if label == CUE_CLASS else 0.05) if has_cue else 0.135
        has_square = generator.random() < share
        picture = image.copy()
        if has_cue and has_square:
            ImageDraw.Draw(picture).rectangle((0, 0, SIDE - 1, SIDE - 1), fill=RED)
        picture.save(folder / f"{row:05}.png")
        lines.append((f"{folder.name}/{row:05}.png", label, *(columns["attributes"][name][row] for name in names),
                      "red" if has_square else "none"))
    manifest = folder.with_suffix(".csv")
    with manifest.open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    return manifest


def fields(data, start, end):
    """The fields of a message of Protocol Buffers: number, and where the content starts and ends."""
    def number(place):
        value = shift = 0
        while True:
            value |= (data[place] & 127) << shift
            place, shift = place + 1, shift + 7
            if data[place - 1] < 128:
                return value, place
    while start < end:
        key, start = number(start)
        if key & 7 == 2:
            size, start = number(start)
            yield key >> 3, start, start + size
            start += size
        else:
            start = number(start)[1] if key & 7 == 0 else start + (8 if key & 7 == 1 else 4)


def fitted(network, study, folder, manifest):
    """The network with its last layer fitted to every second image, as a new file."""
    from sklearn.linear_model import LogisticRegression
    layer = next((study / "models").glob("*/*-fc1.relu"))
    with manifest.open() as file:
        labels = numpy.array([int(row["label"]) for row in csv.DictReader(file)])
    inputs = numpy.load(layer / "activations.npy").astype(float)
    scale = inputs.std()
    model = LogisticRegression(C=10, max_iter=5000).fit(inputs[::2] / scale, labels[::2])
    wanted = {b"logits.weight": model.coef_ / scale, b"logits.bias": model.intercept_}
    data = bytearray(network.read_bytes())
    for graph in (f for f in fields(data, 0, len(data)) if f[0] == 7):
        for tensor in (f for f in fields(data, *graph[1:]) if f[0] == 5):
            parts = {number: (start, end) for number, start, end in fields(data, *tensor[1:])}
            values = wanted.pop(bytes(data[slice(*parts[8])]), None)
            if values is None:
                continue
            content = values.astype("<f4").tobytes()
            place = next(parts[number] for number in (9, 4) if number in parts)
            if place[1] - place[0] != len(content):
                sys.exit("the network's last layer has another shape than its class list")
            data[slice(*place)] = content
    if wanted:
        sys.exit(f"the network has no {', '.join(map(bytes.decode, wanted))}")
    file = folder / "fitted.onnx"
    file.write_bytes(data)
    return file


def judge(name, strata, network, manifest, work):
    study = work / f"{name}.study"
    _, analyzed = run(strata, "analyze", network, manifest, "--study", study, "--preprocess", "symmetric",
                      "--embed", "none", "--quiet")
    reply, seconds = run(strata, "groups", study, "--audit", "--pictures", "--json", "--quiet")
    report = json.loads(reply)
    flagged = [column for column in report["columns"] if column["outcome"] == "flagged"]
    accuracy = json.loads(run(strata, "report", study, "--json")[0])["models"][0]["accuracy"]["top1"]
    print(f"{name}: top-1 {100 * accuracy:.1f} %; {len(report['columns'])} columns examined in {seconds:.1f} s (analyzed in {analyzed:.1f} s), "
          f"{len(flagged)} flagged")
    for column in report["columns"]:
        if column["outcome"] == "clear":
            continue
        print(f"  {column['outcome']}: {column['name']}; V {column['association']:.3f}, "
              f"p {column['associationPValue']:.4f}")
        print(f"    {column['finding']}")
        counts = column["respondingUnitCounts"]
        print("    responding units: " + ", ".join(f"{layer} {counts[layer]}" for layer in report["layers"] if layer in counts))
        for unit in column["units"][:5]:
            print(f"    unit {unit['unit']} of {unit['layer']}: area {unit['area']:.3f}, p {unit['correctedPValue']:.1e}")
    strongest = max((c for c in report["columns"] if c["outcome"] == "clear"), key=lambda c: c["association"] or 0)
    print(f"  strongest of the others: {strongest['name']}, V {strongest['association']:.3f}, "
          f"p {strongest['associationPValue']:.3f}", flush=True)
    return {column["name"] for column in flagged}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strata", type=Path, default=ROOT / ".build/release/strata")
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="a new folder that is kept; a temporary one otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        network, images, columns = built_in(options.strata, work, options.images)
        found = {}
        for name, has_cue in (("cue", True), ("without", False)):
            manifest = planted(work / name, images, columns, has_cue, options.seed)
            found[name] = judge(name, options.strata, network, manifest, work)
            if has_cue:
                network_using_cue = fitted(network, work / "cue.study", work, manifest)
                found["fitted"] = judge("fitted", options.strata, network_using_cue, manifest, work)
        print("the cue is flagged: " + ("yes" if "square" in found["cue"] else "NO")
              + "; from the pictures alone: " + ("yes" if "picture: top left corner" in found["cue"] else "NO")
              + "; without it " + ("something" if found["without"] else "nothing") + " is flagged")
        if not all({"square", "picture: top left corner"} <= found[name] for name in ("cue", "fitted")) or found["without"]:
            sys.exit(1)


if __name__ == "__main__":
    main()
