# SPDX-License-Identifier: Apache-2.0
"""A virtual sensor's life on a running node: dropped in, queried, followed, changed, removed, and
there again after a restart."""
import signal
import unittest

import harness
from harness import append, mode_of, until

BASE = 1_700_000_000_000  # milliseconds


def row(number):
    return f"{BASE + number * 1000},{number},{20 + number / 10}\n"


ROOM = """name = "room"
description = "a room"

[output]
number = "int64"
temperature = {{ type = "double", unit = "Cel" }}

[source.file]
plugin = "csv"
sql = "{sql}"

[source.file.parameters]
file = "../rows.csv"
fields = "timed, number, temperature"
formats = "bigint, bigint, numeric"
sampling = 50
"""
PLAIN = "select number, temperature, timed from wrapper"
KELVIN = "select number, temperature + 273.15 as temperature, timed from wrapper"

SMOOTH = """name = "smooth"

[output]
temperature = "double"

[source.room]
plugin = "local"
name = "room"
window = 2
sql = "select avg(temperature) as temperature, max(timed) as timed from wrapper"
"""


class VirtualSensorLife(harness.NodeTest):
    def setUp(self):
        super().setUp()
        self.rows = self.file("rows.csv", "".join(row(n) for n in range(1, 4)))

    def started(self):
        node = self.node()
        node.put("room.toml", ROOM.format(sql=PLAIN))
        node.wait_for_state("room", "running")
        return node

    def test_dropped_in_queried_and_followed(self):
        node = self.started()
        rows = node.wait_for_rows("select number, temperature, timed from room", 3)
        self.assertEqual([r[1] for r in rows], ["1", "2", "3"])
        self.assertEqual(rows[0], [str(BASE + 1000), "1", "20.1"])
        shown = node.sensor("room")
        self.assertEqual([f["name"] for f in shown["schema"]], ["number", "temperature"])
        self.assertEqual(shown["schema"][1]["unit"], "Cel")
        follower = node.follow("query", "select number, timed from room", "--follow",
                               "--out", "csv")
        until(lambda: node.sensor("room")["subscribers"] >= 1, "a subscriber")
        append(self.rows, row(4) + row(5))
        until(lambda: len(follower.lines) >= 3, lambda: f"followed: {follower.lines}")
        follower.stop()
        self.assertEqual(follower.lines, ["timed,number", f"{BASE + 4000},4", f"{BASE + 5000},5"])

    def test_history_then_live_has_no_gap_and_no_duplicate(self):
        node = self.started()
        node.wait_for_rows("select number from room", 3)
        follower = node.follow("query", "select number, timed from room", "--from", BASE,
                               "--follow", "--out", "csv")
        self.addCleanup(follower.stop)
        for number in range(4, 40):
            append(self.rows, row(number))
        until(lambda: len(follower.lines) >= 40, lambda: f"followed: {follower.lines}")
        self.assertEqual([line.split(",")[1] for line in follower.lines[1:]],
                         [str(n) for n in range(1, 40)])

    def test_sql_changes_live_and_history_stays(self):
        node = self.started()
        node.wait_for_rows("select number from room", 3)
        node.put("room.toml", ROOM.format(sql=KELVIN))
        # Which rows the old SQL still saw is a matter of time; a late row has the new one.
        numbers = iter(range(4, 10_000))

        def kelvin():
            append(self.rows, row(next(numbers)))
            rows = node.query("select temperature from room").rows()
            return rows if float(rows[-1][1]) > 200 else None
        rows = until(kelvin, "a row of the new SQL")
        self.assertLess(float(rows[0][1]), 200)
        self.assertEqual(node.state("room"), "running")

    def test_removed_file_takes_its_virtual_sensor_away(self):
        node = self.started()
        (node.sensors / "room.toml").unlink()
        until(lambda: node.sensor("room") is None, "room is gone")
        self.assertEqual(node.call("vs", "show", "room").code, 1)

    def test_bad_file_is_reported_and_disturbs_nobody(self):
        node = self.started()
        node.put("bad.toml", 'name = "bad"\n\n[output]\nx = "complex"\n')
        until(lambda: node.events("folder.file-rejected"), "a report")
        report = node.events("folder.file-rejected")[0]
        self.assertRegex(report, r"bad\.toml:4: ")
        append(self.rows, row(4))
        node.wait_for_rows("select number from room", 4)
        self.assertIsNone(node.sensor("bad"))
        # A good file that turns bad keeps what ran before.
        node.put("room.toml", "name = \n")
        until(lambda: len(node.events("folder.file-rejected")) >= 2, "a second report")
        append(self.rows, row(5))
        node.wait_for_rows("select number from room", 5)

    def test_dependants_follow_their_source(self):
        node = self.node()
        node.put("smooth.toml", SMOOTH)
        node.wait_for_state("smooth", "waiting")
        node.put("room.toml", ROOM.format(sql=PLAIN))
        node.wait_for_state("smooth", "running")
        append(self.rows, row(4))
        node.wait_for_rows("select * from smooth", 1)
        (node.sensors / "room.toml").unlink()
        node.wait_for_state("smooth", "waiting")
        node.put("room.toml", ROOM.format(sql=PLAIN))
        node.wait_for_state("smooth", "running")

    def test_stops_cleanly_and_finds_its_history_again(self):
        node = self.started()
        node.wait_for_rows("select number from room", 3)
        self.assertEqual(mode_of(node.socket), 0o600)
        code, span = node.stop()
        self.assertEqual(code, 0, node.log())
        self.assertLess(span, 10)  # two seconds are meant; the rest is for a busy machine
        self.assertTrue(node.events("node.stopped"), node.log())
        self.assertFalse(node.socket.exists())
        append(self.rows, row(4))
        node.start()
        rows = node.wait_for_rows("select number from room", 4)
        self.assertEqual([r[1] for r in rows], ["1", "2", "3", "4"])

    def test_settings_are_read_again_on_hangup(self):
        node = self.node()
        node.signal(signal.SIGHUP)
        until(lambda: node.events("node.reloaded"), "a report of the reload")
        node.write_config(name="other-name")
        answer = node.call("reload")
        self.assertEqual(answer.code, 0, answer)
        self.assertIn("name (needs a restart)", answer.out)
        node.settings += '[log]\nlevel = "debug"\n'
        node.write_config(name="other-name")
        node.signal(signal.SIGHUP)
        until(lambda: len(node.events("node.reloaded")) == 3, "a third reload")
        self.assertIn("log.level", node.events("node.reloaded")[2])
        self.assertNotIn("log.level (", node.events("node.reloaded")[2])
        self.assertEqual(node.call("vs", "show", "nobody").code, 1)
        until(lambda: node.events("control.refused"), "a line of level debug")
        node.config.write_text("name = ")
        node.signal(signal.SIGHUP)
        until(lambda: node.events("node.reload-failed"), "a report of the failure")
        self.assertEqual(node.call("status").code, 0)


if __name__ == "__main__":
    harness.main()
