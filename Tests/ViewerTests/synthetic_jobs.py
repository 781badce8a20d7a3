"""Optimized images on demand: the server's one job, and what another process makes. Nothing goes on by itself, so that a test
says when the next step is there; `pace` lets a person see it run."""

import threading
import time
from collections import defaultdict

STEPS, BATCH = 256, 4


class Refused(Exception):
    def __init__(self, status, message, remedy):
        super().__init__(message)
        self.status, self.message, self.remedy = status, message, remedy


class Jobs:
    def __init__(self, study):
        self.study = study
        self.lock = threading.RLock()
        self.made = defaultdict(list)       # entries of documents, by layer
        self.told = {"state": "none"}       # what GET /api/features/job answers
        self.posted = []                    # bodies of requests
        self.queue, self.running, self.layer = [], [], None
        self.count = 0                      # of the job's images
        self.pace = 0                       # seconds between steps of 16; 0: by hand

    @property
    def used(self):
        """Whether anything has been made or asked for."""
        return bool(self.posted or self.running or self.queue or any(self.made.values()))

    # -- what the routes answer --------------------------------------------------------------------------------------

    def start(self, model, layer, name, body):
        """Begins a job, as POST does."""
        with self.lock:
            self.posted.append(body)
            self.refuse(layer, name, body)
            identifier = str(int(self.told.get("id", 0)) + 1)
            self.begin(layer, list(self.wanted(layer, name, body)))
            self.told = {"state": "running", "id": identifier, "model": model, "layer": f"{layer:02d}-{name}",
                         "names": [each["name"] for each in self.running + self.queue], "fraction": 0.0, "error": None}
            if self.pace:
                threading.Thread(target=self.go, args=(identifier,), daemon=True).start()
            return {"id": identifier, "names": self.told["names"]}

    def refuse(self, layer, name, body):
        making = self.study.options.making
        if making == "readonly":
            raise Refused(405, "This study cannot be written.", "Run strata maximize where it can be.")
        if making == "libtorch":
            raise Refused(503, "Images cannot be made here: libtorch is missing.", "Install libtorch-dev, or set LIBTORCH.")
        if making == "busy" or self.layer is not None:
            raise Refused(409, "Another process writes this study.", "Wait until strata maximize is done.") \
                if making == "busy" or self.told["state"] != "running" else \
                Refused(409, "Images are being made already.", "Wait for them, or stop them.")
        direction = body.get("direction")
        if direction is not None and not direction["items"]:
            raise Refused(400, "The direction has no images.", "Select some.")
        if any(channel >= 1024 for channel in body.get("channels", [])):
            raise Refused(400, f"{name} has no such channel.", "Expected 0 to 1023.")

    def wanted(self, layer, name, body):
        for channel in body.get("channels", []):
            yield {"kind": "channel", "channel": channel, "name": f"{name}:{channel}", "label": None, "image": f"{channel}-0.png"}
        for label in body.get("classes", []):
            yield {"kind": "class", "channel": label, "name": f"class:{label}", "image": f"class-{label}-0.png",
                   "label": self.study.study()["models"][0]["outputClasses"][label]}
        if (direction := body.get("direction")) is not None:
            other = "rest" if direction["against"] is None else direction.get("againstName", "others")
            # What decides it goes into the file's name.
            decided = sum(7 * item + 1 for item in direction["items"]) % 99991
            total, count = self.study.options.items, len(direction["items"])
            record = {"itemCount": count, "isAgainstRest": direction["against"] is None, "cosinePower": 1,
                      "againstCount": total - count if direction["against"] is None else len(direction["against"])}
            image, base = f"direction-{decided}-0.png", f"{direction['name']} − {other}"
            taken = {each["name"]: each["image"] for each in self.made[layer]}
            names = [base] + [f"{base} ({number})" for number in range(2, 99)]
            called = next((each for each in names if taken.get(each) == image), None) or next(each for each in names if each not in taken)
            yield {"kind": "direction", "channel": -1, "name": called, "label": None, "image": image, "direction": record}

    def stop(self):
        """As DELETE does: what is done stays."""
        with self.lock:
            if self.told["state"] == "running":
                self.told = self.told | {"state": "stopped"}
                self.end()

    def images(self, layer):
        """What is running in a layer; None: nothing."""
        with self.lock:
            if self.layer != layer:
                return None
            return [{"kind": each["kind"], "channel": each["channel"], "number": 0, "name": each["name"], "label": each["label"],
                     "step": each["step"], "stepCount": STEPS, "value": each["step"] / 20, "image": each["image"]}
                    for each in self.running]

    # -- what a test decides -----------------------------------------------------------------------------------------

    def begin(self, layer, entries):
        """A run in this process or another: the first batch has taken its first step."""
        self.layer, self.queue, self.running, self.count = layer, list(entries), [], len(entries)
        self.next()

    def next(self):
        self.running, self.queue = [each | {"step": 1} for each in self.queue[:BATCH]], self.queue[BATCH:]

    def elsewhere(self, layer, channels):
        """strata maximize in a terminal."""
        with self.lock:
            name = self.study.layer(layer)["name"]
            self.begin(layer, list(self.wanted(layer, name, {"channels": channels})))

    def step(self, step):
        with self.lock:
            for each in self.running:
                each["step"] = step
            left = len(self.queue) + len(self.running) * (1 - step / STEPS)
            if self.told["state"] == "running":
                self.told["fraction"] = 1 - left / self.count

    def begun(self):
        """Waits for a run that has been asked for, as by a click, and may not have come yet."""
        end = time.monotonic() + 60
        while self.layer is None and time.monotonic() < end:
            time.sleep(0.01)
        assert self.layer is not None, "no run has begun"

    def finish(self):
        """The batch is done: its images are kept, the catalogue tells of them, the next batch begins."""
        self.begun()
        with self.lock:
            features = self.study.features(self.layer)
            for each in self.running:
                if each["kind"] == "channel":
                    entry = features.channel(each["channel"], 0)
                else:
                    entry = features.entry(each["kind"], each["channel"], 0, each["name"], 12.5, each["image"]) | each
                entry.pop("step", None)
                if all(each["image"] != entry["image"] for each in self.made[self.layer]):
                    self.made[self.layer].append(entry)
            self.next()
            self.step(1)
            if not self.running:
                if self.told["state"] == "running":
                    self.told = self.told | {"state": "done", "fraction": 1.0}
                self.end()
            self.study.revision += 1

    def fail(self, message, remedy=""):
        with self.lock:
            self.told = self.told | {"state": "failed", "error": {"message": message, "remedy": remedy}}
            self.end()

    def end(self):
        self.layer, self.queue, self.running = None, [], []

    def go(self, identifier):
        """By itself, for a person who looks."""
        while self.told["state"] == "running" and self.told["id"] == identifier:
            time.sleep(self.pace)
            with self.lock:
                if not self.running:
                    return
                step = self.running[0]["step"]
                if step >= STEPS:
                    self.finish()
                else:
                    self.step(min(STEPS, step + 16 - step % 16))
