// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/node_system.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <latch>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {

using fixture = actor_fixture_with<caf::id_block::system_tests>;

void add_types(caf::actor_system_config& config) {
  config.add_message_types<caf::id_block::system_tests>();
}

caf::behavior adder(caf::event_based_actor*) {
  auto total = std::make_shared<int>(0);
  return {[total](put_atom, int amount) { *total += amount; },
          [total](get_atom) { return *total; }};
}

// Two actors that hold each other live for ever unless they are told to stop.
caf::behavior holder(caf::event_based_actor*, caf::actor first) {
  auto other = std::make_shared<caf::actor>(std::move(first));
  return {[other](put_atom, const caf::actor& who) { *other = who; }};
}

} // namespace

TEST_CASE("a real node answers, keeps deadlines and stops") {
  const system_clock time;
  const auto lines = std::make_shared<memory_log_sink>();
  auto node = node_system::real({.threads = 2}, time, logger{lines, time}, add_types);
  auto sum = node.caf().spawn(adder);
  for (int i = 1; i <= 100; ++i)
    tell(sum, put_atom_v, i);
  CHECK(ask_and_wait<int>(node, sum, seconds{5}, get_atom_v).value() == 5050);
  auto deaf = node.caf().spawn([](caf::event_based_actor* self) -> caf::behavior {
    return {[self](get_atom) { return self->make_response_promise<int>(); },
            [held = std::vector<caf::response_promise>{}, self](hold_atom) mutable {
              held.push_back(self->make_response_promise());
            }};
  });
  CHECK(ask_and_wait<int>(node, deaf, milliseconds{20}, hold_atom_v).error().code ==
        errc::timed_out);
  shutdown_plan plan;
  plan.stage("all").stop("sum", sum).stop("deaf", deaf);
  sum = nullptr;
  deaf = nullptr;
  CHECK(node.shutdown(std::move(plan)).clean());
  CHECK(lines->count("system.actors-left") == 0);
}

TEST_CASE("timers of a real node fire in order and survive many cancellations") {
  const system_clock time;
  auto node = node_system::real({.threads = 2}, time, {}, add_types);
  std::promise<std::vector<int>> done;
  auto who = node.caf().spawn([&](caf::event_based_actor* self) -> caf::behavior {
    auto seen = std::make_shared<std::vector<int>>();
    for (int i = 0; i < 1000; ++i)
      after(self, milliseconds{3}, put_atom_v, -1).cancel();
    after(self, milliseconds{4}, put_atom_v, 2);
    after(self, milliseconds{2}, put_atom_v, 1);
    after(self, milliseconds{6}, [=, &done] { done.set_value(*seen); });
    return {[seen](put_atom, int what) { seen->push_back(what); }};
  });
  CHECK(done.get_future().get() == std::vector{1, 2});
  shutdown_plan plan;
  plan.stage("all").stop("timed", who);
  who = nullptr;
  CHECK(node.shutdown(std::move(plan)).clean());
}

TEST_CASE("a node ends with actors that hold each other when the plan names them") {
  const system_clock time;
  auto node = node_system::real({.threads = 1}, time, {}, add_types);
  shutdown_plan plan;
  {
    const auto one = node.caf().spawn(holder, caf::actor{});
    const auto two = node.caf().spawn(holder, one);
    tell(one, put_atom_v, two);
    plan.stage("pair").stop("one", one).stop("two", two).stop("nobody", caf::actor{});
  }
  CHECK(node.shutdown(std::move(plan)).clean());
}

TEST_CASE("an actor that is stuck in a handler is reported, not waited for") {
  const system_clock time;
  const auto lines = std::make_shared<memory_log_sink>();
  auto node = node_system::real({.threads = 2}, time, logger{lines, time}, add_types);
  std::latch inside{1};
  std::promise<void> release;
  auto who = node.caf().spawn([&](caf::event_based_actor*) -> caf::behavior {
    return {[&](poke_atom) {
      inside.count_down();
      release.get_future().wait();
    }};
  });
  tell(who, poke_atom_v);
  inside.wait();
  shutdown_plan plan;
  plan.stage("slow", milliseconds{5}).stop("blocked", who);
  const auto report = node.shutdown(std::move(plan));
  CHECK(report.stuck == std::vector<std::string>{"slow/blocked"});
  CHECK(lines->count("system.actor-stuck") == 1);
  release.set_value();
  who = nullptr;
}

TEST_CASE_METHOD(fixture, "stages stop one after another, after the mail they had") {
  std::vector<std::string> order;
  const auto spawn_named = [&](std::string name) {
    return spawn([&order, name](caf::event_based_actor* self) -> caf::behavior {
      self->attach_functor([&order, name] { order.push_back(name); });
      return {[&order, name](put_atom) { order.push_back(name + " worked"); }};
    });
  };
  const auto source = spawn_named("source");
  const auto store = spawn_named("store");
  tell(store, put_atom_v);
  shutdown_plan plan;
  plan.stage("sources").stop("source", source).stage("storage").stop("store", store);
  CHECK(node.shutdown(std::move(plan)).clean());
  CHECK(order == std::vector<std::string>{"source", "store worked", "store"});
}

TEST_CASE_METHOD(fixture, "who takes time to stop gets it, who ignores the stop is killed") {
  const auto flushing = spawn([](caf::event_based_actor* self) -> caf::behavior {
    self->set_exit_handler([self](caf::exit_msg& why) {
      after(self, milliseconds{500}, [self, reason = why.reason] { self->quit(reason); });
    });
    return {[](poke_atom) {}};
  });
  const auto stubborn = spawn([](caf::event_based_actor* self) -> caf::behavior {
    self->set_exit_handler([](caf::exit_msg&) {});
    return {[](poke_atom) {}};
  });
  run();
  shutdown_plan plan;
  plan.stage("all", seconds{1}).stop("flushing", flushing).stop("stubborn", stubborn);
  const auto report = node.shutdown(std::move(plan));
  CHECK(report.killed == std::vector<std::string>{"all/stubborn"});
  CHECK(report.stuck.empty());
  CHECK(lines->count("system.actor-killed") == 1);
}

TEST_CASE("a simulated node goes away without running the mail that is left") {
  manual_clock time;
  int handled = 0;
  {
    auto node = node_system::simulated(time, {}, add_types);
    auto who = node.caf().spawn(
        [&](caf::event_based_actor*) -> caf::behavior { return {[&](poke_atom) { ++handled; }}; });
    node.run_ready();
    tell(who, poke_atom_v);
  }
  CHECK(handled == 0);
}

TEST_CASE("a simulated node goes away with live periodic actors") {
  manual_clock time;
  int ticks = 0;
  {
    auto node = node_system::simulated(time, {}, add_types);
    auto periodic = node.caf().spawn([&](caf::event_based_actor* self) -> caf::behavior {
      every(self, seconds{1}, [&] { ++ticks; });
      self->delayed_send(self, std::chrono::seconds{1}, poke_atom_v); // holds itself through CAF
      return {
          [self](poke_atom) { self->delayed_send(self, std::chrono::seconds{1}, poke_atom_v); }};
    });
    node.advance(seconds{3});
  }
  CHECK(ticks == 3);
}
