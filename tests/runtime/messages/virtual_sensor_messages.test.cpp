// SPDX-License-Identifier: Apache-2.0
#include "runtime/messages/virtual_sensor_messages.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::messages;

// The names are in the answers of the control socket.
TEST_CASE("a state of a deployment has the name that programs read") {
  CHECK(name_of(deployment_state::waiting) == "waiting");
  CHECK(name_of(deployment_state::running) == "running");
  CHECK(name_of(deployment_state::failed) == "failed");
  CHECK(name_of(static_cast<deployment_state>(200)) == "unknown");
}

TEST_CASE("nothing is deployed, found or stored unless somebody says so") {
  const deployment_report report;
  CHECK(report.state == deployment_state::waiting);
  REQUIRE(report.sensor.layout);
  CHECK(report.sensor.layout->size() == 0);
  CHECK(report.sensor.stored == 0);
  const found_publisher none;
  CHECK_FALSE(none.stored);
  CHECK_FALSE(none.from);
  CHECK_FALSE(none.failure);
}
