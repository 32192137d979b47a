// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/simulated_scheduler.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <caf/after.hpp>
#include <catch2/catch.hpp>

#include <thread>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {

using fixture = actor_fixture_with<caf::id_block::system_tests>;

simulated_scheduler& scheduler_of(node_system& node) {
  return dynamic_cast<simulated_scheduler&>(node.caf().scheduler());
}

// Passes a number on until it is used up, and notes who had it when.
caf::behavior passer(caf::event_based_actor* self, int name,
                     std::shared_ptr<std::vector<std::int64_t>> trace) {
  return {[self, name, trace](put_atom, int left, const caf::actor& next) {
    trace->push_back(name * 1'000'000 + time_of(self).monotonic() / milliseconds{1});
    if (left > 0)
      after(self, milliseconds{left * name % 7}, [self, next, left] {
        tell(self, next, put_atom_v, left - 1, caf::actor_cast<caf::actor>(self));
      });
  }};
}

std::vector<std::int64_t> pass_around() {
  fixture world;
  const auto trace = std::make_shared<std::vector<std::int64_t>>();
  const auto one = world.spawn(passer, 1, trace);
  const auto two = world.spawn(passer, 2, trace);
  world.tell(one, put_atom_v, 50, two);
  world.tell(two, put_atom_v, 50, one);
  world.advance(seconds{10});
  return *trace;
}

} // namespace

TEST_CASE_METHOD(fixture, "nothing runs before it is told to") {
  int turns = 0;
  const auto who = spawn(
      [&](caf::event_based_actor*) -> caf::behavior { return {[&](poke_atom) { ++turns; }}; });
  tell(who, poke_atom_v);
  CHECK(turns == 0);
  run();
  CHECK(turns == 1);
}

TEST_CASE_METHOD(fixture, "time stands still between due times and jumps from one to the next") {
  std::vector<timestamp> seen;
  const auto start = time.now();
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    after(self, seconds{5}, [&, self] { seen.push_back(time_of(self).now()); });
    after(self, std::chrono::hours{2}, [&, self] { seen.push_back(time_of(self).now()); });
    return {[](poke_atom) {}};
  });
  run();
  CHECK(node.next_due() == nanoseconds{seconds{5}});
  CHECK(node.step());
  CHECK(seen == std::vector{start + seconds{5}});
  node.run_until(start + seconds{60});
  CHECK(time.now() == start + seconds{60});
  CHECK(node.step());
  CHECK(seen.back() == start + std::chrono::hours{2});
  CHECK_FALSE(node.step());
}

TEST_CASE_METHOD(fixture, "CAF's own delayed sends and timeouts follow the simulated time") {
  std::vector<std::string> seen;
  std::vector<caf::response_promise> held; // a promise keeps its actor, so not inside of it
  const auto silent = spawn([&held](caf::event_based_actor* self) -> caf::behavior {
    return {[&held, self](hold_atom) { held.push_back(self->make_response_promise()); }};
  });
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->delayed_send(self, std::chrono::seconds{1}, poke_atom_v);
    self->request(silent, std::chrono::seconds{2}, hold_atom_v)
        .then([](int) {}, [&](const caf::error&) { seen.push_back("request"); });
    return {[&](poke_atom) { seen.push_back("delayed"); },
            caf::after(std::chrono::seconds{5}) >> [&] { seen.push_back("idle"); }};
  });
  advance(milliseconds{999});
  CHECK(seen.empty());
  advance(milliseconds{1});
  CHECK(seen == std::vector<std::string>{"delayed"});
  advance(seconds{1});
  CHECK(seen == std::vector<std::string>{"delayed", "request"});
  advance(milliseconds{3999}); // the idle timeout counts from the last message on
  CHECK(seen.size() == 2);
  advance(seconds{2});
  REQUIRE(seen.size() >= 3);
  CHECK(seen[2] == "idle");
}

TEST_CASE("the same steps give the same run") {
  const auto first = pass_around();
  CHECK(first.size() > 50);
  CHECK(first == pass_around());
}

TEST_CASE_METHOD(fixture, "an actor that never pauses can be run in portions") {
  std::size_t turns = 0;
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->send(self, poke_atom_v);
    return {[&, self](poke_atom) {
      ++turns;
      self->send(self, poke_atom_v);
    }};
  });
  CHECK(scheduler_of(node).run_ready(10) == 10);
  const auto before = turns;
  CHECK(scheduler_of(node).run_ready(10) == 10);
  CHECK(turns > before);
  caf::anon_send_exit(who, caf::exit_reason::kill);
  run();
}

TEST_CASE_METHOD(fixture, "messages of other threads are taken in") {
  int sum = 0;
  const auto who = spawn([&](caf::event_based_actor*) -> caf::behavior {
    return {[&](put_atom, int what) { sum += what; }};
  });
  std::thread outside{[&] {
    for (int i = 1; i <= 100; ++i)
      system::tell(who, put_atom_v, i);
  }};
  outside.join();
  run();
  CHECK(sum == 5050);
}
