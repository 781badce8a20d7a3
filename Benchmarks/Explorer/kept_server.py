"""A server that has every reply ready, in a process of its own: what is measured is the page, not the making of replies."""

import json
import multiprocessing
import re
import socketserver
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/ViewerTests"))
import fixture_server  # noqa: E402
import synthetic_study  # noqa: E402


class Maker:
    """What the synthetic server would reply, without a request."""

    def __init__(self, study):
        self.study, self.server = study, self
        self.array, self.file, self.units = (getattr(fixture_server.Handler, name).__get__(self)
                                             for name in ("array", "file", "units"))

    def reply(self, path, query=""):
        return fixture_server.Handler.reply(self, path, parse_qs(query))


def head(status, kind, length, extra=""):
    return (f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-cache\r\n"
            f"Content-Security-Policy: {fixture_server.POLICY}\r\n{extra}\r\n").encode()


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        while (line := self.rfile.readline()) not in (b"", b"\r\n"):
            address, part = line.split()[1].decode(), None
            while (field := self.rfile.readline()) not in (b"", b"\r\n"):
                if field[:6].lower() == b"range:":
                    part = re.search(rb"(\d+)-(\d+)", field)
            if address == "/api/events":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: here\n\n")
                self.rfile.read(1)
                return
            self.answer(address, part)

    def answer(self, address, part):
        try:
            body, kind = self.server.kept.get(address) or self.server.make(address)
        except fixture_server.Refusal as refusal:
            body, kind = json.dumps({"error": {"message": refusal.message, "remedy": ""}}).encode(), "application/json"
            self.wfile.write(head(f"{refusal.status} Refused", kind, len(body)) + body)
            return
        status, extra = "200 OK", ""
        if part:
            first, last = int(part[1]), min(int(part[2]), len(body) - 1)
            status, extra = "206 Partial Content", f"Content-Range: bytes {first}-{last}/{len(body)}\r\n"
            body = body[first:last + 1]
        self.wfile.write(head(status, kind, len(body), extra))
        self.wfile.write(body)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self, maker, kept):
        super().__init__(("127.0.0.1", 0), Handler)
        self.maker, self.kept = maker, kept

    def make(self, address):
        url = urlsplit(address)
        self.kept[address] = self.maker.reply(url.path, url.query)
        return self.kept[address]

    def handle_error(self, request, address):
        """A browser that leaves in the middle of a reply is no fault."""


class KeptServer:
    """Serves a synthetic study of so many images and layers; the arrays of this embedding are made before."""

    def __init__(self, items, count, embedding):
        known = list(synthetic_study.LAYERS)
        synthetic_study.LAYERS[:] = [(f"{name}_{i}", operator) for i in range(count) for name, operator in [known[i % len(known)]]]
        study = synthetic_study.Study(synthetic_study.Options(items=items))
        maker, kept = Maker(study), {}
        layers = [f"{i:02d}-{name}" for i, (name, _) in enumerate(synthetic_study.LAYERS)]
        paths = ["/", "/api/study", "/api/items", "/api/items/labels", "/api/models/googlenet/predictions", "/api/annotations"]
        paths += [f"/viewer/{path.relative_to(ROOT / 'Viewer')}" for path in (ROOT / "Viewer").rglob("*") if path.suffix in (".js", ".css", ".svg")]
        paths += [f"/viewer/fonts/{path.name}" for path in (ROOT / ".deps/fonts").glob("*.woff2")]
        paths += [f"/api/models/googlenet/layers/{layer}/embeddings/{embedding}{part}" for layer in layers for part in ("/aligned", "/trust")]
        paths += [f"/api/models/googlenet/layers/{layers[-1]}/neighbors.npy"]
        sheet = study.page(0)
        for number in range(-(-items // 1024)):
            # One sheet stands for all: drawing them takes minutes.
            kept[f"/images/thumbnails/page-{number}.jpg"] = kept[f"/images/thumbnails/page-{number:03d}.jpg"] = (sheet, "image/png")
        for path in paths:
            kept[path] = maker.reply(path)
        self.server = Server(maker, kept)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.process = multiprocessing.get_context("fork").Process(target=self.server.serve_forever, daemon=True)
        self.process.start()

    def stop(self):
        self.process.terminate()
        self.server.server_close()
