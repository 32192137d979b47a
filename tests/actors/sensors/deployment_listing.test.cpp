// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/deployment_listing.hpp"

#include "tests/support/actor_fixture.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::messages;

namespace {

enum class manner { answers, silent, ends };

class listing_fixture : public test::actor_fixture {
public:
  virtual_sensor_actor virtual_sensor(const std::string& name, manner how) {
    return spawn(
        [name, how](virtual_sensor_actor::pointer self) -> virtual_sensor_actor::behavior_type {
          return {
              [](const subscribe&) { return subscribed{}; },
              [](const unsubscribe&) {},
              [](const taken&) {},
              [](const deliver&) {},
              [name, how, self](describe_atom) -> caf::result<virtual_sensor_report> {
                virtual_sensor_report report;
                report.name = name;
                if (how == manner::answers)
                  return report;
                if (how == manner::ends)
                  self->quit();
                return self->make_response_promise<virtual_sensor_report>();
              },
              [](const replace_descriptor&) { return outcome{}; },
              [](const query_limits&) {},
              [](stop_atom) { return ok_v; },
          };
        });
  }
  actors::sensor_unit sensor(const std::string& name, manner how) {
    actors::sensor_unit unit;
    unit.name = name;
    unit.sensor = spawn([how](sensor_actor::pointer self) -> sensor_actor::behavior_type {
      return {
          [](const poll_report&) {},
          [how, self](describe_atom) -> caf::result<sensor_report> {
            sensor_report report;
            report.descriptor.name = "told by itself";
            report.health.polls = 7;
            if (how == manner::answers)
              return report;
            return self->make_response_promise<sensor_report>();
          },
      };
    });
    return unit;
  }
  void add(const std::string& name, manner how, std::vector<actors::sensor_unit> sources = {}) {
    actors::virtual_sensor_unit unit;
    unit.sensor = virtual_sensor(name, how);
    unit.sources = std::move(sources);
    actors::listed_unit listed;
    listed.report.descriptor.name = name;
    listed.report.state = deployment_state::running;
    listed.unit = std::move(unit);
    units.push_back(std::move(listed));
  }
  /// The list as an actor that collects it answers; nothing when it does not.
  std::vector<deployment_report> collect() {
    const auto asking = [this](deployment_actor::pointer self) -> deployment_actor::behavior_type {
      return {
          [](const deploy&) { return outcome{}; },
          [](const undeploy&) { return outcome{}; },
          [this, self](list_atom) { return actors::collect_reports(self, units, seconds{2}); },
          [](const find_publisher&) { return found_publisher{}; },
          [](const query_limits&) {},
          [](stop_atom) { return ok_v; },
      };
    };
    const auto who = spawn(asking);
    const auto begin = time.now();
    auto list = ask<deployment_list>(who, list_v);
    took = time.now() - begin;
    stop(who);
    units.clear();
    REQUIRE(list);
    return list->entries;
  }

  std::vector<actors::listed_unit> units;
  nanoseconds took{};
};

} // namespace

TEST_CASE_METHOD(listing_fixture, "with nothing to ask the answer comes at once",
                 "[deployment_listing]") {
  CHECK(collect().empty());
  actors::listed_unit waiting;
  waiting.report.descriptor.name = "mean";
  waiting.report.reason = "waits for room";
  units.push_back(waiting);
  const auto all = collect();
  REQUIRE(all.size() == 1);
  CHECK(all[0].descriptor.name == "mean");
  CHECK(all[0].state == deployment_state::waiting);
  CHECK(all[0].reason == "waits for room");
  CHECK(all[0].sources.empty());
  CHECK(took == nanoseconds{0});
}

TEST_CASE_METHOD(listing_fixture, "every answer is at its own place", "[deployment_listing]") {
  add("a", manner::answers, {sensor("a.x", manner::answers), sensor("a.y", manner::answers)});
  units.emplace_back();
  units.back().report.descriptor.name = "b";
  add("c", manner::answers);
  const auto all = collect();
  REQUIRE(all.size() == 3);
  CHECK(all[0].sensor.name == "a");
  REQUIRE(all[0].sources.size() == 2);
  CHECK(all[0].sources[0].descriptor.name == "told by itself");
  CHECK(all[0].sources[1].health.polls == 7);
  CHECK(all[1].descriptor.name == "b");
  CHECK(all[1].sensor.name.empty());
  CHECK(all[2].sensor.name == "c");
  CHECK(all[2].sources.empty());
  CHECK(took == nanoseconds{0});
}

TEST_CASE_METHOD(listing_fixture, "who does not answer is listed without a report",
                 "[deployment_listing]") {
  add("a", manner::silent, {sensor("a.x", manner::silent), sensor("a.y", manner::answers)});
  add("b", manner::answers);
  const auto all = collect();
  REQUIRE(all.size() == 2);
  CHECK(took == seconds{2});
  CHECK(all[0].descriptor.name == "a");
  CHECK(all[0].sensor.name.empty());
  CHECK_FALSE(all[0].sensor.last_error.empty());
  CHECK(all[0].sources[0].descriptor.name == "a.x");
  CHECK_FALSE(all[0].sources[0].health.last_error.empty());
  CHECK(all[0].sources[1].health.last_error.empty());
  CHECK(all[1].sensor.name == "b");
}

TEST_CASE_METHOD(listing_fixture, "who ends over the question is not waited for",
                 "[deployment_listing]") {
  add("a", manner::ends);
  const auto all = collect();
  REQUIRE(all.size() == 1);
  CHECK_FALSE(all[0].sensor.last_error.empty());
  CHECK(took < seconds{2});
}
