// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/answer_watch.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {

struct world : actor_fixture_with<caf::id_block::system_tests> {
  world() {
    receiver = spawn([](caf::event_based_actor*) -> caf::behavior { return {[](poke_atom) {}}; });
    waiting = spawn([this](caf::event_based_actor* self) -> caf::behavior {
      for (auto& id : ids) {
        id = self->new_request_id(caf::message_priority::normal).response_id();
        self->add_multiplexed_response_handler(
            id, caf::behavior{[this](const caf::error&) { ++reports; }});
      }
      return {[](poke_atom) {}};
    });
    run();
  }

  answer_watch::ticket wait(std::size_t which) {
    return watches.watch(caf::actor_cast<caf::strong_actor_ptr>(receiver),
                         caf::weak_actor_ptr{caf::actor_cast<caf::actor_control_block*>(waiting)},
                         ids.at(which));
  }

  answer_watch watches;
  std::array<caf::message_id, 3> ids;
  int reports = 0;
  caf::actor receiver;
  caf::actor waiting;
};

} // namespace

TEST_CASE_METHOD(world, "everyone who still waits hears of the end, once") {
  const auto first = wait(0);
  auto second = wait(1);
  CHECK(watches.receivers() == 1);
  second.withdraw();
  const auto third = wait(2);
  stop(receiver);
  CHECK(reports == 2);
  CHECK(watches.receivers() == 0);
}

TEST_CASE_METHOD(world, "a ticket that is dropped or moved from reports nothing") {
  auto kept = wait(0);
  { const auto dropped = wait(1); }
  kept = wait(2);
  stop(receiver);
  CHECK(reports == 1);
}

TEST_CASE_METHOD(world, "waiting for one that has ended is reported at once") {
  stop(receiver);
  const auto late = wait(0);
  run();
  CHECK(reports == 1);
  CHECK(watches.receivers() == 0);
}
