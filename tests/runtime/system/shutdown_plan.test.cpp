// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/shutdown_plan.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {
using fixture = actor_fixture_with<caf::id_block::system_tests>;
}

TEST_CASE_METHOD(fixture, "a plan keeps the order of its stages and leaves out nobody but nobody") {
  const auto who =
      spawn([](caf::event_based_actor*) -> caf::behavior { return {[](poke_atom) {}}; });
  shutdown_plan plan;
  plan.stage("first", milliseconds{5}).stop("a", who).stop("none", caf::actor{});
  plan.stage("second").stop("b", who);
  REQUIRE(plan.stages().size() == 2);
  CHECK(plan.stages()[0].name == "first");
  CHECK(plan.stages()[0].deadline == milliseconds{5});
  REQUIRE(plan.stages()[0].members.size() == 1);
  CHECK(plan.stages()[0].members[0].name == "a");
  CHECK(plan.stages()[1].members[0].who == who);
}

TEST_CASE("a report is clean when nothing is in it") {
  CHECK(shutdown_report{}.clean());
  CHECK_FALSE(shutdown_report{{"a/b"}, {}, 0}.clean());
  CHECK_FALSE(shutdown_report{{}, {"a/b"}, 0}.clean());
  CHECK_FALSE(shutdown_report{{}, {}, 1}.clean());
}
