// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/directory.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;

namespace {

using fixture = actor_fixture_with<caf::id_block::system_tests>;
using source = caf::typed_actor<caf::replies_to<get_atom>::with<int>>;

source::behavior_type give(source::pointer, int what) {
  return {[what](get_atom) { return what; }};
}

caf::behavior idle(caf::event_based_actor*) {
  return {[](poke_atom) {}};
}

} // namespace

TEST_CASE_METHOD(fixture, "who was added is found, by its own type or untyped") {
  plexus::system::directory where;
  const auto one = spawn(give, 1);
  REQUIRE(where.add("pi/vs/room", one));
  CHECK(ask<int>(where.find<source>("pi/vs/room").value(), get_atom_v).value() == 1);
  CHECK(where.find<caf::actor>("pi/vs/room").value().address() == one.address());
  using other = caf::typed_actor<caf::reacts_to<poke_atom>>;
  CHECK(where.find<other>("pi/vs/room").error().code == errc::type_mismatch);
  CHECK(where.find<source>("pi/vs/attic").error().code == errc::unknown_address);
  where.clear();
  CHECK(where.size() == 0);
}

TEST_CASE_METHOD(fixture, "only whole addresses and living handles are taken") {
  plexus::system::directory where;
  const auto who = spawn(idle);
  for (const auto* bad : {"", "pi", "pi/vs", "pi/vs/", "/vs/room", "pi//room", "pi/vs/room/north"})
    CHECK(where.add(bad, who).error().code == errc::invalid_address);
  CHECK(where.add("pi/vs/room", caf::actor{}).error().code == errc::invalid_argument);
  CHECK(where.add("pi/vs/room", who));
  where.clear();
}

TEST_CASE_METHOD(fixture, "an entry goes with its actor, not with its successor's") {
  plexus::system::directory where;
  const auto before = spawn(idle);
  const auto now = spawn(idle);
  run();
  REQUIRE(where.add("pi/sensor/t", before));
  REQUIRE(where.add("pi/sensor/t", now));
  stop(before);
  CHECK(where.find<caf::actor>("pi/sensor/t").value() == now);
  stop(now);
  CHECK(where.size() == 0);
  REQUIRE(where.add("pi/sensor/t", now));
  CHECK(where.size() == 0); // it had ended before it was added
}

TEST_CASE_METHOD(fixture, "the directory lists by kind, in order, and forgets") {
  plexus::system::directory where;
  const auto who = spawn(idle);
  REQUIRE(where.add("pi/vs/b", who));
  REQUIRE(where.add("pi/sensor/x", who));
  REQUIRE(where.add("pi/vs/a", who));
  CHECK(where.list("vs") == std::vector<std::string>{"pi/vs/a", "pi/vs/b"});
  CHECK(where.list().size() == 3);
  CHECK(where.remove("pi/vs/a"));
  CHECK_FALSE(where.remove("pi/vs/a"));
  CHECK(where.list("vs") == std::vector<std::string>{"pi/vs/b"});
  where.clear();
}

TEST_CASE_METHOD(fixture, "the directory may hold the last handle of an actor") {
  plexus::system::directory where;
  REQUIRE(where.add("pi/vs/only", spawn(idle)));
  run();
  CHECK(where.remove("pi/vs/only"));
  CHECK(where.size() == 0);
}
