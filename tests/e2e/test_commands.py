# SPDX-License-Identifier: Apache-2.0
"""The command line: what each verb prints and with which code it ends."""
import subprocess
import unittest

import harness
from harness import ROOT, call, mode_of, plexus, until

CLOCK = """name = "{name}"
description = "ticks"

[output]
clock = "int64"

[source.tick]
plugin = "system-time"
clock-period = 20
sql = "select timed as clock, timed from wrapper"
"""
VERBS = ("run", "validate", "status", "sensors", "vs", "query", "top", "completion")


class WithoutNode(harness.NodeTest):
    def test_no_node_is_code_3(self):
        nowhere = self.folder / "none.sock"
        for verb in (["status"], ["sensors"], ["vs", "list"], ["vs", "show", "x"],
                     ["vs", "undeploy", "x"], ["query", "select 1"], ["top", "--for", "1s"],
                     ["requests"], ["flush"], ["reload"]):
            answer = plexus("--socket", nowhere, *verb)
            self.assertEqual(answer.code, 3, (verb, answer))
            self.assertIn("node-unreachable", answer.err)
            self.assertEqual(answer.out, "")

    def test_bad_usage_is_code_2(self):
        for arguments in ([], ["dance"], ["status", "--nonsense"], ["query"], ["vs"],
                          ["run"], ["status", "--out", "pdf"], ["run", "x", "--clock", "slow"],
                          ["query", "select 1", "--from", "yesterday"],
                          ["query", "select 1", "--for", "soon"],
                          ["vs", "deploy", self.folder / "missing.toml"]):
            answer = plexus(*arguments)
            self.assertEqual(answer.code, 2, (arguments, answer))

    def test_help_and_version(self):
        answer = plexus("--help")
        self.assertEqual(answer.code, 0)
        for verb in VERBS:
            self.assertIn(verb, answer.out)
        for program in ("plexus", "plexusd"):
            answer = call(program, "--version")
            self.assertEqual(answer.code, 0)
            self.assertRegex(answer.out, program + r" \d+\.\d+")

    def test_completion_is_a_script_that_completes(self):
        script = plexus("completion")
        self.assertEqual(script.code, 0)

        def complete(*words):
            text = script.out + (
                "COMP_WORDS=(" + " ".join(f"'{word}'" for word in words) + ")\n"
                f"COMP_CWORD={len(words) - 1}\n_plexus\n" + 'printf "%s\\n" "${COMPREPLY[@]}"\n')
            done = subprocess.run(["bash", "-c", text], capture_output=True, text=True,
                                  cwd=self.folder, check=True)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()
        self.assertEqual(complete("plexus", "val"), ["validate"])
        self.assertEqual(complete("plexus", "vs", "un"), ["undeploy"])
        self.assertEqual(complete("plexus", "query", "--fol"), ["--follow"])
        self.file("a_file.toml", "")
        self.assertEqual(complete("plexus", "run", "a_f"), ["a_file.toml"])
        self.assertEqual(complete("plexus", "--socket", "s", "vs", "un"), ["undeploy"])
        self.assertEqual(complete("plexus", "query", "q", "--overflow", "l"), ["latest"])
        self.assertEqual(complete("plexus", "query", "q", "--for", ""), [])

    def test_check_of_settings(self):
        good = self.file("good.toml", 'name = "good"\n')
        answer = call("plexusd", "--config", good, "--check")
        self.assertEqual(answer.code, 0, answer)
        bad = self.file("bad.toml", 'name = "good"\n\nnmae = 1\n[log]\nlevel = "loud"\n')
        answer = call("plexusd", "--config", bad, "--check")
        self.assertEqual(answer.code, 1, answer)
        self.assertIn("bad.toml:3: error", answer.err)
        self.assertIn("bad.toml:5: error", answer.err)
        answer = call("plexusd", "--config", good, "--check", "--set", "log.level=loud")
        self.assertEqual(answer.code, 1, answer)
        self.assertEqual(call("plexusd", "--check").code, 2)
        self.assertEqual(call("plexusd", "--config", good, "--unknown").code, 2)

    def test_shipped_settings_and_virtual_sensors_are_good(self):
        for name in ("demo", "edge"):
            answer = call("plexusd", "--config", ROOT / "configs" / f"{name}.toml", "--check")
            self.assertEqual(answer.code, 0, answer)
            folder = ROOT / "configs" / "virtual_sensors" / name
            answer = plexus("validate", folder)
            count = len(list(folder.glob("*.toml")) + list(folder.glob("*.xml")))
            self.assertEqual((answer.code, answer.out), (0, f"{count} accepted, 0 rejected\n"))


class Validate(harness.NodeTest):
    def test_problems_have_file_and_line(self):
        self.file("all/good.toml", CLOCK.format(name="good"))
        self.file("all/bad.toml", 'name = "bad"\n[output]\nx = "complex"\n')
        self.file("all/worse.xml", '<virtual-sensor name="worse">\n<nonsense>\n')
        self.file("all/notes.txt", "not a virtual sensor")
        answer = plexus("validate", self.folder / "all")
        self.assertEqual(answer.code, 1)
        self.assertEqual(answer.lines()[-1], "1 accepted, 2 rejected")
        self.assertRegex(answer.out, r"all/bad\.toml:3: error: .*\(.*\)")
        self.assertRegex(answer.out, r"all/worse\.xml:\d+: error: ")

    def test_unknown_wrapper_is_accepted_with_a_warning(self):
        text = CLOCK.format(name="far").replace("system-time", "tinyos-mote")
        file = self.file("far.toml", text)
        answer = plexus("validate", file)
        self.assertEqual(answer.code, 0, answer)
        self.assertEqual(answer.lines()[-1], "1 accepted, 0 rejected")
        self.assertRegex(answer.out, r"far\.toml:\d+: warning: .*tinyos-mote")

    def test_one_name_in_two_files(self):
        one = self.file("one.toml", CLOCK.format(name="same"))
        two = self.file("two.toml", CLOCK.format(name="SAME"))
        answer = plexus("validate", one, two)
        self.assertEqual(answer.code, 1)
        self.assertEqual(answer.lines()[-1], "1 accepted, 1 rejected")

    def test_missing_file(self):
        answer = plexus("validate", self.folder / "missing.toml")
        self.assertEqual(answer.code, 1)
        self.assertEqual(answer.lines()[-1], "0 accepted, 1 rejected")


class WithNode(harness.NodeTest):
    def setUp(self):
        super().setUp()
        self.running = self.node()

    def deployed(self):
        file = self.file("clock.toml", CLOCK.format(name="clock"))
        answer = self.running.call("vs", "deploy", file)
        self.assertEqual(answer.code, 0, answer)
        self.assertIn("deployed clock", answer.out)
        self.running.wait_for_state("clock", "running")
        return file

    def test_deploy_show_list_undeploy(self):
        self.deployed()
        self.assertTrue((self.running.sensors / "clock.toml").exists())
        listed = self.running.call("vs", "list", "--out", "json").json()
        self.assertEqual([each["name"] for each in listed], ["clock"])
        self.assertIn("clock", self.running.call("vs", "list", "--out", "table").out)
        shown = self.running.call("vs", "show", "clock", "--out", "table")
        self.assertEqual(shown.code, 0)
        self.assertIn("system-time", shown.out)
        answer = self.running.call("vs", "undeploy", "clock")
        self.assertEqual(answer.code, 0, answer)
        self.assertFalse((self.running.sensors / "clock.toml").exists())
        self.assertEqual(self.running.call("vs", "list", "--out", "json").json(), [])
        answer = self.running.call("vs", "undeploy", "clock")
        self.assertEqual(answer.code, 1)
        self.assertIn("unknown-virtual-sensor", answer.err)

    def test_deploying_a_bad_file_says_where(self):
        file = self.file("bad.toml", 'name = "bad"\n[output]\nx = "complex"\n')
        answer = self.running.call("vs", "deploy", file)
        self.assertEqual(answer.code, 1)
        self.assertIn("bad.toml:3", answer.err)
        self.assertFalse((self.running.sensors / "bad.toml").exists())

    def test_a_deployed_file_survives_a_restart(self):
        self.deployed()
        self.running.stop()
        self.running.start()
        self.running.wait_for_state("clock", "running")

    def test_status_and_sensors(self):
        self.deployed()
        self.running.wait_for_rows("select * from clock", 2)
        status = self.running.status()
        self.assertEqual(status["node"], "test-node")
        self.assertEqual(status["virtual_sensors"], {"running": 1, "waiting": 0, "failed": 0})
        self.assertEqual(status["process"]["pid"], self.running.process.pid)
        self.assertGreater(status["counters"]["published"], 0)
        self.assertIn("node test-node", self.running.call("status", "--out", "table").out)
        sensors = self.running.call("sensors", "--out", "json").json()
        self.assertEqual([(s["name"], s["plugin"]) for s in sensors],
                         [("clock.tick", "system-time")])
        self.assertIn("clock.tick", self.running.call("sensors", "--out", "table").out)

    def test_top_ends_by_itself(self):
        self.deployed()
        answer = self.running.call("top", "--for", "2s", "--every", "200ms")
        self.assertEqual(answer.code, 0, answer)
        self.assertIn("plexus node test-node", answer.out)
        self.assertIn("clock", answer.out)

    def test_query_forms_and_limits(self):
        self.deployed()
        self.running.wait_for_rows("select * from clock", 5)
        answer = self.running.call("query", "select clock from clock", "--limit", "3", "--out",
                                   "json")
        self.assertEqual((answer.code, len(answer.lines())), (0, 3), answer)
        answer = self.running.query("select count(*) as n from clock")
        self.assertEqual(answer.code, 0, answer)
        self.assertEqual(answer.lines()[0], "timed,n")
        self.assertGreaterEqual(int(answer.rows()[0][1]), 5)
        answer = self.running.query("select clock from clock", "--to", "2001-01-01T00:00:00Z")
        self.assertEqual((answer.code, answer.rows()), (0, []), answer)

    def test_refused_queries(self):
        self.deployed()
        for sql, code in (("delete from clock", "sql-refused"),
                          ("select 1; select 2", "sql-refused"),
                          ("pragma user_version", "sql-refused"),
                          ("select load_extension('x')", "sql-refused"),
                          ("select nonsense(clock) from clock", "sql-unknown-function"),
                          ("select * from nothing", "unknown-virtual-sensor"),
                          ("select nothing from clock", "sql-unknown-column"),
                          ("select from where", "sql-syntax")):
            answer = self.running.query(sql)
            self.assertEqual(answer.code, 1, (sql, answer))
            self.assertIn(code, answer.err, sql)
            self.assertEqual(answer.out, "")
        self.assertEqual(self.running.call("status").code, 0)

    def test_following_ends_with_for_and_closes_its_request(self):
        self.deployed()
        answer = self.running.query("select clock from clock", "--follow", "--for", "1s")
        self.assertEqual(answer.code, 0, answer)
        self.assertGreater(len(answer.rows()), 1)
        until(lambda: self.running.call("requests", "--out", "json").json() == [],
              "the request is closed")

    def test_flush_and_socket(self):
        self.deployed()
        self.running.wait_for_rows("select * from clock", 1)
        seen = self.running.stream("clock")["last"]
        self.assertEqual(self.running.call("flush").code, 0)
        self.assertGreaterEqual(self.running.stream("clock")["durable"], seen)
        self.assertEqual(mode_of(self.running.socket), 0o600)

    def test_second_node_on_the_same_folder_is_refused(self):
        answer = call("plexusd", "--config", self.running.config, "--for", "1s")
        self.assertEqual(answer.code, 1, answer)
        self.assertIn("node-running", answer.err)
        self.assertEqual(self.running.call("status").code, 0)


class ForAWhile(harness.NodeTest):
    def test_node_ends_by_itself_with_a_summary(self):
        node = self.node(start=False)
        node.put("clock.toml", CLOCK.format(name="clock"))
        answer = call("plexusd", "--config", node.config, "--for", "2s")
        self.assertEqual(answer.code, 0, answer)
        self.assertRegex(answer.out, r"clock: running, \d+ in, \d+ out")
        self.assertRegex(answer.out, r"sensed [1-9]\d* elements with 1 sensors")
        self.assertRegex(answer.out, r"stored [1-9]\d* elements of 1 streams")
        self.assertIn("answered 0 commands and 0 requests with 0 elements", answer.out)


if __name__ == "__main__":
    harness.main()
