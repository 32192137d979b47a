// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/timer_wheel.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <utility>

using namespace plexus;
using namespace plexus::system;

namespace {

std::vector<std::uint32_t> fire(timer_wheel& wheel, nanoseconds now) {
  std::vector<std::uint32_t> order;
  wheel.advance(now, [&](timer_id id, nanoseconds) { order.push_back(id.index); });
  return order;
}

} // namespace

TEST_CASE("timers fire in order of due time, then of scheduling") {
  timer_wheel wheel;
  const auto late = wheel.schedule(seconds{3});
  const auto first = wheel.schedule(milliseconds{5});
  const auto second = wheel.schedule(milliseconds{5});
  const auto soonest = wheel.schedule(nanoseconds{1});

  CHECK(wheel.next_due() == nanoseconds{1});
  CHECK(fire(wheel, milliseconds{4}) == std::vector{soonest.index});
  CHECK(wheel.next_due() == nanoseconds{milliseconds{5}});
  CHECK(fire(wheel, milliseconds{5}) == std::vector{first.index, second.index});
  CHECK(fire(wheel, seconds{3} - nanoseconds{1}).empty());
  CHECK(fire(wheel, seconds{3}) == std::vector{late.index});
  CHECK(wheel.size() == 0);
  CHECK_FALSE(wheel.next_due());
}

TEST_CASE("asking for the next due time does not disturb earlier timers set afterwards") {
  timer_wheel wheel;
  const auto late = wheel.schedule(seconds{3600});
  CHECK(wheel.next_due() == nanoseconds{seconds{3600}});
  const auto early = wheel.schedule(seconds{1});
  CHECK(wheel.next_due() == nanoseconds{seconds{1}});
  CHECK(fire(wheel, seconds{2}) == std::vector{early.index});
  CHECK(fire(wheel, seconds{3600}) == std::vector{late.index});
}

TEST_CASE("a cancelled timer never fires and its id stays dead") {
  timer_wheel wheel;
  const auto gone = wheel.schedule(milliseconds{1});
  CHECK(wheel.cancel(gone));
  CHECK_FALSE(wheel.cancel(gone));
  const auto reused = wheel.schedule(milliseconds{1});
  CHECK(reused.index == gone.index);
  CHECK_FALSE(wheel.cancel(gone));
  CHECK(wheel.pending(reused));
  CHECK_FALSE(wheel.pending(timer_id{}));
  CHECK(fire(wheel, milliseconds{1}) == std::vector{reused.index});
  CHECK_FALSE(wheel.cancel(reused));
}

TEST_CASE("a popped timer keeps its id when it is armed again") {
  timer_wheel wheel;
  const auto id = wheel.schedule(milliseconds{10});
  const auto popped = wheel.pop_due(milliseconds{10});
  REQUIRE(popped);
  CHECK(popped->id == id);
  CHECK_FALSE(wheel.pending(id));
  wheel.rearm(id, milliseconds{20});
  CHECK(wheel.pending(id));
  CHECK(wheel.next_due() == nanoseconds{milliseconds{20}});
  CHECK(wheel.cancel(id));
  CHECK(wheel.size() == 0);
}

TEST_CASE("what a firing timer schedules for now fires in the same step") {
  timer_wheel wheel;
  wheel.schedule(milliseconds{1});
  int fired = 0;
  const auto count = wheel.advance(milliseconds{1}, [&](timer_id, nanoseconds due) {
    if (++fired < 3)
      wheel.schedule(due);
  });
  CHECK(count == 3);
}

TEST_CASE("the largest and negative due times are accepted") {
  timer_wheel wheel;
  wheel.schedule(nanoseconds::max());
  wheel.schedule(nanoseconds{-5});
  CHECK(wheel.next_due() == nanoseconds{0});
  CHECK(fire(wheel, nanoseconds{0}).size() == 1);
  CHECK(wheel.next_due() == nanoseconds::max());
  CHECK(fire(wheel, nanoseconds::max()).size() == 1);
}

TEST_CASE("random schedules, cancellations and steps agree with an ordered map") {
  const auto seed = GENERATE(1U, 2U, 3U);
  rng random{seed};
  timer_wheel wheel;
  std::map<std::pair<std::int64_t, std::uint64_t>, timer_id> model;
  std::int64_t now = 0;
  std::uint64_t sequence = 0;
  for (int step = 0; step < 20'000; ++step) {
    const auto dice = random.below(10);
    if (dice < 6) {
      const auto reach = std::int64_t{1} << random.between(0, 50);
      const auto due = now + random.between(0, reach);
      model.emplace(std::pair{due, sequence++}, wheel.schedule(nanoseconds{due}));
    } else if (dice < 8 && !model.empty()) {
      const auto victim = std::next(model.begin(), static_cast<long>(random.below(model.size())));
      REQUIRE(wheel.cancel(victim->second));
      model.erase(victim);
    } else {
      now += random.between(0, std::int64_t{1} << random.between(0, 40));
      wheel.advance(nanoseconds{now}, [&](timer_id id, nanoseconds due) {
        REQUIRE(!model.empty());
        REQUIRE(model.begin()->second == id);
        REQUIRE(model.begin()->first.first == due.count());
        model.erase(model.begin());
      });
      REQUIRE((model.empty() || model.begin()->first.first > now));
    }
    REQUIRE(wheel.size() == model.size());
    if (step % 7 == 0) {
      const auto next = wheel.next_due();
      REQUIRE(next.has_value() == !model.empty());
      REQUIRE((!next || next->count() == model.begin()->first.first));
    }
  }
}
