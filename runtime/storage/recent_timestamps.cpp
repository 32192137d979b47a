// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/recent_timestamps.hpp"

#include "runtime/base/assert.hpp"

#include <algorithm>

namespace plexus::storage {

recent_timestamps::recent_timestamps(std::size_t count_max) : count_max_(count_max) {
  PLEXUS_ASSERT(count_max >= 1);
}

void recent_timestamps::forget_up_to(std::int64_t timed) {
  sorted_.clear();
  start_ = 0;
  // The greatest timestamp there is cannot be told from "nothing is known"; it stays unknown.
  floor_ = timed == std::numeric_limits<std::int64_t>::max() ? timed : timed + 1;
}

seen recent_timestamps::find(std::int64_t timed) const noexcept {
  if (timed < floor_)
    return seen::unknown;
  const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(start_);
  return std::binary_search(begin, sorted_.end(), timed) ? seen::yes : seen::no;
}

void recent_timestamps::insert(std::int64_t timed) {
  if (timed < floor_)
    return;
  if (start_ == sorted_.size() || sorted_.back() < timed) {
    sorted_.push_back(timed);
  } else {
    const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(start_);
    sorted_.insert(std::upper_bound(begin, sorted_.end(), timed), timed);
  }
  while (sorted_.size() - start_ > count_max_) {
    floor_ = sorted_[start_] + 1; // not the greatest there is: a greater or equal one follows
    ++start_;
  }
  if (start_ >= count_max_) {
    sorted_.erase(sorted_.begin(), sorted_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
  }
}

} // namespace plexus::storage
