// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/system_coordinator.hpp"

#include "runtime/base/assert.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

namespace plexus::system {

namespace {

caf::behavior silent_printer(caf::event_based_actor* self) {
  self->set_default_handler(caf::drop);
  return {[](caf::unit_t) {}};
}

} // namespace

system_coordinator::system_coordinator(caf::actor_system& owner, const node_services& services)
    : abstract_coordinator(owner), services_(services), clock_(services.timers) {}

void system_coordinator::spawn_printer() {
  utility_actors_[printer_id] = system_.spawn<caf::hidden>(silent_printer);
}

void system_coordinator::drop_printer() {
  caf::anon_send_exit(utility_actors_[printer_id], caf::exit_reason::kill);
  utility_actors_[printer_id] = nullptr;
}

const node_services& services_of(caf::actor_system& owner) {
  auto* coordinator = dynamic_cast<system_coordinator*>(&owner.scheduler());
  PLEXUS_ASSERT(coordinator != nullptr);
  return coordinator->services();
}

} // namespace plexus::system
