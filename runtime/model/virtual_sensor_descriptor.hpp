// SPDX-License-Identifier: Apache-2.0
// What a virtual sensor is: sources, windows, SQL, output structure, retention. The one internal
// form of the TOML files and of GSN/MOSDEN descriptor files; knows neither format.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/model/schema.hpp"
#include "runtime/model/window_spec.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plexus::model {

/// A place in a settings file, for messages. Line 0 = unknown.
struct file_position {
  std::string file;
  std::uint32_t line = 0;

  std::string to_string() const; // "file:line"
  friend bool operator==(const file_position&, const file_position&) = default;
};

/// A named text parameter. Keys are trimmed and lower-cased, values are kept as written.
struct parameter {
  std::string key;
  std::string value;
  friend bool operator==(const parameter&, const parameter&) = default;
};
using parameters = std::vector<parameter>;

/// The first parameter of that name (case-insensitive), or null.
const std::string* find_parameter(const parameters& all, std::string_view key) noexcept;

/// Where a source's elements come from: a plugin (by GSN's wrapper name) with its parameters.
struct source_address {
  std::string wrapper;           // plugin name, or "local" for another virtual sensor
  parameters predicates;         //
  std::string partial_order_key; // field whose values are ordered each on its own; may be empty
  std::vector<field> declared;   // output structure written in the address (push wrappers)
  file_position position;
  friend bool operator==(const source_address&, const source_address&) = default;
};

/// One window over one wrapper. `alternatives` are tried in order; the first that starts is used.
struct source {
  std::string alias;
  std::vector<source_address> alternatives;
  window_spec window;
  double sampling_rate = 1.0;          // share of elements kept, 0..1
  std::uint64_t disconnect_buffer = 0; // accepted, no effect (GSN)
  std::string query;                   // over WRAPPER; blank = select * from wrapper
  file_position position;
  friend bool operator==(const source&, const source&) = default;
};

struct stream {
  std::string name;
  microseconds rate{};     // least time between two evaluations
  std::uint64_t count = 0; // evaluations with output, 0 = unlimited
  std::vector<source> sources;
  std::string query; // over the aliases
  file_position position;
  friend bool operator==(const stream&, const stream&) = default;
};

enum class retention_kind : std::uint8_t { unlimited, count, age };

/// How much history is kept. Age is measured from the newest element, not from the clock.
struct retention {
  retention_kind kind = retention_kind::unlimited;
  std::uint64_t count = 0;
  microseconds age{};
  friend bool operator==(const retention&, const retention&) = default;
};

/// Whether GSN's bugs are kept (notes in docs/gsn_compatibility.md list them).
enum class compatibility : std::uint8_t { intended, strict };

struct virtual_sensor_descriptor {
  std::string name; // lower case, identifier, unique in a node
  std::string description;
  std::int32_t priority = 100;         // accepted, no effect (GSN)
  std::int32_t pool_size = 10;         // accepted, no effect (GSN)
  bool is_protected = false;           // only reported
  std::string time_zone;               // IANA name for formatting output times; empty = UTC
  std::optional<compatibility> compat; // none: what the node says, or intended

  std::string processing_class = "bridge"; // normalised: package and "VirtualSensor" dropped, lower
  parameters class_parameters;
  bool unique_timestamps = true;
  microseconds output_rate{}; // least time between two published elements
  std::vector<field> output;  // output structure

  parameters addressing; // predicates: latitude, longitude, altitude, place, ...
  retention history;
  std::vector<stream> streams;
  file_position position;

  friend bool operator==(const virtual_sensor_descriptor&,
                         const virtual_sensor_descriptor&) = default;
};

/// True when the two differ at most in ways that leave every source's address, window and sampling
/// alone, so that window contents can be kept across the change.
bool same_sources(const virtual_sensor_descriptor& a, const virtual_sensor_descriptor& b);

} // namespace plexus::model
