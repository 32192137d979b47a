# SPDX-License-Identifier: Apache-2.0
"""The command line on a terminal: tables that fit, top in place, progress, readers that leave."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import threading
import time

import harness
from harness import PATIENCE, until

QUIET = """name = "quiet"
[output]
clock = "int64"
[source.tick]
plugin = "system-time"
clock-period = 3600000
sql = "select timed as clock, timed from wrapper"
"""
BUSY = QUIET.replace("quiet", "busy_virtual_sensor").replace("3600000", "20")
CODES = re.compile("\x1b\\[[0-9]*[A-Z]")


class OnTerminal:
    """A program whose only terminal is ours."""

    def __init__(self, *arguments, rows=24, columns=80):
        self.keyboard, self.screen = pty.openpty()
        fcntl.ioctl(self.screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.mode = termios.tcgetattr(self.screen)
        self.process = subprocess.Popen(
            [str(harness.BIN / "plexus"), *map(str, arguments)], stdin=self.screen,
            stdout=self.screen, stderr=self.screen, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.text = ""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        ended = False
        while not ended:
            ended = self.process.poll() is not None  # what it wrote before is still read
            if select.select([self.keyboard], [], [], 0.05)[0]:
                self.text += os.read(self.keyboard, 65536).decode()
                ended = False

    def type(self, keys):
        os.write(self.keyboard, keys)

    def join(self):
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        mode = termios.tcgetattr(self.screen)
        os.close(self.keyboard)
        os.close(self.screen)
        if mode != self.mode:
            raise AssertionError("the terminal is left in another mode")
        return code


class Terminal(harness.NodeTest):
    def setUp(self):
        super().setUp()
        self.running = self.node(start=False)
        self.running.put("quiet.toml", QUIET)
        self.running.put("busy.toml", BUSY)
        self.running.start()
        self.running.wait_for_rows("select * from busy_virtual_sensor", 3)

    def on_terminal(self, *arguments, **size):
        return OnTerminal("--socket", self.running.socket, *arguments, **size)

    def test_top_fits_and_ends_with_a_key(self):
        top = self.on_terminal("top", "--every", "100ms", rows=7, columns=50)
        until(lambda: top.text.count("plexus node") > 2, "a third page")
        top.type(b"q")
        self.assertEqual(top.join(), 0, top.text)
        pages = top.text.split("\x1b[H")[1:]
        for page in pages:
            lines = CODES.sub("", page).split("\r\n")
            self.assertLessEqual(len(lines), 7, page)  # the last one is empty
            self.assertLessEqual(max(map(len, lines)), 50, page)
        self.assertIn("busy_virtual", pages[-1])
        self.assertNotIn("q", top.text.rsplit("\x1b[J", 1)[1])  # the key is not echoed

    def test_top_ends_with_an_interrupt_before_its_period(self):
        top = self.on_terminal("top", "--every", "1h")
        until(lambda: "plexus node" in top.text, "a page")
        begun = time.monotonic()
        top.type(b"\x03")
        self.assertEqual(top.join(), 0, top.text)
        self.assertLess(time.monotonic() - begun, PATIENCE / 2)

    def test_tables_fit_the_terminal(self):
        listed = self.on_terminal("vs", "list", columns=40)
        self.assertEqual(listed.join(), 0, listed.text)
        lines = listed.text.split("\r\n")
        self.assertEqual(len(lines), 4, listed.text)
        self.assertLessEqual(max(map(len, lines)), 40, listed.text)
        self.assertTrue(lines[0].startswith("NAME"))

    def test_rows_are_a_table_on_a_terminal(self):
        asked = self.on_terminal("query", "select clock from busy_virtual_sensor", "--limit", "2")
        self.assertEqual(asked.join(), 0, asked.text)
        self.assertRegex(asked.text, r"^ *timed +clock\r\n *\d+-\d+-\d+T")

    def test_waiting_is_told_past_a_second_and_wiped_away(self):
        asked = self.on_terminal("query", "select clock from quiet", "--follow", "--for", "2500ms")
        self.assertEqual(asked.join(), 0, asked.text)
        self.assertIn("waiting for elements (1s)", asked.text)
        self.assertIn("\r\x1b[K", asked.text.rsplit("waiting", 1)[1])

    def test_nobody_reads_any_more(self):
        asked = subprocess.Popen(
            [str(harness.BIN / "plexus"), "--socket", str(self.running.socket), "query",
             "select clock from busy_virtual_sensor", "--follow"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.assertEqual(asked.stdout.readline(), b"timed,clock\n")
        asked.stdout.close()
        asked.wait(PATIENCE)
        until(lambda: self.running.call("requests", "--out", "json").json() == [],
              "the request is closed")


if __name__ == "__main__":
    harness.main()
