#!/usr/bin/env python3
"""Plants faults in data sets and tells how many of them `strata suspects` finds.

    Benchmarks/Suspects/planted.py DATA [--work FOLDER]

DATA holds mnist/, imagenette-val/ and models/{mnist-cntk,googlenet}.onnx. In both sets 5 % of the labels are flipped to
another class, drawn by a seed; to imagenette-val copies of 60 images are added, made smaller, compressed anew or mirrored.
Printed are average precision of all labels by their suspicion, precision and recall of the listed ones, and which share of
the copies is found as a near-duplicate of its original. Needs numpy and Pillow.
"""

import argparse
import csv
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[2]


def flipped(labels, fraction, seed):
    """Labels of which a share names another class, and which these are."""
    generator = numpy.random.default_rng(seed)
    labels = numpy.array(labels)
    rows = generator.choice(len(labels), round(fraction * len(labels)), replace=False)
    count = labels.max() + 1
    wrong = labels.copy()
    wrong[rows] = (labels[rows] + generator.integers(1, count, len(rows))) % count
    return wrong, numpy.isin(numpy.arange(len(labels)), rows)


def average_precision(scores, is_wrong):
    """As scikit-learn's, without ties."""
    hits = is_wrong[numpy.argsort(-scores, kind="stable")]
    return float((numpy.cumsum(hits) / numpy.arange(1, len(hits) + 1))[hits].mean())


def mnist(data, work, seed):
    folder = work / "mnist"
    folder.mkdir()
    name = "t10k-images-idx3-ubyte.gz"
    (folder / name).write_bytes((data / "mnist" / name).read_bytes())
    raw = gzip.decompress((data / "mnist" / "t10k-labels-idx1-ubyte.gz").read_bytes())
    labels, is_wrong = flipped(numpy.frombuffer(raw[8:], numpy.uint8).astype(int), 0.05, seed)
    with gzip.open(folder / "t10k-labels-idx1-ubyte.gz", "wb") as file:
        file.write(raw[:8] + labels.astype(numpy.uint8).tobytes())
    return folder, is_wrong, []


def changed(image, kind):
    if kind == "smaller":
        return image.resize((max(1, image.width * 6 // 10), max(1, image.height * 6 // 10)), Image.Resampling.BICUBIC), 90
    if kind == "compressed":
        return image, 40
    return ImageOps.mirror(image), 90


def imagenette(data, work, seed):
    images = sorted((data / "imagenette-val").glob("*/*"))
    classes = sorted({image.parent.name for image in images})
    labels, is_wrong = flipped([classes.index(image.parent.name) for image in images], 0.05, seed)
    generator = numpy.random.default_rng(seed + 1)
    (work / "copies").mkdir()
    (work / "images").mkdir()
    copies, lines = [], []
    for image, label in zip(images, labels):
        shutil.copyfile(image, work / "images" / image.name)
        lines.append((f"images/{image.name}", classes[label]))
    for place, row in enumerate(generator.choice(len(images), 60, replace=False)):
        kind = ("smaller", "compressed", "mirrored")[place % 3]
        image, quality = changed(Image.open(images[row]).convert("RGB"), kind)
        path = work / "copies" / f"{kind}-{place}.jpg"
        image.save(path, quality=quality)
        copies.append((len(lines), int(row), kind))
        lines.append((path.relative_to(work), images[row].parent.name))
    manifest = work / "imagenette.csv"
    with manifest.open("w", newline="") as file:
        csv.writer(file).writerows([("path", "label"), *lines])
    return manifest, numpy.concatenate([is_wrong, numpy.zeros(len(copies), bool)]), copies


def run(*command):
    start = time.perf_counter()
    reply = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    if reply.returncode:
        sys.exit(reply.returncode)
    return reply.stdout, time.perf_counter() - start


def judge(name, strata, network, planted, work, *options):
    images, is_wrong, copies = planted
    study = work / f"{name}.study"
    run(strata, "analyze", network, images, "--study", study, "--embed", "none", "--quiet", *options)
    reply, seconds = run(strata, "suspects", study, "--json", "--quiet")
    report = json.loads(reply)
    scores = numpy.array([-1 if score is None else score for score in report["labelScores"]])
    listed = {entry["item"] for entry in report["suspects"] if any(f["kind"] == "wrongLabel" for f in entry["findings"])}
    hits = sum(is_wrong[item] for item in listed)
    print(f"{name}: {len(is_wrong)} images, {is_wrong.sum()} labels flipped, judged by {', '.join(report['labelSources'])}; "
          f"{seconds:.1f} s")
    print(f"  average precision {average_precision(scores, is_wrong):.3f}; {len(listed)} listed: precision "
          f"{hits / max(1, len(listed)):.3f}, recall {hits / is_wrong.sum():.3f}; noise estimated {report['estimatedNoise']:.4f}")
    pairs = {entry["item"]: {item for f in entry["findings"] if f["kind"] == "nearDuplicate" for item in f["evidence"]}
             for entry in report["suspects"]}
    for kind in sorted({kind for _, _, kind in copies}):
        wanted = [(copy, row) for copy, row, of_kind in copies if of_kind == kind]
        print(f"  {kind} copies found: {sum(row in pairs.get(copy, ()) for copy, row in wanted)} of {len(wanted)}")
    if copies:
        known = {copy for copy, _, _ in copies} | {row for _, row, _ in copies}
        others = [item for item, found in pairs.items() if found and item not in known]
        print(f"  other images called near-duplicates: {len(others)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--strata", type=Path, default=ROOT / ".build/release/strata")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="a new folder that is kept; a temporary one otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        models = options.data / "models"
        judge("mnist", options.strata, models / "mnist-cntk.onnx", mnist(options.data, work, options.seed), work,
              "--preprocess", "raw", "--pool", "grid")
        judge("imagenette", options.strata, models / "googlenet.onnx", imagenette(options.data, work, options.seed), work,
              "--preprocess", "caffe")


if __name__ == "__main__":
    main()
