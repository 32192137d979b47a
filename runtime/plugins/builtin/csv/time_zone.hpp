// SPDX-License-Identifier: Apache-2.0
// Local time to UTC by the rules of a place, from the machine's TZif files (RFC 8536), which the
// standard library of this compiler cannot read. Not for formatting.
#pragma once

#include "runtime/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace plexus::plugins {

class time_zone {
public:
  /// UTC.
  time_zone() : time_zone(std::chrono::seconds{0}) {}
  explicit time_zone(std::chrono::seconds fixed_offset);

  /// By the identifiers of Joda-Time: "UTC", "+01:00", or a name of the zone database. Note that
  /// "Etc/GMT+1" is one hour *behind* UTC. Errors: not_found, invalid_argument, io_failed.
  static result<time_zone> load(std::string_view id,
                                const std::filesystem::path& folder = "/usr/share/zoneinfo");

  /// From the content of a TZif file. Errors: invalid_argument.
  static result<time_zone> parse(std::string_view content);

  struct utc_time {
    std::chrono::sys_seconds at;
    /// The local time was skipped when clocks were put forward; `at` then lies as far behind the
    /// jump as the local time would have.
    bool skipped = false;
  };
  /// A local time that happened twice means the first of the two. `hint` is a caller's memory that
  /// makes neighbouring times cheap; start with 0.
  utc_time to_utc(std::chrono::local_seconds local, std::size_t& hint) const;
  utc_time to_utc(std::chrono::local_seconds local) const;

  std::chrono::seconds offset_at(std::chrono::sys_seconds at) const;

private:
  /// A stretch of time with one offset, up to the next one's start.
  struct stretch {
    std::int64_t start = 0;     // UTC seconds
    std::int64_t local_end = 0; // exclusive, in this stretch's local time
    std::int64_t offset = 0;    // seconds east of UTC
  };
  explicit time_zone(std::vector<stretch> stretches);

  std::vector<stretch> stretches_; // never empty; the first starts at the beginning of time
};

} // namespace plexus::plugins
