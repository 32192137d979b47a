// SPDX-License-Identifier: Apache-2.0
// Which elements of a stream count as kept, by GSN's rule: with `count` N those whose timestamp is
// among the N newest (all that share the N-th newest one stay), with `age` D those not older than
// the newest timestamp minus D. Both come down to a least timestamp. Stores delete whole chunks,
// and hide the rest by that timestamp.
#pragma once

#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace plexus::storage {

/// A group of elements that is only looked into when it must be.
struct extent {
  std::uint64_t rows = 0;
  std::int64_t time_min = 0; // microseconds
  std::int64_t time_max = 0;
};

struct kept_elements {
  std::int64_t cutoff = std::numeric_limits<std::int64_t>::min(); // least timestamp kept
  std::uint64_t rows = 0;
  std::optional<std::int64_t> oldest; // microseconds
  std::optional<std::int64_t> newest;
};

/// Adds the timestamps of an extent, by its index, to the vector; none when they cannot be read.
using read_timestamps = std::function<void(std::size_t, std::vector<std::int64_t>&)>;

/// Looks only into the extents that the bound runs through.
kept_elements what_is_kept(const model::retention& rule, std::span<const extent> extents,
                           const read_timestamps& read);

} // namespace plexus::storage
