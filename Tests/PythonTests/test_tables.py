"""Tables and arrays of a study, read by pandas, pyarrow and numpy."""

import json
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pytest


def folder(demo, layer="11-prob"):
    return demo / "models" / "demo-cnn-42" / layer


@pytest.fixture(scope="module")
def tables(strata, demo):
    """The point table of two layers: as pandas reads the CSV, and as pyarrow reads the Arrow file."""
    options = ["--layers", "prob", "fc1.relu"]
    strata("export", demo, "--output", "points.csv", *options)
    strata("export", demo, "--output", "points.arrow", *options)
    return pd.read_csv(strata.folder / "points.csv"), pa.feather.read_table(strata.folder / "points.arrow")


def test_arrow_is_valid_and_typed(tables):
    _, table = tables
    table.validate(full=True)
    assert table.num_rows == 120
    types = {str(field.type) for field in table.schema}
    assert types == {"int32", "string", "float", "bool"}
    assert table.schema.metadata[b"strata"]


def test_csv_and_arrow_hold_the_same_to_the_bit(tables):
    csv, table = tables
    frame = table.to_pandas()
    assert list(csv.columns) == list(frame.columns)
    for name in frame.columns:
        if table.schema.field(name).type == pa.float32():
            there = frame[name].notna().to_numpy()
            first = csv[name].astype("float32").to_numpy()[there].view("uint32")
            assert (first == frame[name].to_numpy()[there].view("uint32")).all(), name
            assert (csv[name].notna().to_numpy() == there).all(), name
        else:
            assert csv[name].astype(str).tolist() == frame[name].astype(str).tolist(), name


def test_columns_are_those_of_the_study(tables, strata, demo):
    csv, table = tables
    report = strata.report(demo)
    for layer, file in [("11-prob", "umap-2d"), ("09-fc1.relu", "umap-15d"), ("11-prob", "tsne-2d")]:
        array = np.load(folder(demo, layer) / f"{file}.npy")
        axes = ["x", "y"] if array.shape[1] == 2 else [str(i + 1) for i in range(array.shape[1])]
        columns = [f"demo-cnn-42/{layer}/{file}/{axis}" for axis in axes]
        assert (csv[columns].to_numpy(dtype="float32") == array).all()
        trust = np.load(folder(demo, layer) / f"{file}.trust.npy")
        assert (csv[f"demo-cnn-42/{layer}/{file}/trust"].astype("float32") == trust).all()
    metrics = report["models"][0]["layers"][11]["metrics"]
    assert csv["demo-cnn-42/11-prob/neighborhood_hit"].mean() == pytest.approx(metrics["neighborhoodHit"], abs=1e-6)
    assert csv["demo-cnn-42/correct"].mean() == pytest.approx(report["models"][0]["accuracy"]["top1"], abs=1e-9)
    assert set(csv.columns) > {"item", "identifier", "label", "split", "typeface", "demo-cnn-42/suspect_score"}


def test_npz_is_what_the_study_holds(strata, demo):
    for flags in [[], ["--compressed"]]:
        strata("export", demo, "--output", "all.npz", "--layers", "*", "--overwrite", *flags)
        with np.load(strata.folder / "all.npz") as arrays:
            assert zipfile.ZipFile(strata.folder / "all.npz").testzip() is None
            assert arrays["identifiers"][7] == "digits/000007" and arrays["labels"].dtype == np.int32
            assert list(arrays["classes"]) == [str(i) for i in range(10)]
            files = [name for name in arrays if name.count("/") == 2 and "/predictions/" not in name]
            assert len(files) == 12 * 9
            for name in files:
                assert (arrays[name] == np.load(demo / "models" / f"{name}.npy")).all(), name
            assert arrays["demo-cnn-42/predictions/classes"].shape == (120, 5)


def test_embedding_atlas_reads_its_table(strata, demo):
    """Embedding Atlas reads .jsonl with exactly this call (its load_pandas_data)."""
    strata("export", demo, "--output", "atlas.jsonl")
    frame = pd.read_json(strata.folder / "atlas.jsonl", lines=True)
    embedding = np.load(folder(demo) / "tsne-2d.npy")
    assert (frame[["x", "y"]].to_numpy(dtype="float32") == embedding).all()
    neighbors = np.load(folder(demo) / "neighbors.npy")[:, :15]
    assert (np.stack([row["ids"] for row in frame["neighbors"]]) == neighbors).all()
    assert all(row["distances"] == sorted(row["distances"]) for row in frame["neighbors"])
    assert frame["image"].str.startswith("data:image/jpeg;base64,/9j/").all()


def test_arrays_from_numpy_go_in(strata):
    """What numpy.savez_compressed and pandas write, with text labels, becomes a study with the same numbers."""
    random = np.random.RandomState(3)
    labels = np.array(["cat", "dög", "owl"])[np.arange(90) % 3]
    late = (random.normal(size=(90, 24)) + 4 * np.eye(24)[np.arange(90) % 3]).astype("float32")
    np.savez_compressed(strata.folder / "layers.npz", early=np.asfortranarray(late[:, :8], dtype="float64"), late=late)
    np.save(strata.folder / "labels.npy", labels)
    notes = pd.DataFrame({"identifier": [f"clip {i}" for i in range(90)], "text": ["a, \"quoted\"\nline"] * 90})
    notes.to_csv(strata.folder / "notes.csv", index=False)
    strata("import", "layers.npz", "--study", "in.study", "--model", "sound", "--labels", "labels.npy", "--attributes",
           "notes.csv", "--text", "text", "--embed", "umap-2d", "--quiet")
    report = strata.report("in.study")
    assert report["classes"] == ["cat", "dög", "owl"] and report["text"] == "text"
    assert [layer["name"] for layer in report["models"][0]["layers"]] == ["early", "late"]
    assert report["models"][0]["layers"][1]["metrics"]["neighborhoodHit"] > 0.9
    kept = strata.folder / "in.study" / "models" / "sound"
    assert (np.load(kept / "01-late" / "activations.npy") == late).all()
    assert (np.load(kept / "00-early" / "activations.npy") == late[:, :8].astype("float32")).all()
    # The nearest neighbours are those of numpy.
    apart = np.linalg.norm(late[:, None].astype("f8") - late[None].astype("f8"), axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (np.load(kept / "01-late" / "neighbors.npy")[:, 0] == apart.argmin(axis=1)).all()
    # A frame with pandas' own index column and a column of labels.
    frame = pd.DataFrame(late, columns=[f"f{i}" for i in range(24)]).assign(label=labels)
    frame.to_csv(strata.folder / "frame.csv")
    strata("import", "frame.csv", "--study", "frame.study", "--embed", "none", "--quiet")
    assert (np.load(strata.folder / "frame.study/models/frame/00-frame/activations.npy") == late).all()


def test_what_cannot_go_in_is_refused_by_name(strata):
    np.save(strata.folder / "objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    np.save(strata.folder / "records.npy", np.zeros(3, dtype=[("a", "f4"), ("b", "i4")]))
    np.save(strata.folder / "big.npy", np.zeros((3, 3), ">f4"))
    np.savez_compressed(strata.folder / "cut.npz", a=np.random.RandomState(0).normal(size=(100, 20)).astype("f4"))
    whole = (strata.folder / "cut.npz").read_bytes()
    (strata.folder / "cut.npz").write_bytes(whole[:len(whole) // 2])
    for file, words in [("objects.npy", "pickled"), ("records.npy", "structured"), ("big.npy", "big-endian"),
                        ("cut.npz", "cut off or damaged")]:
        assert words in strata("import", file, "--study", "bad.study", fails=True)
        assert not (strata.folder / "bad.study").exists()


def test_export_says_what_it_does_not_write(strata, demo):
    assert "Parquet is not written" in strata("export", demo, "--output", "points.parquet", fails=True)
    assert "read_feather" in strata("export", demo, "--output", "points.parquet", fails=True)
    (strata.folder / "there.csv").write_text("mine")
    assert "already exists" in strata("export", demo, "--output", "there.csv", fails=True)
    assert (strata.folder / "there.csv").read_text() == "mine"
    assert json.loads(strata("report", demo, "--json"))["itemCount"] == 120
