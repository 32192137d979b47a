// SPDX-License-Identifier: Apache-2.0
// Reading dates and times by a pattern of Joda-Time (DateTimeFormat), as GSN's csv files declare
// them. Only for reading, in English; the time zone comes later (time_zone).
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::plugins {

/// What texts have said so far about one moment. Several texts may fill one (a date column and a
/// time column).
struct date_time_parts {
  std::optional<std::int32_t> year;
  std::optional<std::int32_t> month;
  std::optional<std::int32_t> day;
  std::optional<std::int32_t> day_of_year;
  std::optional<std::int32_t> hour;        // 0..23
  std::optional<std::int32_t> half_hour;   // 0..11
  std::optional<bool> afternoon;           //
  std::int32_t minute = 0;                 //
  std::int32_t second = 0;                 //
  std::int32_t microsecond = 0;            //
  std::optional<std::chrono::seconds> off; // zone in the text, east of UTC

  /// The local moment; nothing when there is no such day. What is missing is taken from 1970-01-01
  /// 00:00, and from the year 2000 when a month or day came without a year, as Joda-Time does.
  std::optional<std::chrono::local_time<microseconds>> moment() const;
};

class date_time_pattern {
public:
  /// Letters: y Y year, M month (MMM and longer by name), d day, D day of year, E name of the day
  /// (read and ignored), H k K h hour, a half of the day, m minute, s second, S fraction, Z offset,
  /// z UTC or GMT; 'quoted' and other characters stand for themselves. Two-digit years are within
  /// 80 years before and 19 after `this_year` (Joda's pivot). Errors: invalid_argument.
  static result<date_time_pattern> compile(std::string_view pattern, std::int32_t this_year);

  /// False when the text does not fit; `into` is then in an undefined state.
  bool parse(std::string_view text, date_time_parts& into) const;

  /// Characters of the pattern, to which timestampl() pads.
  std::size_t length() const noexcept { return length_; }

private:
  enum class item_kind : std::uint8_t {
    literal,
    year,
    short_year, // two digits mean a year near this one
    month,
    month_name,
    day,
    day_of_year,
    day_name,
    hour_0_23,
    hour_1_24,
    hour_0_11,
    hour_1_12,
    half,
    minute,
    second,
    fraction,
    offset,
    zone_name,
  };
  struct item {
    item_kind kind{};
    char symbol = 0;             // literal
    std::uint8_t digits_max = 2; // numbers
  };

  static std::optional<item> item_of(char letter, std::size_t count);
  static bool is_number(const item& one) noexcept;
  bool parse_number(const item& one, std::string_view& rest, date_time_parts& into) const;
  std::int32_t near_year(std::int32_t two_digits) const noexcept;

  std::vector<item> items_;
  std::size_t length_ = 0;
  std::int32_t this_year_ = 2000;
};

} // namespace plexus::plugins
