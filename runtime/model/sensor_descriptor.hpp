// SPDX-License-Identifier: Apache-2.0
// What is known about one sensor (SSN/SOSA: sensor, observed properties, place, maker) and how it
// is doing. Not its readings.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/model/schema.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace plexus::model {

struct place {
  std::optional<double> latitude;  // degrees, WGS 84
  std::optional<double> longitude; // degrees, WGS 84
  std::optional<double> altitude;  // metres
  std::string name;
  friend bool operator==(const place&, const place&) = default;
};

/// Reads latitude, longitude, altitude and place from addressing predicates (case-insensitive). A
/// coordinate that is no number or not on the globe is left out.
place place_from(const parameters& addressing);

struct sensor_descriptor {
  std::string name;
  std::string plugin;
  std::string description;
  std::string manufacturer;
  std::string model;
  schema_ptr layout = schema::empty();
  place where;
};

enum class health_state : std::uint8_t { starting, good, degraded, failed, stopped };

std::string_view name_of(health_state state) noexcept;

/// Counters since start; every element that does not travel on is in exactly one of them.
struct stream_counters {
  std::uint64_t received = 0;    // elements that arrived
  std::uint64_t late = 0;        // dropped: timestamp not after the last one
  std::uint64_t sampled_out = 0; // dropped by the sampling rate
  std::uint64_t dropped = 0;     // dropped: rate, count, duplicate timestamp, full queue
  std::uint64_t failed = 0;      // dropped: error in query, conversion or storage
  std::uint64_t published = 0;   // elements that went out

  stream_counters& operator+=(const stream_counters& other) noexcept;
  friend bool operator==(const stream_counters&, const stream_counters&) = default;
};

struct sensor_health {
  health_state state = health_state::starting;
  stream_counters counters;
  std::uint64_t polls = 0;
  std::uint64_t polls_failed = 0;
  std::uint64_t polls_late = 0;
  std::string last_error;                   // empty when none
  std::optional<timestamp> last_error_at;   //
  std::optional<timestamp> last_element_at; // newest element's timestamp
  friend bool operator==(const sensor_health&, const sensor_health&) = default;
};

} // namespace plexus::model
