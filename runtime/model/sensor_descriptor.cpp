// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/sensor_descriptor.hpp"

namespace plexus::model {

namespace {

std::optional<double> number_of(const parameters& addressing, std::string_view key) {
  const auto* text = find_parameter(addressing, key);
  if (text == nullptr)
    return std::nullopt;
  const auto number = parse_value(*text, value_type::float64);
  if (!number)
    return std::nullopt;
  return std::get<double>(*number);
}

} // namespace

place place_from(const parameters& addressing) {
  place found;
  found.latitude = number_of(addressing, "latitude");
  found.longitude = number_of(addressing, "longitude");
  found.altitude = number_of(addressing, "altitude");
  if (const auto* name = find_parameter(addressing, "place"))
    found.name = *name;
  return found;
}

std::string_view name_of(health_state state) noexcept {
  switch (state) {
    case health_state::starting:
      return "starting";
    case health_state::good:
      return "good";
    case health_state::degraded:
      return "degraded";
    case health_state::failed:
      return "failed";
    case health_state::stopped:
      return "stopped";
  }
  return "unknown";
}

stream_counters& stream_counters::operator+=(const stream_counters& other) noexcept {
  received += other.received;
  late += other.late;
  sampled_out += other.sampled_out;
  dropped += other.dropped;
  failed += other.failed;
  published += other.published;
  return *this;
}

} // namespace plexus::model
