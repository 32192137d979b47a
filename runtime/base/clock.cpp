// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/clock.hpp"

#include "runtime/base/assert.hpp"

namespace plexus {

timestamp system_clock::now() const noexcept {
  return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

nanoseconds system_clock::monotonic() const noexcept {
  return std::chrono::steady_clock::now().time_since_epoch();
}

manual_clock::manual_clock(timestamp start) : start_(start) {}

void manual_clock::advance(nanoseconds step) noexcept {
  PLEXUS_ASSERT(step.count() >= 0);
  elapsed_.fetch_add(step.count(), std::memory_order_relaxed);
}

void manual_clock::advance_to(timestamp at) noexcept {
  const auto target = std::chrono::duration_cast<nanoseconds>(at - start_).count();
  auto seen = elapsed_.load(std::memory_order_relaxed);
  while (seen < target && !elapsed_.compare_exchange_weak(seen, target)) {
  }
}

timestamp manual_clock::now() const noexcept {
  return start_ + std::chrono::duration_cast<microseconds>(monotonic());
}

nanoseconds manual_clock::monotonic() const noexcept {
  return nanoseconds{elapsed_.load(std::memory_order_relaxed)};
}

} // namespace plexus
