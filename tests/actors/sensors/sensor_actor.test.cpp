// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/sensor_actor.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_plugin.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using messages::poll_report;
using messages::sensor_report;
using model::health_state;

namespace {

class sensor_fixture : public test::actor_fixture {
public:
  sensor_fixture() {
    model::sensor_descriptor about;
    about.name = "room.s";
    about.plugin = "csv";
    actor = spawn(actors::sensor, actors::sensor_settings{about, &time});
  }
  sensor_report after(const poll_report& report) {
    tell(actor, report);
    auto answer = ask<sensor_report>(actor, messages::describe_v);
    REQUIRE(answer);
    return *answer;
  }
  static poll_report read(double at, double value) {
    poll_report report;
    report.elements = 1;
    report.latest = model::stream_element{
        test::script::rows(*model::schema::make({test::field_of("value")}), {{at, value}}), 0};
    return report;
  }
  static poll_report failed(const std::string& why) {
    poll_report report;
    report.failure = why;
    return report;
  }

  messages::sensor_actor actor;
};

} // namespace

TEST_CASE_METHOD(sensor_fixture, "the latest reading is kept", "[sensor_actor]") {
  CHECK(after(read(5, 20)).health.state == health_state::good);
  const auto report = after(read(4, 30)); // arrived later, observed earlier
  REQUIRE(report.latest);
  CHECK(std::get<double>(report.latest->get(0)) == 30);
  CHECK(report.health.last_element_at == from_microseconds(5'000'000));
  CHECK(report.health.polls == 2);
  CHECK(report.descriptor.name == "room.s");
}

TEST_CASE_METHOD(sensor_fixture, "failure before any reading is worse than after",
                 "[sensor_actor]") {
  CHECK(after(failed("gone")).health.state == health_state::failed);
  CHECK(after(read(1, 1)).health.state == health_state::good);
  const auto report = after(failed("gone again"));
  CHECK(report.health.state == health_state::degraded);
  CHECK(report.health.polls_failed == 2);
  CHECK(report.health.last_error == "gone again");
  CHECK(report.health.last_error_at == time.now());
}

TEST_CASE_METHOD(sensor_fixture, "bad readings are counted as failed", "[sensor_actor]") {
  auto report = read(1, 1);
  report.bad = 2;
  report.failure = "line 3";
  report.late = true;
  const auto seen = after(report);
  CHECK(seen.health.counters.received == 3);
  CHECK(seen.health.counters.failed == 2);
  CHECK(seen.health.counters.published == 1);
  CHECK(seen.health.polls_late == 1);
}

TEST_CASE_METHOD(sensor_fixture, "a source that ended is stopped", "[sensor_actor]") {
  auto report = read(1, 1);
  report.ended = true;
  CHECK(after(report).health.state == health_state::stopped);
}
