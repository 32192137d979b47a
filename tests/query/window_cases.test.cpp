// SPDX-License-Identifier: Apache-2.0
// Runs window_cases.txt: virtual sensors with one source `s` on a stepped clock. A case is
//
//   case: what it shows
//   window: 2                  (elements, or a span of time: 3s)
//   slide: 2s                  (optional; default 1)
//   clock: data                (optional; default wall, the node's)
//   sampling: 0.5              (optional)
//   rate: 1s                   (optional, of the stream)
//   count: 2                   (optional, of the stream)
//   source: select ...         (optional; default everything)
//   stream: select ...         (optional; default select v from s)
//   1000 => 1000 0             (after 1000 ms an element comes; field v of the rows that go out)
//   1000 @ -500 =>             (one whose stamp is another: 500 ms before the start)
//   tick 1500 => 1000          (after 1500 ms no element comes; the timer is looked at)
//
// The field v of an element is its stamp, in milliseconds since the start.
#include "runtime/base/duration.hpp"
#include "tests/runtime/query/pipeline_fixture.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>
#include <stdexcept>

using namespace plexus;

namespace {

struct window_step {
  std::string line;
  std::int64_t at = 0;
  std::optional<std::int64_t> stamp; // none: a tick
  std::string expected;
};

struct window_case {
  std::string name;
  model::source source;
  model::stream stream;
  std::vector<window_step> steps;
};

model::extent extent_of(const std::string& text) {
  if (text.find_first_not_of("0123456789") == std::string::npos)
    return model::element_count{std::stoull(text)};
  return model::time_span{parse_duration(text).value()};
}

window_step step_of(const std::string& line) {
  window_step step{line, 0, std::nullopt, {}};
  const auto arrow = line.find("=>");
  if (arrow == std::string::npos)
    throw std::runtime_error("not understood: " + line);
  std::istringstream in{line.substr(0, arrow)};
  std::string word;
  in >> word;
  const bool tick = word == "tick";
  if (tick)
    in >> word;
  step.at = std::stoll(word);
  if (!tick)
    step.stamp = step.at;
  if (in >> word) { // "@"
    in >> word;
    step.stamp = std::stoll(word);
  }
  const auto values = line.find_first_not_of(' ', arrow + 2);
  step.expected = values == std::string::npos ? std::string{} : line.substr(values);
  return step;
}

void take(window_case& into, const std::string& key, const std::string& value) {
  if (key == "window")
    into.source.window.size = extent_of(value);
  else if (key == "slide")
    into.source.window.slide = extent_of(value);
  else if (key == "clock" && value == "data")
    into.source.window.domain = model::time_domain::data;
  else if (key == "sampling")
    into.source.sampling_rate = std::stod(value);
  else if (key == "rate")
    into.stream.rate = parse_duration(value).value();
  else if (key == "count")
    into.stream.count = std::stoull(value);
  else if (key == "source")
    into.source.query = value;
  else if (key == "stream")
    into.stream.query = value;
  else
    throw std::runtime_error("no such line: " + key);
}

std::vector<window_case> all_window_cases() {
  std::ifstream in{PLEXUS_SOURCE_DIR "/tests/query/window_cases.txt"};
  std::vector<window_case> cases;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#')
      continue;
    const auto colon = line.find(": ");
    if (colon == std::string::npos || line.find("=>") < colon) {
      cases.back().steps.push_back(step_of(line));
    } else if (line.starts_with("case")) {
      cases.push_back({line.substr(colon + 2), test::source_of("s"), {}, {}});
      cases.back().stream.query = "select v from s";
    } else {
      take(cases.back(), line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return cases;
}

std::string values_of(const model::batch_ptr& rows) {
  std::string text;
  for (std::size_t row = 0; rows && row < rows->rows(); ++row)
    text += (row == 0 ? "" : " ") +
            (rows->is_null(0, row) ? "null" : model::to_text(rows->get(0, row)));
  return text;
}

// GSN's vectors are of what a stream puts out, before stamps that are there already drop out.
void run(const window_case& wanted) {
  auto described = test::sensor_of({wanted.source}, wanted.stream.query, {test::field_of("v")});
  described.unique_timestamps = false;
  described.streams[0].rate = wanted.stream.rate;
  described.streams[0].count = wanted.stream.count;
  test::pipeline_fixture sensor;
  sensor.start(described);
  const auto begin = sensor.time.now();
  const auto begin_milliseconds = to_microseconds(begin) / 1'000;
  for (const auto& step : wanted.steps) {
    INFO(step.line);
    sensor.time.advance_to(begin + milliseconds{step.at});
    const auto timed = sensor.tested->on_time();
    const auto put =
        step.stamp
            ? sensor.put({{begin_milliseconds + *step.stamp, static_cast<double>(*step.stamp)}})
            : model::batch_ptr{};
    CHECK((step.stamp ? values_of(timed) : std::string{}).empty()); // ticks are written down
    CHECK(values_of(step.stamp ? put : timed) == step.expected);
  }
  CHECK(sensor.tested->counters().failed == 0);
}

} // namespace

TEST_CASE("every window case puts out what it says") {
  const auto cases = all_window_cases();
  REQUIRE(cases.size() >= 25);
  for (const auto& each : cases) {
    INFO(each.name);
    REQUIRE_FALSE(each.steps.empty());
    run(each);
  }
}
