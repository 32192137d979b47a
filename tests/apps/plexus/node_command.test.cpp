// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/node_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "tests/apps/plexus/fake_node.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus;
using nlohmann::json;
using lines = std::vector<std::string>;

namespace {

json one_virtual_sensor() {
  return {{"name", "room"},
          {"state", "running"},
          {"reason", ""},
          {"file", "room.toml"},
          {"description", "a room"},
          {"counters", {{"published", 12}, {"failed", 0}}},
          {"stored", 12},
          {"unstored", 0},
          {"subscribers", 1},
          {"last_error", ""},
          {"last_error_at", nullptr},
          {"latest", {{"timed", 1}, {"values", {{"t", 21.5}}}}},
          {"schema", json::array({{{"name", "t"}, {"type", "double"}, {"unit", "Cel"}}})},
          {"sources", json::array({{{"alias", "s"},
                                    {"wrapper", "csv"},
                                    {"window", "10"},
                                    {"slide", "1"},
                                    {"query", "select * from wrapper"}}})},
          {"sensors", json::array()}};
}

json node_status() {
  return {{"node", "kitchen"},
          {"uptime_us", 61'500'000},
          {"virtual_sensors", {{"running", 2}, {"waiting", 1}, {"failed", 0}}},
          {"sensors", 3},
          {"requests", 4},
          {"elements_sensed", 99},
          {"counters", {{"published", 12}}},
          {"process", {{"pid", 17}, {"resident_bytes", 2048}, {"cpu_us", 5}}},
          {"storage",
           {{"bytes_on_disk", 4096},
            {"pending_elements", 0},
            {"commits", 6},
            {"commits_failed", 0},
            {"last_error", {{"what", "the disk is full"}}}}}};
}

json one_sensor() {
  return {
      {"name", "room.s"}, {"plugin", "csv"},   {"state", "good"},  {"counters", {{"published", 5}}},
      {"polls", 7},       {"polls_failed", 0}, {"latest", nullptr}};
}

lines answer(const json& command) {
  const std::string verb = command["verb"];
  if (verb == "status")
    return {test::fake_node::ok(command, node_status())};
  if (verb == "sensors")
    return {test::fake_node::ok(command, json::array({one_sensor()}))};
  if (verb == "vs.list")
    return {test::fake_node::ok(command, json::array({one_virtual_sensor()}))};
  if (verb == "vs.show" && command["name"] == "room")
    return {test::fake_node::ok(command, one_virtual_sensor())};
  if (verb == "vs.deploy")
    return {test::fake_node::ok(command, {{"path", "d/room.toml"},
                                          {"virtual_sensor", "room"},
                                          {"errors", json::array()},
                                          {"warnings", json::array({"d/room.toml:1: odd"})}})};
  if (verb == "requests")
    return {test::fake_node::ok(command, json::array({{{"request", 3},
                                                       {"wanted", {{"sql", "select 1"}}},
                                                       {"counters", {{"delivered", 8}}},
                                                       {"queued", 0}}}))};
  if (verb == "reload")
    return {test::fake_node::ok(command, {{"changed", "log.level"}})};
  if (verb == "flush" || verb == "vs.undeploy")
    return {test::fake_node::ok(command, json::object())};
  return {test::fake_node::refusal(command, "unknown-virtual-sensor")};
}

struct spoken {
  int code = 0;
  std::string out;
  std::string err;
  std::vector<json> heard; // commands the node was sent
  bool says(const std::string& part) const { return out.find(part) != std::string::npos; }
};

/// Runs one command against a fresh fake node.
template <class Command>
spoken run(Command command, apps::output_format format = apps::output_format::table) {
  spoken all;
  std::ostringstream out;
  std::ostringstream err;
  {
    const test::fake_node node{[&](const json& received) {
      all.heard.push_back(received);
      return answer(received);
    }};
    all.code = command(apps::node_command_options{node.socket(), format}, out, err);
  } // the node's thread has ended
  all.out = out.str();
  all.err = err.str();
  return all;
}

} // namespace

TEST_CASE("status for people and as JSON", "[node_command]") {
  const auto table = run(apps::show_status);
  CHECK(table.code == apps::exit_ok);
  for (const auto* part : {"node kitchen, pid 17", "2 running, 1 waiting, 0 failed", "99 sensed",
                           "12 published", "4.0 KB on disk", "2.0 KB", "the disk is full"})
    CHECK(table.says(part));
  CHECK(json::parse(run(apps::show_status, apps::output_format::json).out) == node_status());
}

TEST_CASE("lists", "[node_command]") {
  const auto sensors = run(apps::show_sensors);
  CHECK(sensors.says("room.s"));
  CHECK(sensors.says("good"));
  const auto list = run(apps::list_virtual_sensors);
  CHECK(list.says("room"));
  CHECK(list.says("t=21.5"));
  const auto requests = run(apps::list_requests);
  CHECK(requests.says("select 1"));
}

TEST_CASE("one virtual sensor", "[node_command]") {
  const auto shown = run([](const auto& how, auto& out, auto& err) {
    return apps::show_virtual_sensor(how, "room", out, err);
  });
  CHECK(shown.code == apps::exit_ok);
  for (const auto* part : {"room: running", "a room", "Cel", "csv"})
    CHECK(shown.says(part));
  const auto missing = run([](const auto& how, auto& out, auto& err) {
    return apps::show_virtual_sensor(how, "cellar", out, err);
  });
  CHECK(missing.code == apps::exit_failed);
  CHECK(missing.out.empty());
  CHECK(missing.err.find("unknown-virtual-sensor") != std::string::npos);
}

TEST_CASE("a file is deployed by name and text", "[node_command]") {
  const test::scratch_folder place;
  const auto file = place.write("room.toml", "name = \"room\"\n");
  const auto done = run([&](const auto& how, auto& out, auto& err) {
    return apps::deploy_virtual_sensor(how, file, out, err);
  });
  CHECK(done.code == apps::exit_ok);
  CHECK(done.says("deployed room in d/room.toml"));
  CHECK(done.err.find("d/room.toml:1: odd") != std::string::npos);
  REQUIRE(done.heard.size() == 1);
  CHECK(done.heard[0]["file"] == "room.toml");
  CHECK(done.heard[0]["text"] == "name = \"room\"\n");
  const auto missing = run([&](const auto& how, auto& out, auto& err) {
    return apps::deploy_virtual_sensor(how, place.path() / "missing.toml", out, err);
  });
  CHECK(missing.code == apps::exit_failed);
}

TEST_CASE("undeploy, reload and flush", "[node_command]") {
  const auto done = run([](const auto& how, auto& out, auto& err) {
    return apps::undeploy_virtual_sensor(how, "room", out, err);
  });
  CHECK(done.code == apps::exit_ok);
  REQUIRE(done.heard.size() == 1);
  CHECK(done.heard[0]["verb"] == "vs.undeploy");
  CHECK(done.heard[0]["name"] == "room");
  CHECK(run(apps::reload_node).says("log.level"));
  CHECK(run(apps::flush_node).code == apps::exit_ok);
}

TEST_CASE("an answer of another shape is no crash", "[node_command]") {
  const test::fake_node node{[](const json& command) {
    return lines{test::fake_node::ok(command, {{"node", 1}})};
  }};
  std::ostringstream out;
  std::ostringstream err;
  const apps::node_command_options how{node.socket(), apps::output_format::table};
  CHECK(apps::show_status(how, out, err) == apps::exit_failed);
  CHECK_FALSE(err.str().empty());
}

TEST_CASE("without a node every command says so", "[node_command]") {
  const test::scratch_folder place;
  std::ostringstream out;
  std::ostringstream err;
  const apps::node_command_options how{place.path() / "none.sock", apps::output_format::table};
  CHECK(apps::show_status(how, out, err) == apps::exit_unreachable);
  CHECK(apps::list_requests(how, out, err) == apps::exit_unreachable);
  CHECK(out.str().empty());
}
