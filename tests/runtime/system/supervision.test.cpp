// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/supervision.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {

using fixture = actor_fixture_with<caf::id_block::system_tests>;

caf::behavior fragile(caf::event_based_actor* self) {
  return {[](poke_atom) { throw std::runtime_error{"broken"}; },
          [self](hold_atom) { self->quit(); }, [](get_atom) { return 1; }};
}

struct supervised_world : fixture {
  supervised_world() {
    parent = spawn([this](caf::event_based_actor* self) -> caf::behavior {
      child = std::make_unique<supervised_child<caf::actor>>(
          self, settings,
          supervised_child<caf::actor>::callbacks{
              [self] { return self->spawn(fragile); }, [this](const caf::actor&) { ++starts; },
              [this](const error& cause) { given_up = cause.code; }});
      self->attach_functor([this] { child.reset(); });
      return {[this](put_atom) { child->stop(); }};
    });
    run();
  }
  ~supervised_world() { stop(parent); }

  void break_child() {
    tell(child->handle(), poke_atom_v);
    run();
  }

  restart_settings settings{milliseconds{10}, milliseconds{30}, 3, seconds{60}};
  int starts = 0;
  std::optional<errc> given_up;
  std::unique_ptr<supervised_child<caf::actor>> child;
  caf::actor parent;
};

} // namespace

TEST_CASE("delays double up to their bound, then the policy gives up") {
  restart_policy policy{{milliseconds{10}, milliseconds{30}, 4, seconds{60}}};
  const nanoseconds now{seconds{5}};
  CHECK(policy.next_delay(now, now) == nanoseconds{milliseconds{10}});
  CHECK(policy.next_delay(now, now) == nanoseconds{milliseconds{20}});
  CHECK(policy.next_delay(now, now) == nanoseconds{milliseconds{30}});
  CHECK(policy.next_delay(now, now) == nanoseconds{milliseconds{30}});
  CHECK_FALSE(policy.next_delay(now, now));
}

TEST_CASE("a calm period forgives") {
  restart_policy policy{{milliseconds{10}, seconds{1}, 1, seconds{60}}};
  CHECK(policy.next_delay(nanoseconds{0}, seconds{1}));
  CHECK_FALSE(policy.next_delay(seconds{1}, seconds{60}));
  CHECK(policy.next_delay(seconds{1}, seconds{61}) == nanoseconds{milliseconds{10}});
}

TEST_CASE_METHOD(supervised_world, "a failed child is started again after its delay") {
  CHECK(starts == 1);
  break_child();
  CHECK_FALSE(child->handle());
  advance(milliseconds{9});
  CHECK(starts == 1);
  advance(milliseconds{1});
  CHECK(starts == 2);
  CHECK(ask<int>(child->handle(), get_atom_v).value() == 1);
}

TEST_CASE_METHOD(supervised_world, "a child that keeps failing is given up") {
  for (int i = 0; i < 3; ++i) {
    break_child();
    advance(milliseconds{30});
  }
  CHECK(starts == 4);
  CHECK_FALSE(given_up);
  break_child();
  advance(seconds{10});
  CHECK(starts == 4);
  CHECK(given_up == errc::actor_stopped);
}

TEST_CASE_METHOD(supervised_world, "a normal end and a stop are final") {
  SECTION("normal end") { tell(child->handle(), hold_atom_v); }
  SECTION("told by its parent") { tell(parent, put_atom_v); }
  SECTION("stopped while waiting for its restart") {
    break_child();
    tell(parent, put_atom_v);
  }
  advance(seconds{10});
  CHECK(starts == 1);
  CHECK_FALSE(child->handle());
}
