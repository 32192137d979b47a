// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/sensor_descriptor.hpp"

#include <cmath>

namespace plexus::model {

namespace {

// Beyond the moon; keeps infinity and slips of the keyboard out.
constexpr double altitude_metres_max = 1e9;

std::optional<double> number_of(const parameters& addressing, std::string_view key, double bound) {
  const auto* text = find_parameter(addressing, key);
  if (text == nullptr)
    return std::nullopt;
  const auto number = parse_value(*text, value_type::float64);
  if (!number)
    return std::nullopt;
  const auto found = std::get<double>(*number);
  // Written so that NaN is left out too.
  return std::abs(found) <= bound ? std::optional{found} : std::nullopt;
}

} // namespace

place place_from(const parameters& addressing) {
  place found;
  found.latitude = number_of(addressing, "latitude", 90.0);
  found.longitude = number_of(addressing, "longitude", 180.0);
  found.altitude = number_of(addressing, "altitude", altitude_metres_max);
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
