// SPDX-License-Identifier: Apache-2.0
// What a node sensed, stored and answered, as a few lines at its end.
#pragma once

#include "apps/wiring/node.hpp"
#include "transports/control/control_actor.hpp"

#include <ostream>

namespace plexus::apps {

void print_summary(system::node_system& host, const node& running,
                   const control::control_totals& answered, std::ostream& out);

} // namespace plexus::apps
