// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/deployment_actor.hpp"

#include "tests/support/sensing_fixture.hpp"

using namespace plexus;
using namespace plexus::messages;
using run_state = messages::deployment_state;

namespace {

class deployment_fixture : public test::sensing_fixture {
public:
  std::string averaging(const std::string& name, const std::string& from, const std::string& sql) {
    return "name = \"" + name +
           "\"\n[output]\nvalue = \"double\"\n[source.s]\nplugin = \"local\"\nname = \"" + from +
           "\"\nwindow = 3\nsql = \"" + sql + "\"\n";
  }
};

} // namespace

TEST_CASE_METHOD(deployment_fixture, "what a plugin reads is stored", "[deployment_actor]") {
  auto device = scripts.add("room_device");
  device->then({{1, 20.5}}).then({{2, 21.5}, {3, 22.5}});
  REQUIRE_FALSE(deploy(passing("room")));
  run();
  CHECK(stored("room") == list{20.5});
  advance(seconds{1});
  CHECK(stored("room") == list{20.5, 21.5, 22.5});
  const auto about = report("room");
  CHECK(about.state == run_state::running);
  CHECK(about.sensor.counters.received == 3);
  CHECK(about.sensor.counters.published == 3);
  CHECK(about.sensor.stored == 3);
  REQUIRE(about.sources.size() == 1);
  CHECK(about.sources[0].descriptor.name == "room.s");
  CHECK(about.sources[0].health.state == model::health_state::good);
  CHECK(about.sources[0].health.polls == 2);
}

TEST_CASE("a file's own word on compatibility wins over the node's", "[deployment_actor]") {
  actors::deployment_settings strict_node;
  strict_node.world.compat = model::compatibility::strict;
  test::sensing_fixture node{strict_node};
  node.scripts.add("a_device");
  node.scripts.add("b_device");
  REQUIRE_FALSE(node.deploy(node.passing("a")));
  REQUIRE_FALSE(node.deploy(node.passing("b", "compat = \"intended\"\n")));
  CHECK(node.report("a").descriptor.compat == model::compatibility::strict);
  CHECK(node.report("b").descriptor.compat == model::compatibility::intended);
}

TEST_CASE_METHOD(deployment_fixture, "parameters that the plugin does not know are warned about",
                 "[deployment_actor]") {
  scripts.add("room_device", false);
  REQUIRE_FALSE(deploy(passing("room") + "perriod = 5\n"));
  const auto about = report("room");
  CHECK(about.state == run_state::running);
  REQUIRE(about.warnings.size() == 1);
  CHECK(about.warnings[0].find("perriod") != std::string::npos);
  REQUIRE_FALSE(deploy(passing("room")));
  CHECK(report("room").warnings.empty());
}

TEST_CASE_METHOD(deployment_fixture, "a refusal tells its code once", "[deployment_actor]") {
  scripts.add("room_device");
  const auto refused = deploy(passing("room") + "sql = \"select absent from wrapper\"\n");
  REQUIRE(refused);
  CHECK(refused->code == errc::sql_unknown_column);
  CHECK(refused->what.find("(sql-unknown-column)") == std::string::npos);
  scripts.add("bad_device")->configured = fail(errc::plugin_configuration, "as written");
  const auto unconfigured = deploy(passing("bad"));
  REQUIRE(unconfigured);
  CHECK(unconfigured->what.find("(plugin-configuration)") == std::string::npos);
}

TEST_CASE_METHOD(deployment_fixture, "a follower waits for its source", "[deployment_actor]") {
  REQUIRE_FALSE(deploy(averaging("mean", "room",
                                 "select avg(value) as value, max(timed) as timed "
                                 "from wrapper")));
  CHECK(report("mean").state == run_state::waiting);
  auto device = scripts.add("room_device");
  device->then({{1, 1}, {2, 2}, {3, 6}, {4, 10}});
  REQUIRE_FALSE(deploy(passing("room")));
  run();
  CHECK(report("mean").state == run_state::running);
  // Until the window has its three rows the average is null (shown as 0), as in GSN.
  CHECK(stored("mean") == list{0, 0, 3, 6});
}

TEST_CASE_METHOD(deployment_fixture, "followers stop and start with their source",
                 "[deployment_actor]") {
  scripts.add("room_device");
  REQUIRE_FALSE(deploy(passing("room")));
  REQUIRE_FALSE(deploy(averaging("mean", "room", "select value, timed from wrapper")));
  CHECK(report("mean").state == run_state::running);
  auto gone = ask<outcome>(deployment, undeploy{"room"});
  REQUIRE(gone);
  CHECK_FALSE(gone->failure);
  CHECK(report("mean").state == run_state::waiting);
  REQUIRE_FALSE(deploy(passing("room")));
  CHECK(report("mean").state == run_state::running);
}

TEST_CASE_METHOD(deployment_fixture, "new SQL keeps the window's contents", "[deployment_actor]") {
  auto device = scripts.add("room_device");
  REQUIRE_FALSE(deploy(passing("room")));
  REQUIRE_FALSE(deploy(averaging("mean", "room",
                                 "select avg(value) as value, max(timed) as timed "
                                 "from wrapper")));
  device->then({{1, 3}, {2, 6}, {3, 9}});
  advance(seconds{1});
  CHECK(stored("mean").back() == 6);
  device->then({{4, 12}});
  REQUIRE_FALSE(deploy(averaging("mean", "room",
                                 "select max(value) + min(value) as value, "
                                 "max(timed) as timed from wrapper")));
  advance(seconds{1});
  // min(value) is 6 only if the rows from before the change are still there.
  REQUIRE_FALSE(stored("mean").empty());
  CHECK(stored("mean").back() == 18);
}

TEST_CASE_METHOD(deployment_fixture, "a circle is refused and can be broken",
                 "[deployment_actor]") {
  REQUIRE_FALSE(deploy(averaging("a", "b", "select * from wrapper")));
  const auto refused = deploy(averaging("b", "a", "select * from wrapper"));
  REQUIRE(refused);
  CHECK(refused->code == errc::dependency_cycle);
  CHECK(report("a").state == run_state::failed);
  scripts.add("b_device");
  REQUIRE_FALSE(deploy(passing("b")));
  CHECK(report("a").state == run_state::running);
}

TEST_CASE_METHOD(deployment_fixture, "what cannot start says why", "[deployment_actor]") {
  const auto unknown = deploy(passing("ghost"));
  REQUIRE(unknown);
  CHECK(unknown->code == errc::unknown_plugin);
  scripts.add("room_device");
  const auto bad_sql = deploy(passing("room", "[stream]\nsql = \"select nothing_known from s\""));
  REQUIRE(bad_sql);
  CHECK(bad_sql->code == errc::sql_unknown_column);
  const auto missing = ask<outcome>(deployment, undeploy{"nobody"});
  REQUIRE(missing);
  REQUIRE(missing->failure);
  CHECK(missing->failure->code == errc::unknown_virtual_sensor);
}

TEST_CASE_METHOD(deployment_fixture, "a device that is not there yet is tried again",
                 "[deployment_actor]") {
  auto device = scripts.add("room_device");
  device->configured = fail(errc::device_unavailable, "not plugged in");
  REQUIRE_FALSE(deploy(passing("room")));
  CHECK(report("room").state == run_state::waiting);
  device->configured = {};
  device->then({{1, 5}});
  advance(seconds{4});
  CHECK(report("room").state == run_state::running);
  CHECK(stored("room") == list{5});
}

TEST_CASE_METHOD(deployment_fixture, "publishers are found by name", "[deployment_actor]") {
  scripts.add("room_device");
  REQUIRE_FALSE(deploy(passing("room")));
  const auto virtual_sensor = ask<found_publisher>(deployment, find_publisher{"ROOM"});
  REQUIRE(virtual_sensor);
  CHECK(virtual_sensor->stored);
  const auto sensor = ask<found_publisher>(deployment, find_publisher{"room.s"});
  REQUIRE(sensor);
  CHECK_FALSE(sensor->failure);
  CHECK_FALSE(sensor->stored);
  const auto nobody = ask<found_publisher>(deployment, find_publisher{"room.t"});
  REQUIRE(nobody);
  REQUIRE(nobody->failure);
  CHECK(nobody->failure->code == errc::unknown_sensor);
  const auto nowhere = ask<found_publisher>(deployment, find_publisher{"attic.t"});
  REQUIRE(nowhere);
  REQUIRE(nowhere->failure);
  CHECK(nowhere->failure->code == errc::unknown_virtual_sensor);
}

TEST_CASE_METHOD(deployment_fixture, "stopping computes and stores what was read",
                 "[deployment_actor]") {
  auto device = scripts.add("room_device");
  device->then({{1, 1}, {2, 2}});
  REQUIRE_FALSE(deploy(passing("room")));
  REQUIRE(ask<ok_atom>(deployment, stop_v));
  CHECK(stored("room") == list{1, 2});
  const auto late = ask<outcome>(deployment, messages::deploy{});
  REQUIRE(late);
  CHECK(late->failure->code == errc::actor_stopped);
}

TEST_CASE_METHOD(deployment_fixture, "new limits hold for what runs and for what comes",
                 "[deployment_actor]") {
  const std::string every = "select value, timed from wrapper";
  auto device = scripts.add("room_device");
  REQUIRE_FALSE(deploy(passing("room")));
  REQUIRE_FALSE(deploy(averaging("running", "room", every)));
  run();
  query_limits limits;
  limits.limits.rows_max = 2; // windows of three give three rows
  tell(deployment, limits);
  REQUIRE_FALSE(deploy(averaging("coming", "room", every)));
  device->then({{1, 1}, {2, 2}, {3, 3}});
  advance(seconds{1});
  CHECK(report("running").sensor.counters.failed > 0);
  CHECK(report("coming").sensor.counters.failed > 0);
  CHECK(report("room").sensor.counters.failed == 0);
}
