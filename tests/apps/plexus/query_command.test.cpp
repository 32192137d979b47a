// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/query_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "tests/apps/plexus/fake_node.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus;
using nlohmann::json;
using lines = std::vector<std::string>;

namespace {

const json one_field = json::array({{{"name", "n"}, {"type", "int64"}}});

json portion(std::int64_t n) {
  return {{"id", 1},
          {"request", 5},
          {"schema", one_field},
          {"rows", json::array({json::array({n * 1'000, n})})}};
}

struct asked {
  int code = 0;
  std::string out;
  std::string err;
};

/// With `interrupts`, as soon as something was printed.
asked query(const std::filesystem::path& socket, bool interrupts = false) {
  apps::query_options how;
  how.socket = socket;
  how.wanted.source = "room";
  how.out = apps::output_format::csv;
  const manual_clock time;
  std::ostringstream out;
  std::ostringstream err;
  const auto interrupted = [&] { return interrupts && !out.str().empty(); };
  const auto code = apps::run_query(how, time, interrupted, out, err);
  return {code, out.str(), err.str()};
}

} // namespace

TEST_CASE("rows are printed until the request ends", "[query_command]") {
  const test::fake_node node{[](const json& command) {
    const json last{{"id", 1}, {"request", 5}, {"ended", true}, {"counters", {{"dropped", 3}}}};
    return lines{test::fake_node::ok(command, {{"request", 5}}), portion(1).dump(),
                 portion(2).dump(), last.dump()};
  }};
  const auto done = query(node.socket());
  CHECK(done.code == apps::exit_ok);
  CHECK(done.out == "timed,n\n1,1\n2,2\n");
  CHECK(done.err.find("3 elements dropped") != std::string::npos);
}

TEST_CASE("a refused query is a failure, and so is one that fails later", "[query_command]") {
  const test::fake_node refusing{
      [](const json& command) { return lines{test::fake_node::refusal(command, "sql-refused")}; }};
  const auto refused = query(refusing.socket());
  CHECK(refused.code == apps::exit_failed);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("sql-refused") != std::string::npos);
  const test::fake_node failing{[](const json& command) {
    const json last{{"id", 1},
                    {"request", 5},
                    {"ended", true},
                    {"error", {{"code", "sql-deadline"}, {"what", "slow"}, {"where", ""}}}};
    return lines{test::fake_node::ok(command, {{"request", 5}}), last.dump()};
  }};
  CHECK(query(failing.socket()).code == apps::exit_failed);
}

TEST_CASE("no node, or one that goes away", "[query_command]") {
  const test::scratch_folder place;
  CHECK(query(place.path() / "none.sock").code == apps::exit_unreachable);
  const test::fake_node node{[](const json& command) {
    return lines{test::fake_node::ok(command, {{"request", 5}}), "hang up"};
  }};
  CHECK(query(node.socket()).code == apps::exit_unreachable);
}

TEST_CASE("a result without rows has its header", "[query_command]") {
  const test::fake_node node{[](const json& command) {
    const json last{
        {"id", 1}, {"request", 5}, {"schema", one_field}, {"rows", json::array()}, {"ended", true}};
    return lines{test::fake_node::ok(command, {{"request", 5}}), last.dump()};
  }};
  const auto done = query(node.socket());
  CHECK(done.code == apps::exit_ok);
  CHECK(done.out == "timed,n\n");
}

TEST_CASE("an interrupt closes the request and waits for its end", "[query_command]") {
  std::vector<json> heard;
  asked done;
  {
    const test::fake_node node{[&](const json& command) {
      heard.push_back(command);
      if (command["verb"] == "query")
        return lines{test::fake_node::ok(command, {{"request", 5}}), portion(1).dump()};
      const json last{{"id", 1}, {"request", 5}, {"ended", true}, {"counters", {{"dropped", 3}}}};
      return lines{test::fake_node::ok(command, json::object()), portion(2).dump(), last.dump()};
    }};
    done = query(node.socket(), true);
  }
  CHECK(done.code == apps::exit_ok);
  CHECK(done.out == "timed,n\n1,1\n2,2\n"); // what was on the way counts
  CHECK(done.err.find("3 elements dropped") != std::string::npos);
  REQUIRE(heard.size() == 2);
  CHECK(heard[1]["verb"] == "close");
  CHECK(heard[1]["request"] == 5);
}

TEST_CASE("a node that does not end a closed request is left", "[query_command]") {
  const test::fake_node node{[](const json& command) {
    if (command["verb"] == "query")
      return lines{test::fake_node::ok(command, {{"request", 5}}), portion(1).dump()};
    return lines{};
  }};
  const auto done = query(node.socket(), true);
  CHECK(done.code == apps::exit_ok);
  CHECK(done.out == "timed,n\n1,1\n");
}
