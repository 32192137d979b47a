// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/top_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "tests/apps/plexus/fake_node.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus;
using nlohmann::json;
using lines = std::vector<std::string>;

namespace {

json node_status(std::uint64_t published) {
  return {{"node", "kitchen"},
          {"uptime_us", 61'500'000},
          {"requests", 4},
          {"counters", {{"received", 2 * published}, {"published", published}}},
          {"process", {{"pid", 17}, {"resident_bytes", 2048}, {"cpu_us", 5 * published}}},
          {"storage", {{"bytes_on_disk", 4096}, {"pending_elements", 3}}}};
}

json virtual_sensors(std::uint64_t published) {
  const auto named = [&](const char* name) -> json {
    return {{"name", name},
            {"state", "running"},
            {"counters", {{"published", published}, {"dropped", 0}, {"failed", 0}}},
            {"latest", nullptr}};
  };
  return json::array({named("attic"), named("cellar"), named("room")});
}

} // namespace

TEST_CASE("rates between two looks", "[top_command]") {
  std::uint64_t published = 0;
  const test::fake_node node{[&](const json& command) {
    if (command["verb"] == "status")
      return lines{test::fake_node::ok(command, node_status(published += 1'000))};
    return lines{test::fake_node::ok(command, virtual_sensors(published))};
  }};
  apps::top_options how;
  how.socket = node.socket();
  how.period = microseconds{0};
  int looks = 0;
  std::ostringstream out;
  std::ostringstream err;
  manual_clock time;
  const auto code = apps::run_top(
      how, time,
      [&](milliseconds) {
        time.advance(seconds{2});
        return ++looks > 1;
      },
      out, err);
  CHECK(code == apps::exit_ok);
  CHECK(err.str().empty());
  const auto page = out.str();
  CHECK(page.find("plexus node kitchen") != std::string::npos);
  CHECK(page.find("500") != std::string::npos); // 1 000 in two seconds
  CHECK(page.find("attic") != std::string::npos);
  CHECK(page.find("cellar") != std::string::npos);
  CHECK(page.find("room") != std::string::npos);
  CHECK(page.find('\x1b') == std::string::npos);
}

TEST_CASE("a page fits the screen", "[top_command]") {
  const test::fake_node node{[](const json& command) {
    return lines{test::fake_node::ok(command, command["verb"] == "status" ? node_status(7)
                                                                          : virtual_sensors(7))};
  }};
  apps::top_options how;
  how.socket = node.socket();
  how.period = microseconds{0};
  how.screen = [] { return apps::terminal_size{30, 6}; };
  std::ostringstream out;
  std::ostringstream err;
  manual_clock time;
  const auto code = apps::run_top(
      how, time, [](milliseconds) { return true; }, out, err);
  CHECK(code == apps::exit_ok);
  std::istringstream page{out.str()};
  lines shown;
  for (std::string line; std::getline(page, line);)
    shown.push_back(line);
  REQUIRE(shown.size() == 6); // five lines, and what clears the rest
  for (const auto& line : shown)
    CHECK(line.size() <= 30 + 6); // and the codes of the terminal
  CHECK(shown[0].starts_with("\x1b[Hplexus node kitchen"));
  CHECK(shown[4].starts_with("... and 3 more"));
  CHECK(shown[5] == "\x1b[J");
}

TEST_CASE("a node of another version is no crash", "[top_command]") {
  const test::fake_node node{
      [](const json& command) { return lines{test::fake_node::ok(command, json::object())}; }};
  apps::top_options how;
  how.socket = node.socket();
  how.screen = [] { return apps::terminal_size{}; };
  std::ostringstream out;
  std::ostringstream err;
  manual_clock time;
  CHECK(apps::run_top(
            how, time, [](milliseconds) { return false; }, out, err) == apps::exit_failed);
  CHECK_FALSE(err.str().empty());
}

TEST_CASE("a node that stops ends it well, a missing one does not", "[top_command]") {
  const test::fake_node node{[](const json& command) {
    if (command["id"] > 2)
      return lines{"hang up"};
    return lines{test::fake_node::ok(command, command["verb"] == "status" ? node_status(0)
                                                                          : virtual_sensors(0))};
  }};
  apps::top_options how;
  how.socket = node.socket();
  how.period = microseconds{0};
  std::ostringstream out;
  std::ostringstream err;
  manual_clock time;
  const auto never = [](milliseconds) { return false; };
  CHECK(apps::run_top(how, time, never, out, err) == apps::exit_ok);
  CHECK_FALSE(err.str().empty());
  const test::scratch_folder place;
  how.socket = place.path() / "none.sock";
  CHECK(apps::run_top(how, time, never, out, err) == apps::exit_unreachable);
}
