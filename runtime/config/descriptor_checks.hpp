// SPDX-License-Identifier: Apache-2.0
// What a virtual sensor must fulfil whatever file it was written in: the one place of these rules
// for virtual_sensor_file and gsn_descriptor_file. Not the syntax of either, not SQL
// (runtime/query) and not whether a plugin exists.
#pragma once

#include "runtime/config/diagnostic.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace plexus::config {

inline constexpr std::size_t streams_max = 256;
inline constexpr std::size_t sources_max = 64; // of one stream; SQLite joins at most 64 tables
inline constexpr std::size_t alternatives_max = 32;
inline constexpr std::size_t parameters_max = 1'000;
inline constexpr std::size_t query_bytes_max = 65'536;
/// Elements of a window or slide; GSN's integer.
inline constexpr std::uint64_t window_count_max = std::numeric_limits<std::int32_t>::max();
/// A span added to any timestamp of this age of the world stays far from overflow.
inline constexpr microseconds span_max = std::chrono::hours{24 * 365 * 1'000};

/// Errors: invalid_name.
void check_name(const std::string& name, const file_place& at, problem_list& problems);

struct placed_field {
  model::field what;
  file_place at;
};
/// The fields that a schema can be made of. A field called "timed" is left out with a warning.
/// Errors: invalid_name, duplicate_field, limit_exceeded.
std::vector<model::field> checked_fields(std::vector<placed_field> fields, const file_place& at,
                                         problem_list& problems);

/// A window's size or slide. Errors: invalid_window (zero or too large).
void check_extent(const model::extent& wanted, const file_place& at, problem_list& problems);

/// Warns when nothing is kept. Errors: invalid_duration (age too large).
void check_history(const model::retention& history, const file_place& at, problem_list& problems);

/// A least time between two elements. Errors: invalid_duration (negative or too large).
void check_rate(microseconds rate, const file_place& at, problem_list& problems);

/// The share of elements kept: above 1 becomes 1 with a warning, 0 is warned about. Errors:
/// invalid_setting (negative).
double checked_sampling_rate(double rate, const file_place& at, problem_list& problems);

/// Errors: limit_exceeded.
void check_query(const std::string& query, const file_place& at, problem_list& problems);

/// Keys given twice are warned about (the first counts). Errors: missing_setting (no key),
/// limit_exceeded.
void check_parameters(const model::parameters& all, const file_place& at, problem_list& problems);

/// Warns about a latitude, longitude or altitude that is no number in range.
void check_addressing(const model::parameters& all, const file_place& at, problem_list& problems);

/// The name when it can be one of a time zone; otherwise empty (UTC), with a warning.
std::string checked_time_zone(std::string name, const file_place& at, problem_list& problems);

/// A wrapper name, and for `local` the virtual sensor. Errors: missing_setting.
void check_address(const model::source_address& address, const file_place& at,
                   problem_list& problems);

/// Alias and alternatives. Errors: invalid_name, missing_setting, limit_exceeded.
void check_source(const model::source& source, const file_place& at, problem_list& problems);

/// Sources (at least one, aliases unique) and the query. `sources` are the places of the sources.
/// Errors: missing_setting, duplicate_name, limit_exceeded.
void check_stream(const model::stream& stream, const file_place& at,
                  std::span<const file_place> sources, problem_list& problems);

/// Stream names unique; no virtual sensor is its own source. No stream at all is a warning: the
/// sensor loads and stays silent, as in GSN. Errors: duplicate_name, dependency_cycle,
/// limit_exceeded.
void check_streams(const model::virtual_sensor_descriptor& sensor, const file_place& at,
                   std::span<const file_place> streams, problem_list& problems);

} // namespace plexus::config
