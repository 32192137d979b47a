// SPDX-License-Identifier: Apache-2.0
// The newest timestamps of a stream, sorted, so that a timestamp seen shortly before is recognised
// without touching history: a window that slides by one offers most of its rows again each time.
// Knows everything from floor() up and nothing below.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace plexus::storage {

enum class seen : std::uint8_t { no, yes, unknown };

class recent_timestamps {
public:
  explicit recent_timestamps(std::size_t count_max = 4096);

  /// Nothing at or below `timed` is known: for a stream whose history was not read.
  void forget_up_to(std::int64_t timed);

  /// O(log n).
  seen find(std::int64_t timed) const noexcept;

  /// Cheapest in ascending order. Below floor() it does nothing.
  void insert(std::int64_t timed);

  /// Every timestamp of the stream at or above is known.
  std::int64_t floor() const noexcept { return floor_; }

private:
  std::size_t count_max_;
  std::int64_t floor_ = std::numeric_limits<std::int64_t>::min();
  std::vector<std::int64_t> sorted_; // from start_ on
  std::size_t start_ = 0;
};

} // namespace plexus::storage
