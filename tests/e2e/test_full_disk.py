# SPDX-License-Identifier: Apache-2.0
"""History has no more room: the node says so and senses on, and what it had reported as durable is
there, before and after it got room again."""
import unittest

import harness
from harness import append, until

BASE = 1_700_000_000_000  # milliseconds
BURST = 20_000

COUNTER = """name = "counter"

[output]
number = "int64"
text = "string"

[source.file]
plugin = "csv"

[source.file.parameters]
file = "../rows.csv"
fields = "timed, number, text"
formats = "bigint, bigint, string"
sampling = 10
rows-per-poll = 1000
"""
SMALL = '[storage]\ncommit_interval = "20ms"\nmap_size_max = "1MiB"\npending_bytes_max = "1MiB"\n'
ROOMY = '[storage]\ncommit_interval = "20ms"\n'


def rows(first, count):
    """Numbered rows with a text that no codec makes small."""
    return "".join(f"{BASE + n},{n},{n * 2654435761 % 2**32:08x}{n * 40503 % 2**32:08x}\n"
                   for n in range(first, first + count))


class FullDisk(harness.NodeTest):
    def storage(self):
        return self.node_.status()["storage"]

    def unstored(self):
        return self.node_.sensor("counter")["unstored"]

    def numbers(self):
        return [int(row[1]) for row in self.node_.query("select number from counter").rows()]

    def test_a_full_store_loses_nothing_acknowledged_and_the_node_lives(self):
        file = self.file("rows.csv", rows(1, 100))
        self.node_ = node = self.node(SMALL, start=False)
        node.put("counter.toml", COUNTER)
        node.start()
        live = node.follow("query", "select number from counter", "--follow", "--out", "csv")
        self.addCleanup(live.stop)
        written = 100
        while self.storage()["commits_failed"] == 0:
            self.assertLess(written, 100 * BURST, "the store never filled")
            append(file, rows(written + 1, BURST))
            written += BURST
            until(lambda: self.node_.sensor("counter")["counters"]["published"] >= written
                  or self.storage()["commits_failed"] > 0,
                  lambda: f"{written} rows sensed: {node.sensor('counter')}\n{node.log()}")
        self.assertEqual(self.storage()["last_error"]["code"], "storage-full")
        self.assertEqual(len(node.events("storage.commit-failed")), 1)
        durable = node.stream("counter")["durable"]
        self.assertEqual(self.numbers()[:durable], list(range(1, durable + 1)))

        # Beyond what may wait for the disk it publishes without history, and counts that.
        while self.unstored() == 0:
            self.assertLess(written, 200 * BURST, "never more than may be pending")
            append(file, rows(written + 1, BURST))
            written += BURST
            until(lambda: self.node_.sensor("counter")["counters"]["published"] >= written,
                  lambda: f"{written} rows sensed: {node.sensor('counter')}\n{node.log()}")
        until(lambda: any(line.endswith(f",{written}") for line in live.lines),
              "the newest row is followed")

        node.kill()
        node.settings = ROOMY
        node.write_config()
        node.start()
        until(lambda: node.stream("counter")["durable"] >= durable, "history is open")
        found = self.numbers()
        self.assertEqual(found[:durable], list(range(1, durable + 1)))
        self.assertEqual(len(found), len(set(found)), "an element came twice")
        append(file, rows(written + 1, 10))
        until(lambda: self.numbers()[-1] == written + 10, "new rows are stored again")


if __name__ == "__main__":
    harness.main()
