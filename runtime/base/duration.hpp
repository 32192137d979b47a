// SPDX-License-Identifier: Apache-2.0
// Durations as people write them in settings and on command lines ("500ms", "1h30m"). The narrower
// grammar of GSN files ("10m", "5") is not here; it belongs to runtime/config/gsn_descriptor_file.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <string>
#include <string_view>

namespace plexus {

/// One or more `<number><unit>` parts, largest unit first; units us, ms, s, m, h, d; the number of
/// the last part may have a fraction that ends on a whole microsecond. Spaces around the whole are
/// ignored. Negative or overflowing values fail with errc::invalid_duration.
result<microseconds> parse_duration(std::string_view text);

/// A short text that parse_duration reads back to the same value, e.g. "1h30m", "1.5s", "250us".
/// A negative span, which parse_duration refuses, gets a minus sign.
std::string format_duration(microseconds span);

/// ISO 8601 in UTC with microseconds when not zero, e.g. "2026-03-01T10:00:00Z".
std::string format_timestamp(timestamp at);

/// Reads "2026-03-01", "2026-03-01 10:00[:00[.123456]]" with ' ' or 'T' between and an optional
/// zone ("Z", "+01:00"), or a whole number of milliseconds since the epoch. UTC where no zone is
/// given. Anything else fails with errc::invalid_argument.
result<timestamp> parse_timestamp(std::string_view text);

} // namespace plexus
