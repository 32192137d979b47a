// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/sensor_actor.hpp"

#include <utility>

namespace plexus::actors {

using messages::describe_atom;
using messages::poll_report;
using model::health_state;

void sensor_state::start(sensor_settings settings) { settings_ = std::move(settings); }

void sensor_state::observe(const poll_report& report) {
  if (!report.pushed)
    ++health_.polls;
  health_.polls_late += report.late ? 1 : 0;
  health_.counters.received += report.elements + report.bad;
  health_.counters.failed += report.bad;
  health_.counters.published += report.elements;
  if (report.latest) {
    latest_ = report.latest;
    if (!health_.last_element_at || *health_.last_element_at < report.latest->at())
      health_.last_element_at = report.latest->at();
  }
  if (!report.failure.empty())
    fail(report.failure);
  else if (report.bad == 0)
    health_.state = health_state::good;
  if (report.failure.empty() && report.ended)
    health_.state = health_state::stopped;
}

void sensor_state::fail(const std::string& why) {
  // One failure after good readings is a hiccup; a poll that gave nothing at all is a failure.
  health_.state = latest_ ? health_state::degraded : health_state::failed;
  ++health_.polls_failed;
  health_.last_error = why;
  health_.last_error_at = settings_.time->now();
}

messages::sensor_report sensor_state::describe() const {
  return {settings_.descriptor, health_, latest_};
}

messages::sensor_actor::behavior_type
sensor(messages::sensor_actor::stateful_pointer<sensor_state> self, sensor_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](const poll_report& report) { self->state.observe(report); },
      [self](describe_atom) { return self->state.describe(); },
  };
}

} // namespace plexus::actors
