// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/scheduler_pool.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <latch>
#include <set>
#include <thread>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {

node_system make_node(std::size_t threads, const plexus::clock& time) {
  return node_system::real({.threads = threads}, time, {}, [](caf::actor_system_config& config) {
    config.add_message_types<caf::id_block::system_tests>();
  });
}

} // namespace

TEST_CASE("every message of a fan-out from inside and outside is handled") {
  const auto threads = GENERATE(1U, 2U, 4U);
  const plexus::system_clock time;
  auto node = make_node(threads, time);
  constexpr int receivers = 2000;
  constexpr int rounds = 5;
  std::latch handled{receivers * rounds * 2};
  {
    std::vector<caf::actor> all;
    for (int i = 0; i < receivers; ++i)
      all.push_back(node.caf().spawn([&](caf::event_based_actor*) -> caf::behavior {
        return {[&](poke_atom) { handled.count_down(); }};
      }));
    const auto source = node.caf().spawn([&](caf::event_based_actor* self) -> caf::behavior {
      return {[&, self](put_atom) {
        for (const auto& each : all)
          tell(self, each, poke_atom_v);
      }};
    });
    for (int round = 0; round < rounds; ++round) {
      tell(source, put_atom_v);
      for (const auto& each : all)
        tell(each, poke_atom_v);
    }
    handled.wait();
  }
  CHECK(handled.try_wait());
}

TEST_CASE("a handler that blocks does not hold up the others") {
  const plexus::system_clock time;
  auto node = make_node(2, time);
  std::promise<void> release;
  std::latch blocked{1};
  std::latch done{100};
  {
    const auto blocker = node.caf().spawn([&](caf::event_based_actor*) -> caf::behavior {
      return {[&](poke_atom) {
        blocked.count_down();
        release.get_future().wait();
      }};
    });
    tell(blocker, poke_atom_v);
    blocked.wait();
    std::vector<caf::actor> others;
    for (int i = 0; i < 100; ++i) {
      others.push_back(node.caf().spawn([&](caf::event_based_actor*) -> caf::behavior {
        return {[&](poke_atom) { done.count_down(); }};
      }));
      tell(others.back(), poke_atom_v);
    }
    // Round robin puts half of them behind the blocked worker: the other one takes them over.
    done.wait();
    release.set_value();
  }
  CHECK(done.try_wait());
}

TEST_CASE("an actor that never stops sending to itself leaves room for others, and for the end") {
  const plexus::system_clock time;
  auto node = make_node(1, time);
  auto busy = node.caf().spawn([](caf::event_based_actor* self) -> caf::behavior {
    self->send(self, poke_atom_v);
    return {[self](poke_atom) { self->send(self, poke_atom_v); }};
  });
  auto other = node.caf().spawn(
      [](caf::event_based_actor*) -> caf::behavior { return {[](get_atom) { return 1; }}; });
  CHECK(ask_and_wait<int>(node, other, seconds{5}, get_atom_v).value() == 1);
  shutdown_plan plan;
  plan.stage("all").stop("busy", busy).stop("other", other);
  busy = nullptr;
  other = nullptr;
  CHECK(node.shutdown(std::move(plan)).clean());
}

TEST_CASE("work spreads over the workers") {
  const plexus::system_clock time;
  auto node = make_node(2, time);
  std::mutex mutex;
  std::set<std::thread::id> workers;
  std::latch both{2};
  const auto meet = [&](caf::event_based_actor*) -> caf::behavior {
    return {[&](poke_atom) {
      {
        const std::lock_guard hold{mutex};
        workers.insert(std::this_thread::get_id());
      }
      both.arrive_and_wait(); // passes only when two run at the same time
    }};
  };
  const auto one = node.caf().spawn(meet);
  const auto two = node.caf().spawn(meet);
  const auto source = node.caf().spawn([&](caf::event_based_actor* self) -> caf::behavior {
    return {[self, one, two](put_atom) {
      tell(self, one, poke_atom_v);
      tell(self, two, poke_atom_v);
    }};
  });
  tell(source, put_atom_v);
  both.wait();
  CHECK(ask_and_wait<int>(node, source, seconds{5}, get_atom_v).error().code == errc::no_answer);
  const std::lock_guard hold{mutex};
  CHECK(workers.size() == 2);
}
