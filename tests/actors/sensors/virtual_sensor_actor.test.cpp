// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/virtual_sensor_actor.hpp"

#include "tests/support/sensing_fixture.hpp"

#include <algorithm>

using namespace plexus;

namespace {
using virtual_sensor_fixture = test::sensing_fixture;
}

TEST_CASE_METHOD(virtual_sensor_fixture, "what subscribers see is in history",
                 "[virtual_sensor_actor]") {
  auto device = scripts.add("room_device");
  REQUIRE_FALSE(deploy(passing("room")));
  model::request wanted;
  wanted.source = "room";
  const auto seen = open(wanted);
  device->then({{1, 1}, {2, 2}});
  advance(seconds{1});
  CHECK(seen->values() == list{1, 2});
  CHECK(stored("room") == list{1, 2});
}

TEST_CASE_METHOD(virtual_sensor_fixture, "a timestamp that history has goes to nobody",
                 "[virtual_sensor_actor]") {
  auto device = scripts.add("room_device");
  REQUIRE_FALSE(deploy(passing("room")));
  auto again = scripts.add("other_device");
  again->then({{1, 1}, {2, 2}});
  REQUIRE_FALSE(deploy(passing("other")));
  run();
  REQUIRE(stored("other") == list{1, 2});
  // The same device read from the start after a restart of the virtual sensor.
  REQUIRE(ask<messages::outcome>(deployment, messages::undeploy{"other"}));
  again->then({{1, 1}, {2, 2}, {3, 3}});
  REQUIRE_FALSE(deploy(passing("other")));
  model::request wanted;
  wanted.source = "other";
  wanted.covers = model::coverage::history_then_live;
  const auto seen = open(wanted);
  run();
  CHECK(seen->values() == list{1, 2, 3});
  CHECK(report("other").sensor.counters.dropped == 2);
  CHECK(report("other").sensor.counters.published == 1);
}

TEST_CASE_METHOD(virtual_sensor_fixture, "time slides fire without elements",
                 "[virtual_sensor_actor]") {
  auto device = scripts.add("room_device");
  const auto now = static_cast<double>(to_microseconds(time.now())) / 1e6;
  device->then({{now + 3, 4}, {now + 3.1, 8}});
  REQUIRE_FALSE(deploy("name = \"room\"\n[output]\nvalue = \"double\"\n[source.s]\nplugin = "
                       "\"room_device\"\nwindow = \"4s\"\nslide = \"2s\"\nsql = \"select "
                       "avg(value) as value from wrapper\"\n"));
  advance(seconds{10});
  const auto values = stored("room");
  // Firings before the elements' time show an empty window (null, here 0), later ones both of them.
  CHECK(std::find(values.begin(), values.end(), 6) != values.end());
}

TEST_CASE_METHOD(virtual_sensor_fixture, "an error of a query is told and counted",
                 "[virtual_sensor_actor]") {
  auto device = scripts.add("room_device");
  device->then({{1, 1}});
  REQUIRE_FALSE(deploy("name = \"room\"\n[output]\nvalue = \"int8\"\n[source.s]\nplugin = "
                       "\"room_device\"\nwindow = 1\nsql = \"select value * 1000 as value, timed "
                       "from wrapper\"\n"));
  run();
  const auto about = report("room").sensor;
  CHECK(about.counters.failed == 1);
  CHECK(about.counters.published == 0);
  CHECK_FALSE(about.last_error.empty());
  CHECK(about.last_error_at);
}
