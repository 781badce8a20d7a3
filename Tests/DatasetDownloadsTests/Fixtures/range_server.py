"""Serves a folder over HTTP, with ranges; prints its port. Part of the tests of downloads.

    python3 range_server.py FOLDER [--cut BYTES] [--no-ranges]

--cut ends the first answer for each file after so many bytes, as a connection that breaks. Each request is a line in
FOLDER/requests.log: path, then the range that was asked for.
"""

import argparse
import http.server
import re
from pathlib import Path


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        options = self.server.options
        path = options.folder / self.path.lstrip("/")
        asked = self.headers.get("Range", "")
        with (options.folder / "requests.log").open("a") as log:
            log.write(f"{self.path} {asked}\n")
        if not path.is_file():
            return self.send_error(404)
        content = path.read_bytes()
        found = re.fullmatch(r"bytes=(\d+)-", asked)
        start = int(found[1]) if found and not options.no_ranges else 0
        if found and not options.no_ranges:
            if start >= len(content):
                return self.send_error(416)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        if not options.no_ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        body = content[start:]
        if options.cut and self.path not in self.server.cut:
            self.server.cut.add(self.path)
            body = body[: options.cut]
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        pass


parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--cut", type=int)
parser.add_argument("--no-ranges", action="store_true")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.options = parser.parse_args()
server.cut = set()
print(server.server_port, flush=True)
server.serve_forever()
