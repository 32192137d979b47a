// SPDX-License-Identifier: Apache-2.0
// What a node sensed, stored and answered, as a few lines at its end.
#pragma once

#include "apps/wiring/node.hpp"

#include <ostream>

namespace plexus::apps {

void print_summary(system::node_system& host, const node& running, std::ostream& out);

} // namespace plexus::apps
