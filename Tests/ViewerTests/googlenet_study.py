"""A study of GoogLeNet over 1,500 photos: what the tests of the whole tour look at.

    python Tests/ViewerTests/googlenet_study.py STUDY [--data FOLDER] [--program .build/release/strata] [--manifest-only]

The data are no part of this repository. FOLDER, or the environment variable STRATA_DATA, holds them:

    models/googlenet.onnx                    input `data` in BGR, 0...255 less (104, 117, 123); output `prob`
    imagenet-sample/WNID_name.JPEG           1,000 photos, one of each ImageNet class
    imagenette-val/WNID/*.JPEG               500 photos of ten of the classes
    labels/imagenet_class_index.json         {"0": ["n01440764", "tench"], ...}
    labels/imagenet_coarse_categories.csv    one line a group: its name, then its classes

Beside STUDY a folder STUDY.source is made with links to the photos, the manifest, the classes and the groups.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Two of the classes have one name; the groups' file tells them apart in another way than the index does.
NAMES_IN_GROUPS = {"n02012849": "crane (bird)", "n03126707": "crane"}
NEEDED = ["models/googlenet.onnx", "imagenet-sample", "imagenette-val", "labels/imagenet_class_index.json",
          "labels/imagenet_coarse_categories.csv"]


def missing(data):
    """What of the data is not there, as a sentence; empty if nothing is."""
    if not data:
        return "STRATA_DATA is not set (a folder with GoogLeNet and photos; see Tests/ViewerTests/googlenet_study.py)"
    absent = [name for name in NEEDED if not (Path(data) / name).exists()]
    return f"{data} lacks {', '.join(absent)}" if absent else ""


def classes(data):
    """(WordNet id, name, coarse group) of every output. Names that differ in letter case only get their group, too."""
    index = json.loads((data / "labels/imagenet_class_index.json").read_text())
    with open(data / "labels/imagenet_coarse_categories.csv", encoding="utf-8-sig", newline="") as file:
        group_of = {label: name for name, *labels in list(csv.reader(file))[1:] for label in labels if label}
    entries = []
    for wnid, name in (index[str(k)] for k in range(len(index))):
        listed = NAMES_IN_GROUPS.get(wnid) or (name if name in group_of else name.split(" (")[0])
        entries.append((wnid, name.replace("_", " "), group_of[listed]))
    counts = Counter(name.lower() for _, name, _ in entries)
    return [(wnid, f"{name} ({group})" if counts[name.lower()] > 1 else name, group) for wnid, name, group in entries]


def photos(data):
    """(path, WordNet id, split) of every photo, in the order of the names."""
    for path in sorted((data / "imagenet-sample").glob("*.JPEG")):
        yield f"imagenet-sample/{path.name}", path.name.split("_")[0], "sample"
    for path in sorted((data / "imagenette-val").glob("*/*.JPEG")):
        yield f"imagenette-val/{path.parent.name}/{path.name}", path.parent.name, "validation"


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def prepare(data, folder):
    """The manifest, the groups and the names of the outputs; links to the photos beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("imagenet-sample", "imagenette-val"):
        link = folder / name
        if not link.is_symlink():
            link.symlink_to((data / name).resolve(), target_is_directory=True)
    named = classes(data)
    name_of = {wnid: name for wnid, name, _ in named}
    (folder / "classes.json").write_text(json.dumps({str(k): entry[:2] for k, entry in enumerate(named)}))
    write(folder / "groups.csv", ["label", "coarse"], [entry[1:] for entry in named])
    write(folder / "manifest.csv", ["path", "label", "split"],
          [(path, name_of[wnid], split) for path, wnid, split in photos(data)])
    return folder / "manifest.csv"


def analyze(program, data, study):
    folder = study.parent / f"{study.name}.source"
    manifest = prepare(data, folder)
    subprocess.run(
        [program, "analyze", data / "models/googlenet.onnx", manifest, "--study", study, "--preprocess", "caffe",
         "--classes", folder / "classes.json", "--groups", folder / "groups.csv", "--embed", "umap-15d,umap-2d,tsne-2d"],
        check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=Path)
    parser.add_argument("--data", default=os.environ.get("STRATA_DATA", ""))
    parser.add_argument("--program", default=os.environ.get("STRATA_PROGRAM", str(ROOT / ".build/release/strata")))
    parser.add_argument("--manifest-only", action="store_true", help="write the CSV files only")
    a = parser.parse_args()
    problem = missing(a.data)
    if problem:
        sys.exit(problem)
    if a.manifest_only:
        print(prepare(Path(a.data), a.study.parent / f"{a.study.name}.source"))
    else:
        analyze(a.program, Path(a.data), a.study)


if __name__ == "__main__":
    main()
