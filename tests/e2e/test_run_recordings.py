# SPDX-License-Identifier: Apache-2.0
"""`plexus run`: recordings through virtual sensors with stepped time and at wall speed."""
import datetime
import json
import unittest

import harness
from harness import RECORDINGS, ROOT, plexus

DEMO = ROOT / "configs" / "virtual_sensors" / "demo"


def milliseconds(text, pattern):
    at = datetime.datetime.strptime(text, pattern).replace(tzinfo=datetime.timezone.utc)
    return int(at.timestamp()) * 1000


def recorded(name):
    """[timed, value] of a recording with each time once, as a history keeps them."""
    rows = {}
    for line in (RECORDINGS / name).read_text().splitlines()[1:]:
        at, value = line.split(",")
        rows.setdefault(milliseconds(at, "%Y-%m-%d %H:%M:%S"), float(value))
    return sorted(rows.items())


def run_fast(*arguments, out="csv"):
    return plexus("run", *arguments, "--clock", "fast", "--until-end", "--out", out)


class RunRecordings(harness.NodeTest):
    def test_whole_recording_as_csv(self):
        answer = run_fast(DEMO / "machine_temperature.toml")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.lines()[0], "timed,temperature")
        expected = recorded("nab/machine_temperature_system_failure.csv")
        found = [(int(at), float(value)) for at, value in answer.rows()]
        self.assertEqual(len(found), len(expected))
        self.assertEqual(sorted(found), expected)

    def test_json_lines(self):
        answer = run_fast(DEMO / "ambient_temperature.toml", out="json")
        self.assertEqual(answer.code, 0, answer.err)
        expected = recorded("nab/ambient_temperature_system_failure.csv")
        self.assertEqual(len(answer.lines()), len(expected))
        first = json.loads(answer.lines()[0])
        self.assertEqual(list(first), ["timed", "temperature"])
        self.assertEqual(first["timed"], expected[0][0])
        self.assertAlmostEqual(first["temperature"], (expected[0][1] - 32) / 1.8)

    def test_moving_average(self):
        answer = run_fast(DEMO / "machine_temperature.toml",
                          DEMO / "machine_temperature_average.toml")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.lines()[0], "timed,temperature,readings")
        # The hour of the clock change was recorded twice; before it every time came once.
        expected = recorded("nab/machine_temperature_system_failure.csv")[:5000]
        span = 3_600_000
        for index in (0, 5, 12, 100, 4_000):
            at, mean, count = answer.rows()[index]
            self.assertEqual(int(at), expected[index][0])
            window = [v for t, v in expected[:index + 1] if expected[index][0] - t < span]
            closed = [v for t, v in expected[:index + 1] if expected[index][0] - t <= span]
            self.assertIn(int(count), (len(window), len(closed)))
            chosen = window if int(count) == len(window) else closed
            self.assertAlmostEqual(float(mean), sum(chosen) / len(chosen), places=6)

    def test_alarm_finds_the_failures(self):
        answer = run_fast(DEMO / "machine_temperature.toml",
                          DEMO / "machine_temperature_alarm.toml")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.lines()[0], "timed,temperature,mean,deviation")
        self.assertGreater(len(answer.rows()), 10)
        for _, temperature, mean, deviation in answer.rows():
            self.assertGreater(abs(float(temperature) - float(mean)), 3 * float(deviation))

    def test_join_of_speed_and_occupancy(self):
        answer = run_fast(DEMO / "traffic.xml")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.lines()[0], "timed,speed,occupancy")
        speeds = dict(recorded("nab/speed_6005.csv"))
        expected = [(at, speeds[at], value) for at, value in recorded("nab/occupancy_6005.csv")]
        found = [(int(at), float(s), float(o)) for at, s, o in answer.rows()]
        self.assertEqual(found, expected)

    def test_air_quality_by_day(self):
        answer = run_fast(DEMO / "air_quality.toml", DEMO / "air_quality_by_day.toml")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.lines()[0], "timed,co_mean,co_peak,no2_mean,readings")
        self.assertEqual(len(answer.rows()), (9_357 - 1) // 24)  # the recording has every hour
        self.assertEqual({int(row[4]) for row in answer.rows()}, {24})

    def test_air_quality_by_hour(self):
        answer = run_fast(DEMO / "air_quality.toml", DEMO / "air_quality_by_hour.toml")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.lines()[0], "timed,hour,co,no2,readings")
        self.assertEqual({int(row[1]) for row in answer.rows()}, set(range(24)))
        for at, hour, _, _, readings in answer.rows()[24 * 10:]:
            self.assertEqual(int(at) // 3_600_000 % 24, int(hour))
            self.assertEqual(int(readings), 7)

    def test_several_get_a_name_column(self):
        answer = run_fast(DEMO / "ambient_temperature.toml", DEMO / "air_quality.toml", "--only",
                          "ambient_temperature", "--only", "air_quality")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertTrue(answer.lines()[0].startswith("sensor,timed,"), answer.lines()[0])
        names = {line.split(",")[0] for line in answer.lines()}
        self.assertEqual(names, {"sensor", "ambient_temperature", "air_quality"})

    def test_wall_speed_gives_the_same(self):
        start = milliseconds("2024-05-01 00:00:00", "%Y-%m-%d %H:%M:%S")
        self.file("short.csv", "".join(f"{start + n * 1000},{n},{n * n / 4}\n" for n in range(40)))
        sensor = self.file("short.toml", """name = "short"

[output]
number = "int64"
mean = "double"

[source.recording]
plugin = "replay"
window = "5s"
clock = "data"
sql = "select max(number) as number, avg(value) as mean, max(timed) as timed from wrapper"

[source.recording.parameters]
file = "short.csv"
fields = "timed, number, value"
formats = "bigint, bigint, numeric"
speed = 50
""")
        fast = run_fast(sensor)
        wall = plexus("run", sensor, "--clock", "wall", "--until-end", "--out", "csv")
        self.assertEqual((fast.code, wall.code), (0, 0), fast.err + wall.err)
        self.assertEqual(len(fast.rows()), 40)
        self.assertEqual(fast.out, wall.out)

    def test_ends_after_a_span_of_its_own_time(self):
        sensor = self.file("tick.toml", """name = "tick"

[output]
clock = "int64"

[source.tick]
plugin = "system-time"
clock-period = 1000
sql = "select timed as clock, timed from wrapper"
""")
        answer = plexus("run", sensor, "--clock", "fast", "--for", "1h", "--out", "csv")
        self.assertEqual(answer.code, 0, answer.err)
        self.assertIn(len(answer.rows()), range(3_599, 3_602))

    def test_rejected_file(self):
        sensor = self.file("bad.toml", 'name = "bad"\n[output]\nx = "complex"\n')
        answer = plexus("run", sensor, "--clock", "fast")
        self.assertEqual(answer.code, 1)
        self.assertIn("bad.toml:3: error", answer.err)
        self.assertEqual(answer.out, "")

    def test_one_that_cannot_run(self):
        sensor = self.file("lost.toml", """name = "lost"

[output]
x = "double"

[source.one]
plugin = "no-such-driver"
""")
        answer = plexus("run", sensor, "--clock", "fast")
        self.assertEqual(answer.code, 1)
        self.assertIn("lost", answer.err)


if __name__ == "__main__":
    harness.main()
