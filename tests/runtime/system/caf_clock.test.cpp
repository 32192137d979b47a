// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/caf_clock.hpp"

#include "runtime/system/timer_service.hpp"
#include "tests/runtime/system/system_test_types.hpp"

#include <caf/after.hpp>
#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;

namespace {
using fixture = actor_fixture_with<caf::id_block::system_tests>;
}

TEST_CASE_METHOD(fixture, "CAF's clock follows the node's and never shows its own epoch") {
  auto& clock = node.caf().scheduler().clock();
  const auto start = clock.now();
  CHECK(start != caf::actor_clock::time_point{});
  advance(seconds{3});
  CHECK(clock.now() - start == seconds{3});
}

TEST_CASE_METHOD(fixture, "an idle timeout is moved by every message and leaves one timer") {
  int idle = 0;
  const auto who = spawn([&](caf::event_based_actor*) -> caf::behavior {
    return {[](poke_atom) {}, caf::after(std::chrono::seconds{1}) >> [&] { ++idle; }};
  });
  run();
  for (int i = 0; i < 10; ++i) {
    tell(who, poke_atom_v);
    advance(milliseconds{900});
  }
  CHECK(idle == 0);
  CHECK(node.timers().pending() == 1);
  advance(milliseconds{100});
  CHECK(idle == 1);
}

TEST_CASE_METHOD(fixture, "a delayed send keeps its receiver, as CAF promises") {
  int pokes = 0;
  auto who = spawn(
      [&](caf::event_based_actor*) -> caf::behavior { return {[&](poke_atom) { ++pokes; }}; });
  run();
  caf::delayed_anon_send(who, std::chrono::seconds{1}, poke_atom_v);
  who = nullptr;
  advance(seconds{1});
  CHECK(pokes == 1);
}
