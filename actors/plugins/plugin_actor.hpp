// SPDX-License-Identifier: Apache-2.0
// PLUGIN: owns one configured plugin and answers polls, so that drivers run apart from everything
// else. What a driver throws or gets wrong ends here. Does not schedule (WRAPPER does).
#pragma once

#include "runtime/base/log.hpp"
#include "runtime/messages/sensor_messages.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <string>

namespace plexus::actors {

struct plugin_settings {
  std::shared_ptr<plugins::plugin> driver; // configured
  std::string name;                        // for logs
  logger log;
};

class plugin_state {
public:
  void start(plugin_settings settings);

  messages::plugin_readings poll();
  void acknowledge(const std::string& checkpoint);

  static constexpr const char* name = "plugin";

private:
  result<plugins::readings> checked_poll();

  plugin_settings settings_;
};

/// Receives: poll_plugin, acknowledge_plugin (WRAPPER). Sends: nothing. Owns: the driver with its
/// files and devices. Timers: none. Monitors: nothing. Stops when: told to exit by the DEPLOYMENT.
/// Answers with: the driver's error as a value; plugin_schema for elements of another layout.
messages::plugin_actor::behavior_type
plugin(messages::plugin_actor::stateful_pointer<plugin_state> self, plugin_settings settings);

} // namespace plexus::actors
