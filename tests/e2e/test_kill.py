# SPDX-License-Identifier: Apache-2.0
"""A node that is killed under load, again and again: what it had reported as durable is there
exactly once after each restart."""
import threading
import unittest

import harness
from harness import until

ROUNDS = 20
ROWS_A_BURST = 200
ROWS_AHEAD = 10_000  # of what is durable: a slow machine need not read more than a fast one
BASE = 1_700_000_000_000  # milliseconds

COUNTER = """name = "counter"

[output]
number = "int64"

[source.file]
plugin = "csv"

[source.file.parameters]
file = "../rows.csv"
fields = "timed, number"
formats = "bigint, bigint"
sampling = 10
rows-per-poll = 100
"""


class Writer:
    """Appends numbered rows up to a limit until told to stop: bursts, so that a kill falls into
    one."""

    def __init__(self, path):
        self.path = path
        self.number = 0
        self.limit = ROWS_AHEAD
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._write, daemon=True)
        self.thread.start()

    def _write(self):
        with open(self.path, "a", buffering=1) as out:
            while not self.over.wait(0.02):
                if self.number >= self.limit:
                    continue
                text = ""
                for _ in range(ROWS_A_BURST):
                    self.number += 1
                    text += f"{BASE + self.number},{self.number}\n"
                out.write(text)

    def stop(self):
        self.over.set()
        self.thread.join()


class Kill(harness.NodeTest):
    def durable(self, node):
        stream = node.stream("counter")
        return stream["durable"] if stream else 0

    def numbers(self, node):
        return [int(row[1]) for row in node.query("select number from counter").rows()]

    def test_nothing_acknowledged_is_lost_or_doubled(self):
        rows = self.file("rows.csv", "")
        node = self.node('[storage]\ncommit_interval = "20ms"\n', start=False)
        node.put("counter.toml", COUNTER)
        writer = Writer(rows)
        self.addCleanup(writer.stop)
        acknowledged = 0
        for round_number in range(ROUNDS):
            node.start()
            found = self.numbers(node)
            self.assertEqual(len(found), len(set(found)), "an element came twice")
            self.assertGreaterEqual(len(found), acknowledged, f"lost in round {round_number}")
            self.assertEqual(sorted(found), list(range(1, len(found) + 1)), "a gap")
            until(lambda: self.durable(node) > acknowledged + 500,
                  lambda: f"progress: {node.stream('counter')}\n{node.log()}")
            acknowledged = self.durable(node)
            node.kill()
            writer.limit = acknowledged + ROWS_AHEAD
        writer.stop()
        node.start()
        until(lambda: self.durable(node) >= writer.number, "the rest is read")
        self.assertEqual(self.numbers(node), list(range(1, writer.number + 1)))


if __name__ == "__main__":
    harness.main()
