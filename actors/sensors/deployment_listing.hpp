// SPDX-License-Identifier: Apache-2.0
// Asks every actor of a deployment how it is doing and puts the answers into one list. Only for the
// DEPLOYMENT.
#pragma once

#include "actors/sensors/virtual_sensor_unit.hpp"
#include "runtime/messages/virtual_sensor_messages.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <optional>
#include <vector>

namespace plexus::actors {

struct listed_unit {
  messages::deployment_report report; // what the DEPLOYMENT knows by itself
  std::optional<virtual_sensor_unit> unit;
};

/// Answers once every actor has answered or `deadline` has passed for it; one that did not answer
/// keeps an empty report with the reason as its last error.
caf::result<messages::deployment_list> collect_reports(messages::deployment_actor::pointer self,
                                                       std::vector<listed_unit> units,
                                                       microseconds deadline);

} // namespace plexus::actors
