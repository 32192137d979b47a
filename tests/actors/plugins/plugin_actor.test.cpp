// SPDX-License-Identifier: Apache-2.0
#include "actors/plugins/plugin_actor.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_plugin.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace plexus;
using messages::plugin_readings;
using messages::poll_plugin;

namespace {

class throwing_plugin final : public plugins::plugin {
public:
  status configure(const model::parameters&) override { return {}; }
  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return seconds{1}; }
  result<plugins::readings> poll() override { throw std::runtime_error{"broken driver"}; }
  status acknowledge(const std::string&) override { throw std::runtime_error{"broken disk"}; }

private:
  model::schema_ptr layout_ = model::schema::empty();
};

class plugin_fixture : public test::actor_fixture {
public:
  messages::plugin_actor start(std::shared_ptr<plugins::plugin> driver) {
    return spawn(actors::plugin, actors::plugin_settings{std::move(driver), "room.s", log});
  }
  plugin_readings poll(const messages::plugin_actor& whom) {
    auto answer = ask<plugin_readings>(whom, poll_plugin{});
    REQUIRE(answer);
    return *answer;
  }
};

} // namespace

TEST_CASE_METHOD(plugin_fixture, "a poll brings readings or the driver's error", "[plugin_actor]") {
  auto told = std::make_shared<test::script>();
  told->then({{1, 20}}).then_fail(errc::device_unavailable);
  const auto actor = start(std::make_shared<test::scripted_plugin>(told));
  const auto good = poll(actor);
  REQUIRE_FALSE(good.failure);
  CHECK(good.read.elements->rows() == 1);
  const auto bad = poll(actor);
  REQUIRE(bad.failure);
  CHECK(bad.failure->code == errc::device_unavailable);
}

TEST_CASE_METHOD(plugin_fixture, "elements of another layout do not get through",
                 "[plugin_actor]") {
  auto told = std::make_shared<test::script>();
  plugins::readings foreign;
  foreign.elements = *model::make_element(*model::schema::make({test::field_of("other")}),
                                          from_microseconds(0), {1.0});
  told->polls.emplace_back(foreign);
  const auto answer = poll(start(std::make_shared<test::scripted_plugin>(told)));
  REQUIRE(answer.failure);
  CHECK(answer.failure->code == errc::plugin_schema);
}

TEST_CASE_METHOD(plugin_fixture, "what a driver throws ends here", "[plugin_actor]") {
  const auto actor = start(std::make_shared<throwing_plugin>());
  for (int i = 0; i < 2; ++i) {
    const auto answer = poll(actor);
    REQUIRE(answer.failure);
    CHECK(answer.failure->code == errc::plugin_failed);
  }
  tell(actor, messages::acknowledge_plugin{"7"});
  run();
  CHECK(lines->count("plugin.checkpoint-failed") == 1);
}
