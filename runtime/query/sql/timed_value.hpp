// SPDX-License-Identifier: Apache-2.0
// How SQL sees timestamps: `timed` is milliseconds since the epoch, as GSN's users write it
// (`timed > now() - 600000`), an integer when the stamp is a whole millisecond and a real number
// otherwise. Exact in both directions until the year 2248. Not for dates and calendars
// (functions/moment).
#pragma once

#include <cstdint>
#include <optional>

namespace plexus::query {

constexpr bool is_whole_milliseconds(std::int64_t microseconds_count) noexcept {
  return microseconds_count % 1000 == 0;
}
constexpr double to_timed(std::int64_t microseconds_count) noexcept {
  return static_cast<double>(microseconds_count) / 1000.0;
}

/// Microseconds of a `timed` value; nothing where it lies outside what 64 bits hold.
std::optional<std::int64_t> from_timed(std::int64_t milliseconds_count) noexcept;
/// Rounds to the nearest microsecond; nothing for NaN.
std::optional<std::int64_t> from_timed(double milliseconds_count) noexcept;

/// The least stamp (microseconds) whose `timed` is >= (or, exclusive, >) a bound; nothing when no
/// stamp is.
std::optional<std::int64_t> first_stamp(std::int64_t bound, bool exclusive) noexcept;
std::optional<std::int64_t> first_stamp(double bound, bool exclusive) noexcept;
/// The greatest stamp whose `timed` is <= (exclusive: <) a bound; nothing when no stamp is.
std::optional<std::int64_t> last_stamp(std::int64_t bound, bool exclusive) noexcept;
std::optional<std::int64_t> last_stamp(double bound, bool exclusive) noexcept;

} // namespace plexus::query
