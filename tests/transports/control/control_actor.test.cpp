// SPDX-License-Identifier: Apache-2.0
#include "transports/control/control_actor.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/field_of.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

using namespace plexus;
using namespace plexus::messages;
using nlohmann::json;

namespace {

/// What the fakes answer with and what they were told.
struct fake_world {
  deployment_list deployed;
  storage_report stored;
  std::optional<error> flush_failure;
  deploy_file_answer on_deploy;
  outcome on_undeploy;
  opened_request on_open{7, {}};
  std::optional<open_request> opened;
  std::vector<deploy_file> files;
  std::vector<std::string> undeployed;
  std::vector<request_id> closed;
  std::vector<pull_request> pulled;
  std::vector<std::uint64_t> taken;
  request_list open;
};

deployment_actor::behavior_type fake_deployment(deployment_actor::pointer, fake_world* world) {
  return {
      [](const deploy&) { return outcome{}; },
      [](const undeploy&) { return outcome{}; },
      [world](list_atom) { return world->deployed; },
      [](const find_publisher&) { return found_publisher{}; },
      [](const query_limits&) {},
      [](stop_atom) { return ok_v; },
  };
}

storage_actor::behavior_type fake_storage(storage_actor::pointer, fake_world* world) {
  return {
      [world](flush_atom) { return outcome{world->flush_failure}; },
      [world](describe_atom) { return world->stored; },
      [](const commit_done&) {},
      [](stop_atom) { return ok_v; },
  };
}

folder_actor::behavior_type fake_folder(folder_actor::pointer, fake_world* world) {
  return {
      [](list_atom) { return file_list{}; },
      [world](const deploy_file& wanted) {
        world->files.push_back(wanted);
        return world->on_deploy;
      },
      [world](const undeploy_file& wanted) {
        world->undeployed.push_back(wanted.virtual_sensor);
        return world->on_undeploy;
      },
      [](flush_atom) { return ok_v; },
      [](const rescan_every&) {},
      [](stop_atom) { return ok_v; },
  };
}

request_manager_actor::behavior_type fake_requests(request_manager_actor::pointer,
                                                   fake_world* world) {
  return {
      [world](const open_request& wanted) {
        world->opened = wanted;
        return world->on_open;
      },
      [world](const request_taken& portion) { world->taken.push_back(portion.number); },
      [world](const pull_request& wanted) { world->pulled.push_back(wanted); },
      [world](const close_request& wanted) {
        world->closed.push_back(wanted.request);
        return outcome{};
      },
      [world](list_atom) { return world->open; },
      [](const request_limits&) {},
      [](stop_atom) { return ok_v; },
  };
}

class control_fixture : public test::actor_fixture {
public:
  control_fixture() {
    control::control_settings settings;
    settings.send = [this](std::uint64_t to, std::string line, std::function<void()> on_written) {
      sent[to].push_back(json::parse(line));
      if (on_written)
        unwritten.push_back(std::move(on_written));
    };
    settings.node_name = "kitchen";
    settings.deployment = spawn(fake_deployment, &world);
    settings.requests = spawn(fake_requests, &world);
    settings.storage = spawn(fake_storage, &world);
    settings.folder = spawn(fake_folder, &world);
    settings.reload = [this] { return on_reload; };
    settings.time = &time;
    settings.log = log;
    actor = spawn(control::control, std::move(settings));
    run();
  }

  /// Sends a command and returns the answer to it.
  json command(json document, std::uint64_t from = 1) {
    document["id"] = ++last_id;
    line(document.dump(), from);
    REQUIRE_FALSE(sent[from].empty());
    auto answer = sent[from].back();
    CHECK(answer["id"] == last_id);
    return answer;
  }
  void line(std::string text, std::uint64_t from = 1) {
    tell(actor, control_line{from, std::move(text)});
    run();
  }
  static std::string code(const json& answer) {
    CHECK(answer["ok"] == false);
    return answer["error"]["code"];
  }
  std::uint64_t open(std::uint64_t from = 1) {
    const auto answer = command({{"verb", "query"}, {"request", {{"source", "room"}}}}, from);
    REQUIRE(answer["ok"] == true);
    return answer["result"]["request"];
  }
  void deliver_rows(request_id request, std::uint64_t number, const model::batch_ptr& rows) {
    request_data portion;
    portion.request = request;
    portion.number = number;
    portion.rows = rows;
    tell(actor, portion);
    run();
  }
  static deployment_report deployed(const std::string& name, deployment_state state) {
    deployment_report report;
    report.descriptor.name = name;
    report.state = state;
    return report;
  }

  fake_world world;
  result<std::string> on_reload = std::string{"nothing changed"};
  std::map<std::uint64_t, std::vector<json>> sent; // by connection
  std::vector<std::function<void()>> unwritten;
  std::int64_t last_id = 0;
  control_actor actor;
};

model::batch_ptr rows(const std::string& field, std::int64_t number) {
  model::batch_builder builder{
      *model::schema::make({test::field_of(field, model::value_type::int64)})};
  builder.begin_row(from_microseconds(1'000));
  builder.set_integer(0, number);
  return builder.finish();
}

} // namespace

TEST_CASE_METHOD(control_fixture, "what is no command is refused", "[control_actor]") {
  for (const auto* text : {"nonsense", "{\"verb\":", "\xff\xfe"}) {
    line(text);
    CHECK(code(sent[1].back()) == "malformed-json");
  }
  for (const auto* text : {"[1]", "{}", "{\"verb\":1}", "{\"verb\":\"dance\"}", "7"}) {
    line(text);
    CHECK(code(sent[1].back()) == "bad-command");
  }
  CHECK(sent[1].size() == 8);
}

TEST_CASE_METHOD(control_fixture, "members of the wrong kind are refused", "[control_actor]") {
  CHECK(code(command({{"verb", "vs.show"}})) == "bad-command");
  CHECK(code(command({{"verb", "vs.show"}, {"name", 7}})) == "bad-command");
  CHECK(code(command({{"verb", "vs.deploy"}, {"file", "a.toml"}})) == "bad-command");
  CHECK(code(command({{"verb", "vs.undeploy"}})) == "bad-command");
  CHECK(code(command({{"verb", "query"}})) == "bad-command");
  CHECK(code(command({{"verb", "close"}, {"request", "one"}})) == "bad-command");
  CHECK(command({{"verb", "query"}, {"request", 3}})["ok"] == false);
}

TEST_CASE_METHOD(control_fixture, "status sums up", "[control_actor]") {
  auto running = deployed("a", deployment_state::running);
  running.sensor.counters.published = 5;
  sensor_report sensor;
  sensor.health.counters.published = 9;
  running.sources.push_back(sensor);
  world.deployed.entries = {running, deployed("b", deployment_state::waiting)};
  storage::stream_info stream;
  stream.name = "a";
  stream.durable = 5;
  world.stored.streams.push_back(stream);
  advance(seconds{3});
  const auto status = command({{"verb", "status"}})["result"];
  CHECK(status["node"] == "kitchen");
  CHECK(status["uptime_us"] == 3'000'000);
  CHECK(status["virtual_sensors"] == json{{"running", 1}, {"waiting", 1}, {"failed", 0}});
  CHECK(status["sensors"] == 1);
  CHECK(status["elements_sensed"] == 9);
  CHECK(status["counters"]["published"] == 5);
  CHECK(status["storage"]["streams"][0]["durable"] == 5);
  CHECK(status["requests"] == 0);
  CHECK(status["answered"] == json{{"commands", 0}, {"requests", 0}, {"elements", 0}});
  CHECK(command({{"verb", "status"}})["result"]["answered"]["commands"] == 1);
  CHECK(status["process"].contains("resident_bytes"));
}

TEST_CASE_METHOD(control_fixture, "sensors, list and show", "[control_actor]") {
  auto one = deployed("a", deployment_state::running);
  sensor_report sensor;
  sensor.descriptor.name = "a.s";
  one.sources = {sensor, sensor};
  world.deployed.entries = {one, deployed("b", deployment_state::failed)};
  CHECK(command({{"verb", "sensors"}})["result"].size() == 2);
  const auto list = command({{"verb", "vs.list"}})["result"];
  REQUIRE(list.size() == 2);
  CHECK(list[1]["state"] == "failed");
  CHECK(command({{"verb", "vs.show"}, {"name", "A"}})["result"]["sensors"].size() == 2);
  CHECK(code(command({{"verb", "vs.show"}, {"name", "c"}})) == "unknown-virtual-sensor");
}

TEST_CASE_METHOD(control_fixture, "files are deployed and removed", "[control_actor]") {
  world.on_deploy.report.virtual_sensor = "a";
  const json deploy{{"verb", "vs.deploy"}, {"file", "a.toml"}, {"text", "name = \"a\""}};
  CHECK(command(deploy)["result"]["virtual_sensor"] == "a");
  REQUIRE(world.files.size() == 1);
  CHECK(world.files[0].file_name == "a.toml");
  CHECK(world.files[0].text == "name = \"a\"");
  world.on_deploy.failure = fail(errc::invalid_setting, "bad");
  CHECK(code(command(deploy)) == "invalid-setting");
  CHECK(command({{"verb", "vs.undeploy"}, {"name", "a"}})["ok"] == true);
  CHECK(world.undeployed == std::vector<std::string>{"a"});
  world.on_undeploy.failure = fail(errc::unknown_virtual_sensor, "none");
  CHECK(code(command({{"verb", "vs.undeploy"}, {"name", "a"}})) == "unknown-virtual-sensor");
}

TEST_CASE_METHOD(control_fixture, "flush and reload tell what failed", "[control_actor]") {
  CHECK(command({{"verb", "flush"}})["ok"] == true);
  world.flush_failure = fail(errc::storage_full, "full");
  CHECK(code(command({{"verb", "flush"}})) == "storage-full");
  CHECK(command({{"verb", "reload"}})["result"]["changed"] == "nothing changed");
  on_reload = fail(errc::invalid_setting, "bad");
  CHECK(code(command({{"verb", "reload"}})) == "invalid-setting");
}

TEST_CASE_METHOD(control_fixture, "rows follow an opened request", "[control_actor]") {
  const auto request = open();
  REQUIRE(world.opened);
  CHECK(world.opened->wanted.source == "room");
  const auto id = last_id;
  deliver_rows(request, 1, rows("n", 41));
  auto portion = sent[1].back();
  CHECK(portion["id"] == id);
  CHECK(portion["request"] == request);
  CHECK(portion["schema"].size() == 1);
  CHECK(portion["rows"].size() == 1);
  deliver_rows(request, 2, rows("n", 42));
  CHECK_FALSE(sent[1].back().contains("schema")); // the client knows it
  deliver_rows(request, 3, rows("m", 43));
  CHECK(sent[1].back()["schema"][0]["name"] == "m");
  // Taken is what was written, not what was queued.
  CHECK(world.taken.empty());
  REQUIRE(unwritten.size() == 3);
  unwritten[0]();
  run();
  CHECK(world.taken == std::vector<std::uint64_t>{1});
  const auto answered = command({{"verb", "status"}})["result"]["answered"];
  CHECK(answered["requests"] == 1);
  CHECK(answered["elements"] == 3);
}

TEST_CASE_METHOD(control_fixture, "a result without rows has its fields", "[control_actor]") {
  request_data last;
  last.request = open();
  last.rows = model::batch_builder{rows("n", 1)->layout_ptr()}.finish();
  last.ended = true;
  tell(actor, last);
  run();
  CHECK(sent[1].back()["schema"][0]["name"] == "n");
  CHECK(sent[1].back()["rows"] == json::array());
  CHECK(sent[1].back()["ended"] == true);
}

TEST_CASE_METHOD(control_fixture, "a request of a connection that left meanwhile is closed",
                 "[control_actor]") {
  tell(actor, control_line{1, R"({"verb":"query","request":{"source":"room"}})"});
  tell(actor, control_closed{1}); // before the REQUEST MANAGER answered
  run();
  CHECK(world.closed == std::vector<request_id>{7});
  CHECK(command({{"verb", "status"}}, 2)["result"]["requests"] == 0);
}

TEST_CASE_METHOD(control_fixture, "a request that ends says why and how much", "[control_actor]") {
  const auto request = open();
  CHECK(command({{"verb", "status"}})["result"]["requests"] == 1);
  request_data last;
  last.request = request;
  last.ended = true;
  last.failure = fail(errc::sql_deadline, "slow");
  last.counters.delivered = 3;
  tell(actor, last);
  run();
  const auto& document = sent[1].back();
  CHECK(document["ended"] == true);
  CHECK(document["error"]["code"] == "sql-deadline");
  CHECK(document["counters"]["delivered"] == 3);
  CHECK(command({{"verb", "status"}})["result"]["requests"] == 0);
}

TEST_CASE_METHOD(control_fixture, "a refused request is not open", "[control_actor]") {
  world.on_open = {0, fail(errc::sql_refused, "no")};
  CHECK(code(command({{"verb", "query"}, {"request", {{"sql", "drop it"}}}})) == "sql-refused");
  CHECK(command({{"verb", "status"}})["result"]["requests"] == 0);
}

TEST_CASE_METHOD(control_fixture, "only the own connection closes a request", "[control_actor]") {
  const auto request = open(1);
  CHECK(code(command({{"verb", "close"}, {"request", request}}, 2)) == "unknown-request");
  CHECK(world.closed.empty());
  CHECK(command({{"verb", "close"}, {"request", request}}, 1)["ok"] == true);
  CHECK(world.closed == std::vector<request_id>{request});
}

TEST_CASE_METHOD(control_fixture, "portions are pulled, by the own connection", "[control_actor]") {
  command({{"verb", "query"}, {"request", {{"source", "room"}, {"mode", "pull"}}}});
  CHECK(command({{"verb", "pull"}, {"request", 7}, {"rows", 20}})["ok"] == true);
  CHECK(command({{"verb", "pull"}, {"request", 7}})["ok"] == true);
  REQUIRE(world.pulled.size() == 2);
  CHECK(world.pulled[0].request == 7);
  CHECK(world.pulled[0].rows_max == 20);
  CHECK(world.pulled[1].rows_max == 256);
  for (const auto& rows : {json(0), json(65'537), json(-1), json("all")})
    CHECK(code(command({{"verb", "pull"}, {"request", 7}, {"rows", rows}})) == "bad-command");
  CHECK(code(command({{"verb", "pull"}, {"request", 8}})) == "unknown-request");
  line(R"({"verb": "pull", "request": 7})", 2);
  CHECK(code(sent[2].back()) == "unknown-request");
  CHECK(world.pulled.size() == 2);
}

TEST_CASE_METHOD(control_fixture, "a connection's end closes its requests", "[control_actor]") {
  world.on_open = {7, {}};
  open(1);
  world.on_open = {8, {}};
  open(2);
  tell(actor, control_closed{1});
  run();
  CHECK(world.closed == std::vector<request_id>{7});
  const auto before = sent[1].size();
  deliver_rows(7, 1, rows("n", 1)); // was on the way
  CHECK(sent[1].size() == before);
  CHECK(world.closed == std::vector<request_id>{7, 7});
  deliver_rows(8, 1, rows("n", 1));
  CHECK(sent[2].back().contains("rows"));
}

TEST_CASE_METHOD(control_fixture, "requests are listed", "[control_actor]") {
  request_report report;
  report.request = 3;
  report.wanted.source = "room";
  world.open.entries.push_back(report);
  const auto list = command({{"verb", "requests"}})["result"];
  REQUIRE(list.size() == 1);
  CHECK(list[0]["request"] == 3);
}

TEST_CASE_METHOD(control_fixture, "an actor that is gone is an answer, too", "[control_actor]") {
  // A node in which DEPLOYMENT does not answer any more.
  control::control_settings settings;
  settings.send = [this](std::uint64_t to, std::string line, const std::function<void()>&) {
    sent[to].push_back(json::parse(line));
  };
  settings.deployment = spawn(fake_deployment, &world);
  settings.time = &time;
  settings.log = log;
  auto gone = settings.deployment;
  actor = spawn(control::control, std::move(settings));
  stop(gone);
  line(R"({"verb":"vs.list","id":1})", 9);
  advance(seconds{10});
  REQUIRE(sent[9].size() == 1);
  CHECK(sent[9][0]["ok"] == false);
}
