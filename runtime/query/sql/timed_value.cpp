// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/timed_value.hpp"

#include <cmath>
#include <limits>

namespace plexus::query {

namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

// Up to here neighbouring microseconds have different `timed` values.
constexpr std::int64_t exact_milliseconds = std::int64_t{1} << 43;

bool is_exact(std::int64_t milliseconds_count) {
  return milliseconds_count > -exact_milliseconds && milliseconds_count < exact_milliseconds;
}

// The first stamp at which a condition that is false up to some stamp and true from there holds,
// near `guess`. Neighbouring stamps far in the future share a `timed`, so the search strides.
template <class Condition>
std::optional<std::int64_t> first_where(std::int64_t guess, Condition holds) {
  std::int64_t low = guess; // does not hold, unless it is the lowest stamp
  for (std::int64_t stride = 2; holds(low); stride *= 2) {
    if (low < lowest + stride) {
      if (holds(lowest))
        return lowest;
      low = lowest;
      break;
    }
    low -= stride;
  }
  std::int64_t high = guess; // holds
  for (std::int64_t stride = 2; !holds(high); stride *= 2) {
    if (high > highest - stride) {
      if (!holds(highest))
        return std::nullopt;
      high = highest;
      break;
    }
    high += stride;
  }
  while (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) > 1) {
    const auto half = (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low)) / 2;
    const auto middle = static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + half);
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

std::int64_t guess_of(double bound) {
  const double microseconds_count = std::floor(bound * 1000.0);
  if (microseconds_count >= 9.2e18)
    return highest;
  if (microseconds_count <= -9.2e18)
    return lowest;
  return static_cast<std::int64_t>(microseconds_count);
}

std::optional<std::int64_t> before(std::optional<std::int64_t> stamp) {
  if (!stamp)
    return highest;
  if (*stamp == lowest)
    return std::nullopt;
  return *stamp - 1;
}

} // namespace

std::optional<std::int64_t> from_timed(std::int64_t milliseconds_count) noexcept {
  if (milliseconds_count > highest / 1000 || milliseconds_count < lowest / 1000)
    return std::nullopt;
  return milliseconds_count * 1000;
}

std::optional<std::int64_t> from_timed(double milliseconds_count) noexcept {
  if (!(std::abs(milliseconds_count) < 9.2e15))
    return std::nullopt;
  // Whole and fraction apart: their product by 1000 at once would round a second time.
  const double whole = std::trunc(milliseconds_count);
  const double fraction = std::round((milliseconds_count - whole) * 1000.0);
  return static_cast<std::int64_t>(whole) * 1000 + static_cast<std::int64_t>(fraction);
}

std::optional<std::int64_t> first_stamp(std::int64_t bound, bool exclusive) noexcept {
  if (is_exact(bound))
    return bound * 1000 + (exclusive ? 1 : 0);
  return first_stamp(static_cast<double>(bound), exclusive);
}

std::optional<std::int64_t> first_stamp(double bound, bool exclusive) noexcept {
  if (std::isnan(bound))
    return std::nullopt;
  if (exclusive)
    return first_where(guess_of(bound), [bound](std::int64_t at) { return to_timed(at) > bound; });
  return first_where(guess_of(bound), [bound](std::int64_t at) { return to_timed(at) >= bound; });
}

std::optional<std::int64_t> last_stamp(std::int64_t bound, bool exclusive) noexcept {
  if (is_exact(bound))
    return bound * 1000 - (exclusive ? 1 : 0);
  return last_stamp(static_cast<double>(bound), exclusive);
}

std::optional<std::int64_t> last_stamp(double bound, bool exclusive) noexcept {
  if (std::isnan(bound))
    return std::nullopt;
  return before(first_stamp(bound, !exclusive));
}

} // namespace plexus::query
