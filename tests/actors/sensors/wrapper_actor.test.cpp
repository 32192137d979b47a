// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/wrapper_actor.hpp"

#include "actors/plugins/plugin_actor.hpp"
#include "actors/sensors/sensor_actor.hpp"
#include "runtime/storage/memory_store.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_plugin.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::messages;

namespace {

constexpr subscription_id first{1, 0};

/// A wrapper with its plugin and sensor, followed by one subscriber that a test answers for.
class wrapper_fixture : public test::actor_fixture {
public:
  void start(std::shared_ptr<storage::store> history = {}) {
    auto driver = std::make_shared<test::scripted_plugin>(lines_of_script);
    actors::wrapper_settings settings;
    settings.name = "room.s";
    settings.driver = driver;
    settings.layout = lines_of_script->layout;
    settings.period = lines_of_script->period;
    settings.plugin = spawn(actors::plugin, actors::plugin_settings{driver, "room.s", log});
    model::sensor_descriptor about;
    about.name = "room.s";
    sensor = spawn(actors::sensor, actors::sensor_settings{about, &time});
    settings.sensor = sensor;
    settings.history = history;
    settings.time = &time;
    settings.log = log;
    wrapper = spawn(actors::wrapper, settings);
    const auto listen = [this](subscriber_port::pointer) -> subscriber_port::behavior_type {
      return {[this](const deliver& what) { delivered.push_back(what); }};
    };
    subscriber = spawn(listen);
    REQUIRE(ask<subscribed>(wrapper, subscribe{first, subscriber, credit}));
    run();
  }
  void take(std::uint64_t number, std::uint32_t stream = 0, std::uint64_t sequence = 0) {
    tell(wrapper, taken{first, number, stream, sequence});
    run();
  }
  sensor_report health() {
    auto answer = ask<sensor_report>(sensor, describe_v);
    REQUIRE(answer);
    return *answer;
  }

  std::shared_ptr<test::script> lines_of_script = std::make_shared<test::script>();
  std::uint32_t credit = 8;
  std::vector<deliver> delivered;
  wrapper_actor wrapper;
  sensor_actor sensor;
  subscriber_port subscriber;
};

} // namespace

TEST_CASE_METHOD(wrapper_fixture, "a wrapper polls on schedule", "[wrapper_actor]") {
  lines_of_script->then({{1, 1}}).then({{2, 2}});
  start();
  CHECK(lines_of_script->polled == 1);
  advance(milliseconds{999});
  CHECK(lines_of_script->polled == 1);
  advance(milliseconds{1});
  CHECK(lines_of_script->polled == 2);
  advance(seconds{8});
  CHECK(lines_of_script->polled == 10);
  REQUIRE(delivered.size() == 2);
  CHECK(delivered[1].number == 2);
}

TEST_CASE_METHOD(wrapper_fixture, "a slow subscriber holds the plugin back", "[wrapper_actor]") {
  credit = 2;
  for (double n = 1; n <= 10; ++n)
    lines_of_script->then({{n, n}});
  start();
  advance(seconds{10});
  // Two on the way, one waiting for credit; nothing more is read.
  CHECK(lines_of_script->polled == 3);
  CHECK(delivered.size() == 2);
  take(2);
  CHECK(delivered.size() > 2);
  CHECK(lines_of_script->polled > 3);
}

TEST_CASE_METHOD(wrapper_fixture, "a failed poll is reported and tried again", "[wrapper_actor]") {
  lines_of_script->then_fail(errc::device_unavailable).then({{2, 2}});
  start();
  CHECK(health().health.polls_failed == 1);
  CHECK(lines->count("sensor.poll-failed") == 1);
  advance(seconds{1});
  CHECK(delivered.size() == 1);
  CHECK(health().health.state == model::health_state::good);
}

TEST_CASE_METHOD(wrapper_fixture, "the end is told once", "[wrapper_actor]") {
  lines_of_script->then({{1, 1}}, {}, true);
  start();
  advance(seconds{5});
  REQUIRE(delivered.size() == 2);
  CHECK(delivered[1].ended);
  CHECK(lines_of_script->polled == 1);
}

TEST_CASE_METHOD(wrapper_fixture, "a check-point waits until its elements are durable",
                 "[wrapper_actor]") {
  auto history = std::make_shared<storage::memory_store>();
  const auto stream = history->open_stream("room", lines_of_script->layout, {});
  REQUIRE(stream);
  lines_of_script->then({{1, 1}}, "one");
  start(history);
  const auto stored = history->append(*stream, delivered.at(0).rows);
  REQUIRE(stored);
  take(1, *stream, stored->last);
  advance(seconds{1});
  CHECK(lines_of_script->acknowledged.empty());
  REQUIRE(history->commit());
  advance(seconds{1});
  CHECK(lines_of_script->acknowledged == std::vector<std::string>{"one"});
}

TEST_CASE_METHOD(wrapper_fixture, "stop is answered when everything is taken", "[wrapper_actor]") {
  lines_of_script->then({{1, 1}}, "one").then({{2, 2}}, "two");
  start();
  answer_deadline = milliseconds{1};
  CHECK_FALSE(ask<ok_atom>(wrapper, stop_v));
  take(1);
  CHECK(ask<ok_atom>(wrapper, stop_v));
  advance(seconds{5});
  CHECK(lines_of_script->polled == 1);
  CHECK(lines_of_script->acknowledged == std::vector<std::string>{"one"});
}
