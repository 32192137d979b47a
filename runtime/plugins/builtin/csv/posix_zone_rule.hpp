// SPDX-License-Identifier: Apache-2.0
// The rule in the last line of a TZif file ("CET-1CEST,M3.5.0,M10.5.0/3"): how offsets go on after
// the listed changes. Only for time_zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace plexus::plugins {

/// One yearly change, by the form of POSIX.1 (TZ variable) with the extension of RFC 8536 that
/// hours may go from -167 to 167.
struct posix_zone_change {
  char form = 'M';          // 'M' month.week.day, 'J' day 1..365 without leap days, '0' day 0..365
  std::int32_t month = 0;   // form M
  std::int32_t week = 0;    // form M, 5 = last
  std::int32_t day = 0;     // weekday 0..6 from Sunday, or the day
  std::int64_t time = 7200; // local seconds after midnight

  /// Local seconds since the epoch in `year`.
  std::int64_t in_year(std::int32_t year) const;
};

struct posix_zone_rule {
  std::int64_t standard_offset = 0; // seconds east of UTC
  bool has_summer = false;
  std::int64_t summer_offset = 0;
  posix_zone_change to_summer;
  posix_zone_change to_standard;
};

/// Nothing when the text is no such rule.
std::optional<posix_zone_rule> parse_posix_zone_rule(std::string_view text);

} // namespace plexus::plugins
