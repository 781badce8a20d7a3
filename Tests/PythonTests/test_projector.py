"""The projector set, shown by a real TensorBoard: what its page would ask for is compared with the study."""

import io
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="module")
def logs(strata, demo):
    strata("export", demo, "--output", "logs", "--as", "projector")
    return strata.folder / "logs"


@pytest.fixture(scope="module")
def ask(logs):
    """Asks TensorBoard's projector plugin."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tensorboard.main", "--logdir", str(logs), "--host", "127.0.0.1", "--port", "0",
         "--load_fast", "false", "--reload_interval", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    address = None
    for line in process.stdout:
        if match := re.search(r"(http://127\.0\.0\.1:\d+)/", line):
            address = match[1]
            break
    assert address, "TensorBoard gave no address"

    def ask(what, **query):
        url = f"{address}/data/plugin/projector/{what}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=30) as reply:
            return reply.headers["Content-Type"], reply.read()

    deadline = time.monotonic() + 60
    while json.loads(ask("runs")[1]) != ["."]:
        assert time.monotonic() < deadline, "TensorBoard does not find the projector's configuration"
        time.sleep(0.2)
    yield ask
    process.terminate()
    process.wait(30)


LAYER = "demo-cnn-42/11-prob"


def test_info_names_all_tensors(ask):
    info = json.loads(ask("info", run=".")[1])
    tensors = {each["tensorName"]: each for each in info["embeddings"]}
    assert set(tensors) == {LAYER, f"{LAYER}/tsne-2d", f"{LAYER}/umap-15d", f"{LAYER}/umap-2d"}
    assert tensors[LAYER]["tensorShape"] == [120, 10] and tensors[f"{LAYER}/umap-15d"]["tensorShape"] == [120, 15]
    for each in tensors.values():
        assert each["metadataPath"] == "metadata.tsv"
        assert each["sprite"] == {"imagePath": "sprite.jpg", "singleImageDim": [64, 64]}


@pytest.mark.parametrize("tensor, file", [("", "activations"), ("/umap-15d", "umap-15d"), ("/tsne-2d", "tsne-2d")])
def test_tensors_have_the_same_bits(ask, demo, tensor, file):
    kind, data = ask("tensor", run=".", name=LAYER + tensor)
    expected = np.load(demo / "models" / LAYER / f"{file}.npy")
    assert kind == "application/octet-stream"
    assert data == expected.astype("<f4").tobytes()


def test_metadata_have_a_line_of_names_and_a_line_an_image(ask, demo):
    lines = ask("metadata", run=".", name=LAYER)[1].decode().splitlines()
    header = lines[0].split("\t")
    assert header[:3] == ["item", "identifier", "label"] and len(lines) == 121
    assert lines[8].split("\t")[:2] == ["7", "digits/000007"]
    assert {len(line.split("\t")) for line in lines} == {len(header)}


def test_the_sprite_shows_the_thumbnails_row_by_row(ask, demo):
    kind, data = ask("sprite_image", run=".", name=LAYER)
    assert kind == "image/jpeg"
    sprite = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)
    page = np.asarray(Image.open(demo / "images/thumbnails-000.jpg").convert("RGB"), dtype=int)
    assert sprite.shape == (64 * 11, 64 * 11, 3), "120 images in rows of eleven"
    for item in [0, 10, 11, 57, 119]:
        mine = sprite[item // 11 * 64:, item % 11 * 64:][:64, :64]
        theirs = page[item // 32 * 64:, item % 32 * 64:][:64, :64]
        assert np.abs(mine - theirs).mean() < 4, item


def test_the_projector_s_own_configuration_says_the_same(logs):
    config = json.loads((logs / "projector_config.json").read_text())
    for each in config["embeddings"]:
        assert np.loadtxt(logs / each["tensorPath"], delimiter="\t", ndmin=2).shape == tuple(each["tensorShape"])
        assert (logs / each["metadataPath"]).exists() and (logs / each["sprite"]["imagePath"]).exists()
