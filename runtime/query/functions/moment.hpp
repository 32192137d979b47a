// SPDX-License-Identifier: Apache-2.0
// Points in time as SQL functions take and give them: numbers are `timed` (milliseconds since the
// epoch), texts are dates and times in UTC. Calendar arithmetic is proleptic Gregorian.
#pragma once

#include "runtime/query/functions/sql_functions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plexus::query {

enum class time_unit : std::uint8_t {
  microsecond,
  millisecond,
  second,
  minute,
  hour,
  day,
  week, // begins on Monday
  month,
  quarter,
  year,
};

/// "hour", "HOURS", "ms"; nothing for what is no unit.
std::optional<time_unit> parse_time_unit(std::string_view text);

/// Broken down, UTC.
struct calendar_time {
  std::int64_t year = 1970;
  int month = 1; // 1..12
  int day = 1;   // 1..31
  int hour = 0;
  int minute = 0;
  int second = 0;
  int microsecond = 0;
  int day_of_week = 1; // Sunday is 1
  int day_of_year = 1; // 1..366
};

calendar_time calendar_of(std::int64_t microseconds_count);

/// Microseconds since the epoch: of a number in milliseconds, or of a text that
/// plexus::parse_timestamp reads, that is "now" or only a time of day ("10:05", on 1970-01-01).
/// Nothing for anything else and outside the years -9999 to 9999.
std::optional<std::int64_t> moment_of(sqlite3_context* context, sqlite3_value* argument);

/// Adds whole units; months and longer keep the day, or take the last of a shorter month. Nothing
/// outside the years above.
std::optional<std::int64_t> add_units(std::int64_t at, std::int64_t amount, time_unit unit);

/// Number of whole units from `a` to `b`, rounded towards zero.
std::int64_t whole_units_between(std::int64_t a, std::int64_t b, time_unit unit);
/// Number of beginnings of a unit that lie between `a` and `b`.
std::int64_t unit_starts_between(std::int64_t a, std::int64_t b, time_unit unit);
/// The begin of the unit that `at` lies in.
std::int64_t start_of_unit(std::int64_t at, time_unit unit);

std::string date_text(std::int64_t at);     // 2026-03-01
std::string time_text(std::int64_t at);     // 10:05:00
std::string datetime_text(std::int64_t at); // 2026-03-01 10:05:00

/// Gives a point in time as `timed`.
void give_moment(sqlite3_context* context, std::int64_t microseconds_count);

} // namespace plexus::query
