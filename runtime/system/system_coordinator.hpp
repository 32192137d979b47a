// SPDX-License-Identifier: Apache-2.0
// What the two schedulers have in common, and the way from an actor to the services of its node
// without a global. Not for actors; they use facade.hpp.
#pragma once

#include "runtime/system/caf_clock.hpp"

#include <caf/scheduler/abstract_coordinator.hpp>

namespace plexus::system {

class answer_watch;
class timer_service;

/// The services that every actor of a node can reach through its actor system.
struct node_services {
  const clock& time;
  timer_service& timers;
  answer_watch& answers;
};

class system_coordinator : public caf::scheduler::abstract_coordinator {
public:
  system_coordinator(caf::actor_system& owner, const node_services& services);

  const node_services& services() const noexcept { return services_; }
  caf::actor_clock& clock() noexcept override { return clock_; }

protected:
  /// CAF wants an actor behind aout; ours swallows what it gets, since lines go through the logger.
  void spawn_printer();
  void drop_printer();

  node_services services_;

private:
  caf_clock clock_;
};

/// The services of the node that `owner` belongs to. Any other actor system is a programming error.
const node_services& services_of(caf::actor_system& owner);

} // namespace plexus::system
