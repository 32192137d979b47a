// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/timer_service.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {

struct world : actor_fixture_with<caf::id_block::system_tests> {
  world() {
    who = spawn([this](caf::event_based_actor*) -> caf::behavior {
      return {[this](put_atom, int what) { seen.push_back(what); }};
    });
    run();
  }

  timer_delivery number(int what, nanoseconds period = nanoseconds{0}) {
    timer_delivery delivery;
    delivery.to = caf::weak_actor_ptr{caf::actor_cast<caf::actor_control_block*>(who)};
    delivery.content = caf::make_message(put_atom_v, what);
    delivery.period = period;
    return delivery;
  }

  // One that is stepped by the test alone, on a clock of its own.
  manual_clock own_time;
  timer_service timers{own_time};
  std::vector<int> seen;
  caf::actor who;
};

} // namespace

TEST_CASE_METHOD(world, "messages are delivered when they are due, in order") {
  timers.schedule(milliseconds{2}, number(2));
  timers.schedule(milliseconds{1}, number(1));
  CHECK(timers.deliver_due(nanoseconds{0}, nullptr) == 0);
  CHECK(timers.deliver_due(milliseconds{2}, nullptr) == 2);
  run();
  CHECK(seen == std::vector{1, 2});
  CHECK(timers.pending() == 0);
}

TEST_CASE_METHOD(world, "a periodic timer skips what was missed and keeps its phase") {
  const auto id = timers.schedule(milliseconds{10}, number(1, milliseconds{10}));
  CHECK(timers.deliver_due(milliseconds{35}, nullptr) == 1);
  CHECK(timers.next_due() == nanoseconds{milliseconds{40}});
  CHECK(timers.deliver_due(milliseconds{40}, nullptr) == 1);
  CHECK(timers.cancel(id));
  CHECK_FALSE(timers.next_due());
}

TEST_CASE_METHOD(world, "more timers at once than one batch holds all arrive") {
  for (int i = 0; i < 5000; ++i)
    timers.schedule(milliseconds{1}, number(i));
  CHECK(timers.deliver_due(milliseconds{1}, nullptr) == 5000);
  run();
  REQUIRE(seen.size() == 5000);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
}

TEST_CASE_METHOD(world, "a timer does not keep its actor alive and goes with it") {
  timers.schedule(milliseconds{1}, number(1, milliseconds{1}));
  who = nullptr;
  CHECK(timers.deliver_due(milliseconds{1}, nullptr) == 0);
  CHECK(timers.pending() == 0);
}

TEST_CASE_METHOD(world, "a stopped service takes nothing in") {
  timers.schedule(milliseconds{1}, number(1));
  timers.stop();
  const auto id = timers.schedule(milliseconds{1}, number(1));
  CHECK_FALSE(timers.cancel(id));
  CHECK(timers.pending() == 0);
}
