// SPDX-License-Identifier: Apache-2.0
// SENSOR: the descriptor, the latest reading and the health of one sensor behind one wrapper. Does
// not poll and does not publish.
#pragma once

#include "runtime/messages/sensor_messages.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace plexus::actors {

struct sensor_settings {
  model::sensor_descriptor descriptor;
  const clock* time = nullptr;
};

class sensor_state {
public:
  void start(sensor_settings settings);

  void observe(const messages::poll_report& report);
  messages::sensor_report describe() const;

  static constexpr const char* name = "sensor";

private:
  void fail(const std::string& why);

  sensor_settings settings_;
  model::sensor_health health_;
  std::optional<model::stream_element> latest_;
};

/// Receives: poll_report (WRAPPER), describe. Sends: nothing. Owns: nothing. Timers: none.
/// Monitors: nothing. Stops when: told to exit by the DEPLOYMENT.
messages::sensor_actor::behavior_type
sensor(messages::sensor_actor::stateful_pointer<sensor_state> self, sensor_settings settings);

} // namespace plexus::actors
