// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/system_coordinator.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <caf/actor_ostream.hpp>
#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {
using fixture = actor_fixture_with<caf::id_block::system_tests>;
}

TEST_CASE_METHOD(fixture, "an actor system leads to the services of its node") {
  const auto& services = services_of(node.caf());
  CHECK(&services.time == &time);
  CHECK(&services.timers == &node.timers());
}

TEST_CASE_METHOD(fixture, "what an actor prints through CAF is swallowed, not lost in a crash") {
  int handled = 0;
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](poke_atom) {
      caf::aout(self) << "nobody reads this" << std::endl;
      ++handled;
    }};
  });
  tell(who, poke_atom_v);
  run();
  CHECK(handled == 1);
}
