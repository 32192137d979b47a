# SPDX-License-Identifier: Apache-2.0
"""What the e2e programs share: a node on a temporary folder, the command line, bounded waits.

Every program is called with `--bin FOLDER`, where plexusd and plexus are. Only Python's own
library. Nothing waits for a fixed time: `until` asks again until a condition holds.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "data" / "recordings"
PATIENCE = 60.0  # seconds: far beyond what is expected, so that a busy machine fails no test
BIN = pathlib.Path()


def main():
    """Runs the tests of the calling program."""
    global BIN
    arguments = sys.argv[1:]
    if len(arguments) < 2 or arguments[0] != "--bin":
        sys.exit(f"usage: {sys.argv[0]} --bin FOLDER [unittest-argument...]")
    BIN = pathlib.Path(arguments[1]).resolve()
    unittest.main(module="__main__", argv=[sys.argv[0], *arguments[2:]], verbosity=2)


def until(condition, what, patience=PATIENCE):
    """Asks until `condition()` is true and returns what it gave; an AssertionError when it takes
    longer than `patience` seconds. `what` may be a function."""
    deadline = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError("never: " + (what() if callable(what) else what))
        time.sleep(0.02)


class Answer:
    """What a finished program said."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return self.out.splitlines()

    def rows(self):
        """The rows of a CSV answer without its header, as lists of texts; of a success only."""
        if self.code != 0:
            raise AssertionError(f"no answer: {self}")
        return [line.split(",") for line in self.lines()[1:]]

    def __repr__(self):
        return f"code {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


def call(program, *arguments, patience=PATIENCE, **options):
    done = subprocess.run(
        [str(BIN / program), *map(str, arguments)], stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=patience, **options)
    return Answer(done)


def plexus(*arguments, **options):
    return call("plexus", *arguments, **options)


class Following:
    """A program that goes on; its lines arrive in `lines`."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [str(BIN / program), *map(str, arguments)], stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=1)
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.join()

    def join(self, patience=PATIENCE):
        code = self.process.wait(patience)
        self.reader.join(patience)
        self.process.stdout.close()
        return code


class Node:
    """plexusd on a folder of its own, with a folder `sensors` for virtual sensor files."""

    def __init__(self, folder, settings=""):
        self.folder = pathlib.Path(folder)
        self.sensors = self.folder / "sensors"
        self.sensors.mkdir(exist_ok=True)
        self.config = self.folder / "node.toml"
        self.settings = settings
        self.socket = self.folder / "data" / "plexus.sock"
        self.log_file = self.folder / "node.log"
        self.process = None
        self.write_config()

    def write_config(self, name="test-node"):
        self.config.write_text(
            f'name = "{name}"\ndata_folder = "data"\nvirtual_sensor_folders = ["sensors"]\n'
            + self.settings)

    def put(self, name, text):
        """Writes a file of the folder as editors do: never half of it is there."""
        draft = self.sensors / ("." + name + ".draft")
        draft.write_text(text)
        draft.rename(self.sensors / name)

    def start(self, *arguments):
        assert self.process is None
        with open(self.log_file, "a") as log:
            self.process = subprocess.Popen(
                [str(BIN / "plexusd"), "--config", str(self.config), *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            until(self.answers, lambda: "an answer from the node\n" + self.log())
        except AssertionError:
            self.kill()
            raise

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the node ended with {self.process.returncode}\n{self.log()}")
        return self.socket.exists() and self.call("status").code == 0

    def call(self, *arguments, **options):
        return plexus("--socket", self.socket, *arguments, **options)

    def follow(self, *arguments):
        return Following("plexus", "--socket", self.socket, *arguments)

    def query(self, sql, *arguments, **options):
        return self.call("query", sql, "--out", "csv", *arguments, **options)

    def status(self):
        return self.call("status", "--out", "json").json()

    def stream(self, name):
        """What storage says about a virtual sensor's history; None when there is none."""
        streams = self.status()["storage"]["streams"]
        return next((stream for stream in streams if stream["name"] == name), None)

    def sensor(self, name):
        """What the node says about a virtual sensor; None when there is none."""
        answer = self.call("vs", "show", name, "--out", "json")
        return answer.json() if answer.code == 0 else None

    def state(self, name):
        found = self.sensor(name)
        return found["state"] if found else None

    def wait_for_state(self, name, state):
        until(lambda: self.state(name) == state,
              lambda: f"{name} is {state}: {self.sensor(name)}\n{self.log()}")

    def wait_for_rows(self, sql, count):
        """The rows of a query once there are at least `count`."""
        def enough():
            rows = self.query(sql).rows()
            return rows if len(rows) >= count else None
        return until(enough, lambda: f"{count} rows of {sql}: {self.query(sql)}\n{self.log()}")

    def log(self):
        return self.log_file.read_text() if self.log_file.exists() else ""

    def events(self, event):
        """The log's lines of an event id."""
        return [line for line in self.log().splitlines() if event in line]

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """Asks the node to end and returns its code and how long that took."""
        begun = time.monotonic()
        self.signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self.process = None
        return code, time.monotonic() - begun

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None


class NodeTest(unittest.TestCase):
    """A test with a temporary folder and, through `node()`, nodes that end with it."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="plexus-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def node(self, settings="", start=True):
        made = Node(self.folder, settings)
        self.addCleanup(made.kill)
        if start:
            made.start()
        return made

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


def append(path, text):
    with open(path, "a") as out:
        out.write(text)


def mode_of(path):
    return os.stat(path).st_mode & 0o777
