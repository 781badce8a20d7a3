"""Serves a synthetic study and the page by the same routes as `strata serve`.

    python Tests/ViewerTests/fixture_server.py --port 8123 --items 1200 --classes 10 [--no-labels] [--no-predictions]
        [--pending 5] [--damaged 3] [--delay 0.5] [--pace 0.2] [--missing 2 77]
"""

import argparse
import hashlib
import json
import mimetypes
import os
import re
import secrets
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np

from synthetic_atlas import LAYERS_WITH_ATLAS
from synthetic_compare import MEASURES
from synthetic_evolution import EPOCHS
from synthetic_features import LAYERS_WITH_FEATURES
from synthetic_jobs import Refused
from synthetic_study import CHANNELS, LAYERS, Options, Study, dumps, npy, png

ROOT = Path(__file__).resolve().parents[2]
# Milliseconds by which every answer but the page itself is late.
LATE = float(os.environ.get("STRATA_LATE", "0"))
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
          "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
ARRAY = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/embeddings/([^/]+)(/aligned|/trust)?$")
NEIGHBORS = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/neighbors$")
UNITS = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/(units|top-images|activations)$")
NEURONS = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/neurons(?:/(.+))?$")
FEATURES = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/features(?:/(.+))?$")
ATLAS = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/atlas(?:/(.+))?$")
JOB = "/api/features/job"
NEIGHBOR_ARRAY = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/neighbors\.npy$")
ANNOTATION = re.compile(r"/api/annotations/(selections|handles|views|decisions)/([^/]+)$")
NEAREST = re.compile(r"/api/models/([^/]+)/layers/(\d\d)-[^/]+/nearest$")
EVOLUTION = re.compile(r"/api/evolution/([^/]+)/(items|positions|trails|neighbor-labels)\.npy$")
SUSPECTS = re.compile(r"/api/models/([^/]+)/suspects$")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


class Refusal(Exception):
    def __init__(self, status, message, remedy=""):
        super().__init__(message)
        self.status, self.message, self.remedy = status, message, remedy


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out together: else every reply waits 40 ms for the other side's delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1
    study: Study

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        self.server.requests.append(url.path)
        try:
            if url.path == "/api/events":
                self.events()
                return
            make = lambda: self.reply(url.path, parse_qs(url.query))  # noqa: E731
            if url.path.startswith(("/api/models/", "/images/")):
                body, kind = self.server.study.answered(url.path, url.query, make)
            else:
                body, kind = make()
            self.tarry(url.path)
            self.send(200, body, kind)
        except Refusal as refusal:
            self.send(refusal.status, dumps({"error": {"message": refusal.message, "remedy": refusal.remedy}}),
                      "application/json")
        except (BrokenPipeError, ConnectionResetError):
            pass

    def tarry(self, path):
        if LATE > 0 and path.startswith(("/api/", "/images/")):
            time.sleep(LATE / 1000)

    def reply(self, path, query):
        study = self.server.study
        if path == "/":
            return (ROOT / "Viewer/index.html").read_bytes(), "text/html; charset=utf-8"
        if path.startswith("/viewer/"):
            return self.file(path.removeprefix("/viewer/"))
        if path == "/api/study":
            return dumps(study.study()), "application/json"
        if path == "/api/items/labels":
            return npy(np.asarray(study.items()["labels"], "<i4")), "application/octet-stream"
        if path == "/api/items":
            return dumps(study.items()), "application/json"
        if path.endswith("/predictions") and study.options.predictions:
            return dumps(study.predictions(path.split("/")[3])), "application/json"
        if match := ARRAY.fullmatch(path):
            return self.array(match[1], int(match[2]), match[3], match[4]), "application/octet-stream"
        if path == "/api/annotations":
            return dumps(study.annotations), "application/json"
        if match := NEIGHBOR_ARRAY.fullmatch(path):
            if not study.options.rows:
                raise Refusal(404, "This layer has no neighbours yet.", "Run strata measure.")
            return npy(study.neighbor_array(int(match[2]), model=match[1])), "application/octet-stream"
        if match := NEIGHBORS.fullmatch(path):
            item, count = int(query["item"][0]), int(query["count"][0])
            return dumps(study.neighbors(int(match[2]), item, count, match[1])), "application/json"
        if match := NEAREST.fullmatch(path):
            items = [int(item) for item in query["items"][0].split(",")]
            answer = study.nearest(int(match[2]), items, int(query["count"][0]), query.get("metric", [""])[0],
                                   query.get("among", [""])[0])
            return dumps(answer), "application/json"
        if SUSPECTS.fullmatch(path):
            if not study.options.suspects:
                raise Refusal(404, "Nobody has looked for suspects yet.", "Run strata measure.")
            return dumps(study.suspects()), "application/json"
        if path == "/api/likeness":
            return self.likeness(query.get("measure", ["cka"])[0]), "application/json"
        if path.endswith("/emergence"):
            if not study.options.labels:
                raise Refusal(404, "The images have no labels.", "Analyze labeled images.")
            return dumps(study.emergence()), "application/json"
        if path.endswith("/zones"):
            if not study.options.labels:
                raise Refusal(404, "The images have no labels.", "Analyze labeled images.")
            return dumps(study.zones()), "application/json"
        if path == "/api/evolution":
            return dumps(study.evolution.catalogue()), "application/json"
        if match := EVOLUTION.fullmatch(path):
            return self.evolution(match[1], match[2]), "application/octet-stream"
        if path.endswith("/groups"):
            return dumps(study.groups(query["by"][0], query["layer"][0])), "application/json"
        if path.endswith("/audit"):
            return dumps(study.audit()), "application/json"
        if match := NEURONS.fullmatch(path):
            return self.neurons(match[1], int(match[2]), match[3] or "", query)
        if path == JOB and study.options.making != "older":
            return dumps(study.jobs.told), "application/json"
        if match := FEATURES.fullmatch(path):
            return self.features(int(match[2]), match[3] or "")
        if match := ATLAS.fullmatch(path):
            return self.atlas(int(match[2]), match[3] or "")
        if match := UNITS.fullmatch(path):
            return self.units(int(match[2]), match[3], {key: int(values[0]) for key, values in query.items()})
        if match := re.fullmatch(r"/images/thumbnails/page-(\d+)\.jpg", path):
            return study.page(int(match[1])), "image/png"
        if match := re.fullmatch(r"/images/items/(\d+)", path):
            if not study.options.pictures:
                raise Refusal(404, "The study was imported without images.", "Import it again with --images.")
            return png(study.picture(int(match[1]), 256)), "image/png"
        raise Refusal(404, f"There is nothing at {path}.", "Look at /api/study for what there is.")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        url = urlsplit(self.path)
        self.server.requests.append(url.path)
        try:
            status, (made, kind) = self.replied(url.path, body)
            self.tarry(url.path)
            self.send(status, made, kind)
        except Refusal as refusal:
            self.send(refusal.status, dumps({"error": {"message": refusal.message, "remedy": refusal.remedy}}),
                      "application/json")

    def replied(self, path, body):
        """Status, bytes and their kind."""
        if match := NEURONS.fullmatch(path):
            return 200, self.neurons(match[1], int(match[2]), match[3] or "", body)
        match, study = FEATURES.fullmatch(path), self.server.study
        if not match or match[3] or study.options.making == "older":
            raise Refusal(405, "This address is only read.")
        try:
            return 202, (dumps(study.jobs.start(match[1], int(match[2]), LAYERS[int(match[2])][0], body)), "application/json")
        except Refused as refused:
            raise Refusal(refused.status, refused.message, refused.remedy) from None

    def running(self, layer, image):
        """What is being made, and its pictures as they are."""
        study = self.server.study
        images = study.jobs.images(layer)
        if image and all(each["image"] != image for each in images or []):
            raise Refusal(404, f"Nothing is being made for {LAYERS[layer][0]}.", "Begin it with POST …/features.")
        if not image:
            return dumps({"images": images}), "application/json"
        return png(study.features(layer).unfinished(image, images[0]["step"])), "image/png"

    def neurons(self, model, layer, what, query):
        """What is known of a layer's units; at the first epoch they are as if they had learned nothing."""
        study = self.server.study
        if layer not in CHANNELS:
            raise Refusal(404, f"The features of {LAYERS[layer][0]} are not one per channel.", "Choose another layer.")
        if not study.options.neurons:
            raise Refusal(404, "The units of this layer have not been analyzed.", "Run strata neurons.")
        column = query["by"][0] if "by" in query else ""
        found = study.neurons(layer, column)
        if found is None:
            raise Refusal(404, f"The units of this layer are not scored by {column}.", "Run strata neurons --by COLUMN.")
        if model.endswith(f"-{EPOCHS[0]}"):
            found = found.untrained()
        if what == "":
            return dumps(found.report()), "application/json"
        if what.startswith("projections/"):
            return npy(found.projection(what.removeprefix("projections/"))), "application/octet-stream"
        if what.startswith("scores/"):
            return npy(found.scores(what.removeprefix("scores/"))), "application/octet-stream"
        if what == "correlated":
            return dumps(found.correlated(int(query["neuron"][0]), int(query["count"][0]))), "application/json"
        if what == "separating":
            return dumps(found.separating(query["items"], query["count"])), "application/json"
        if what == "exciting":
            return dumps(found.exciting(query["neurons"], query["count"])), "application/json"
        if what == "silencing" and study.options.silencing:
            return dumps(found.silencing(int(query["neuron"][0]))), "application/json"
        raise Refusal(404, "Nobody has silenced the units of this layer.", "Run strata neurons with --silence.")

    def features(self, layer, image):
        """Optimized images, and what goes wrong with them."""
        study, state = self.server.study, self.server.study.options.features
        layer_name = LAYERS[layer][0]
        if image == "running" or image.startswith("running/"):
            return self.running(layer, image.removeprefix("running").removeprefix("/"))
        made = len(study.jobs.made[layer]) > 0
        if not made and (state in ("none", "lost") or layer not in LAYERS_WITH_FEATURES):
            raise Refusal(404, f"No images have been optimized for {layer_name}.", f"Run strata maximize STUDY --layers {layer_name}.")
        if image == "":
            time.sleep(1.5 if state == "late" else 0)
            told = study.features(layer).document()
            if state == "none":
                told["features"] = study.jobs.made[layer]
            if state == "damaged":
                del told["features"][1]["image"]
            return dumps(told), "application/json"
        if state == "broken" and image.startswith("1-"):
            return b"no picture", "image/png"
        if not study.features(layer).has(image):
            raise Refusal(404, f"{layer_name} has no optimized image {image}.", "GET …/features lists them.")
        return png(study.features(layer).picture(image)), "image/png"

    def atlas(self, layer, image):
        """An activation atlas, and what goes wrong with it."""
        study, state = self.server.study, self.server.study.options.atlas
        layer_name = LAYERS[layer][0]
        if state in ("none", "lost") or layer not in LAYERS_WITH_ATLAS:
            raise Refusal(404, f"There is no activation atlas of {layer_name}.", f"Run strata atlas STUDY --layers {layer_name}.")
        if image == "":
            time.sleep(1.5 if state == "late" else 0)
            told = study.atlas(layer).document()
            if state == "empty":
                told["cells"] = []
            if state == "damaged":
                told["cells"] = told["cells"][:1] + [told["cells"][1] | {"image": ""}]
            return dumps(told), "application/json"
        if state == "broken" and image == "3-4.png":
            return b"no picture", "image/png"
        if not study.atlas(layer).has(image):
            raise Refusal(404, f"The atlas of {layer_name} has no cell {image}.", "GET …/atlas lists them.")
        return png(study.atlas(layer).picture(image)), "image/png"

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.annotate(json.loads(body))

    def do_DELETE(self):
        self.annotate(None)

    def annotate(self, entry):
        """Creates, replaces or (without an entry) takes away what readers add to a study."""
        self.tarry(self.path)
        if self.path == JOB and entry is None:
            self.server.study.jobs.stop()
            self.send(204, b"", "application/json")
            return
        match = ANNOTATION.fullmatch(urlsplit(self.path).path)
        study = self.server.study
        if not match or not study.options.writable:
            status, error = (405, "This server only reads.") if match else (404, "There is no such annotation.")
            self.send(status, dumps({"error": {"message": error, "remedy": ""}}), "application/json")
            return
        kind, name = match[1], unquote(match[2])
        # As strict as the program.
        if kind == "views" and entry is not None and not str(entry.get("hash", "")).startswith("#"):
            error = {"message": "hash is no address of a view.", "remedy": "Give the text from # on."}
            self.send(400, dumps({"error": error}), "application/json")
            return
        if kind == "decisions" and entry is not None and entry.get("verdict") not in ("confirmed", "dismissed"):
            error = {"message": "verdict is no decision.", "remedy": "Give confirmed or dismissed."}
            self.send(400, dumps({"error": error}), "application/json")
            return
        study.annotations[kind] = [each for each in study.annotations[kind] if each["name"] != name]
        if entry is not None:
            study.annotations[kind].append(entry | {"name": name})
        self.send(204, b"", "application/json")

    def likeness(self, measure):
        options = self.server.study.options
        if measure not in MEASURES:
            raise Refusal(400, f"There is no measure {measure}.", "Choose cka, procrustes or neighbors.")
        if not options.suspects or measure not in options.likeness:
            raise Refusal(404, "The layers have not been compared yet.", "Run strata measure.")
        return dumps(self.server.study.likeness(measure))

    def array(self, model, layer, name, part):
        study = self.server.study
        time.sleep(study.options.delay)
        network, name = study.networks.all.get(model), name.replace("pca", "umap")
        if network:
            return npy(study.trust(layer) if part == "/trust" else network.points(layer, name))
        if layer == study.options.pending:
            raise Refusal(404, f"The layer {LAYERS[layer][0]} is not finished.", "Wait for it.")
        if part == "/aligned" and not study.options.aligned:
            raise Refusal(404, "This embedding is not aligned.", "Run strata align.")
        data = npy(study.trust(layer) if part == "/trust" else study.points(layer, name))
        return data[:-1000] if layer == study.options.damaged else data

    def evolution(self, folder, part):
        study = self.server.study
        time.sleep(study.options.delay)
        if (made := study.evolution.array(folder, part)) is None:
            raise Refusal(404, f"This study has no sequence {folder}.", "Run strata evolution.")
        return npy(made)

    def units(self, layer, what, query):
        study = self.server.study
        count = CHANNELS.get(layer)
        if count is None:
            raise Refusal(404, f"The features of {LAYERS[layer][0]} are not one per channel.", "Choose another layer.")
        if not 0 <= query.get("channel", 0) < count:
            raise Refusal(400, f"{LAYERS[layer][0]} has the channels 0 to {count - 1}.")
        if what == "activations":
            return npy(study.activations(layer, query["channel"])), "application/octet-stream"
        if what == "units":
            return dumps(study.units(layer, query["item"], query.get("count", 5))), "application/json"
        return dumps(study.top_images(layer, query["channel"])), "application/json"

    def file(self, name):
        base = ROOT / ".deps/fonts" if name.startswith("fonts/") else ROOT / "Viewer"
        base = base.resolve()
        path = (base / name.removeprefix("fonts/")).resolve()
        if not path.is_relative_to(base) or not path.is_file():
            raise Refusal(404, f"There is no file {name}.")
        return path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream"

    def send(self, status, body, kind):
        # Of what a study says the browser keeps nothing that another server has told it at the same address.
        tag = f'"{self.server.name}-{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        extra = {}
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if status == 200 and asked:
            first, last, total = int(asked[1]), min(int(asked[2]), len(body) - 1), len(body)
            status, body = 206, body[first:last + 1]
            extra = {"Content-Range": f"bytes {first}-{last}/{total}"}
        self.server.sent += len(body)
        self.send_response(status)
        for name, value in extra.items():
            self.send_header(name, value)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "ETag": tag,
                            "Cache-Control": self.server.caching(self.path), "Content-Security-Policy": POLICY,
                            "X-Content-Type-Options": "nosniff"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def events(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        seen = None
        while not self.server.stopping:
            revision = self.server.study.revision
            if revision != seen:
                self.wfile.write(f'event: study\ndata: {{"revision": {revision}}}\n\n'.encode())
                self.wfile.flush()
                seen = revision
            time.sleep(.05)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments):
        self.connections = set()
        self.keep, self.name = False, ""
        super().__init__(*arguments)

    def caching(self, path):
        return "max-age=3600" if self.keep and path.startswith("/viewer/") else "no-cache"

    def process_request(self, request, address):
        self.connections.add(request)
        super().process_request(request, address)

    def shutdown_request(self, request):
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, address):
        """A browser that leaves in the middle of a reply is no fault."""


class FixtureServer:
    """A server that can be stopped and started again on its port."""

    def __init__(self, options: Options | None = None, port: int = 0, keep: bool = False):
        """With `keep` browsers ask for each of the page's own files once, as these do not change meanwhile."""
        self.study = Study(options or Options())
        self.port, self.keep, self.name = port, keep, secrets.token_hex(4)
        self.start()

    def start(self):
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.keep, self.server.name = self.keep, self.name
        self.server.study = self.study
        self.server.stopping = False
        self.server.requests = []
        self.server.sent = 0
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(.05,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.server.stopping = True
        # Connections that are kept open would go on answering.
        for connection in list(self.server.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def change(self, **options):
        """Changes the catalogue as an analysis in another process would."""
        for name, value in options.items():
            setattr(self.study.options, name, value)
        self.study.revision += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--items", type=int, default=1200)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--no-labels", action="store_true")
    parser.add_argument("--no-predictions", action="store_true")
    parser.add_argument("--pending", type=int)
    parser.add_argument("--damaged", type=int)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--models", type=int, default=1)
    parser.add_argument("--corruptions", action="store_true", help="the first network on corrupted images, too")
    parser.add_argument("--checkpoints", action="store_true")
    parser.add_argument("--pace", type=float, default=.2, help="seconds between 16 steps of an optimized image")
    parser.add_argument("--missing", type=int, nargs="*", default=[], help="channels without an optimized image")
    a = parser.parse_args()
    server = FixtureServer(Options(a.items, a.classes, not a.no_labels, not a.no_predictions, a.pending, a.damaged,
                                   a.delay, a.models, a.corruptions, checkpoints=a.checkpoints, missing=tuple(a.missing)), a.port)
    server.study.jobs.pace = a.pace
    print(server.url, flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
