// SPDX-License-Identifier: Apache-2.0
// What PLUGIN, WRAPPER and SENSOR say. A WRAPPER polls its PLUGIN and publishes; the SENSOR keeps
// the descriptor, the latest reading and the health of one wrapper.
#pragma once

#include "runtime/messages/stream_messages.hpp"
#include "runtime/model/sensor_descriptor.hpp"
#include "runtime/plugins/plugin.hpp"

#include <optional>
#include <string>

namespace plexus::messages {

/// Asks the PLUGIN for new readings; answered with plugin_readings.
struct poll_plugin {};

/// Outcome of one poll: what was read, or why not.
struct plugin_readings {
  plugins::readings read;
  std::optional<error> failure;
};

/// The elements up to this check-point are durable.
struct acknowledge_plugin {
  std::string checkpoint;
};

using plugin_actor = caf::typed_actor<caf::replies_to<poll_plugin>::with<plugin_readings>,
                                      caf::reacts_to<acknowledge_plugin>>;

/// Pushed by a plugin on its own account; bounded by the gate of the PLUGIN.
struct plugin_pushed {
  model::batch_ptr rows;
};

/// How one poll went, for the SENSOR's health.
struct poll_report {
  std::optional<model::stream_element> latest; // newest element of the poll
  std::uint64_t elements = 0;
  std::uint64_t bad = 0;
  bool late = false;
  bool pushed = false;
  bool ended = false;
  std::string failure; // empty when the poll succeeded
};

/// What the SENSOR knows.
struct sensor_report {
  model::sensor_descriptor descriptor;
  model::sensor_health health;
  std::optional<model::stream_element> latest;
};

using sensor_actor = caf::typed_actor<caf::reacts_to<poll_report>,
                                      caf::replies_to<describe_atom>::with<sensor_report>>;

/// Ends polling: no further deliveries after those on the way; answered when all are taken.
using wrapper_actor =
    publisher_actor::extend<caf::reacts_to<tick_atom>, caf::reacts_to<plugin_pushed>,
                            caf::replies_to<stop_atom>::with<ok_atom>>;

} // namespace plexus::messages

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::poll_plugin)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::plugin_readings)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::acknowledge_plugin)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::plugin_pushed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::poll_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::sensor_report)
