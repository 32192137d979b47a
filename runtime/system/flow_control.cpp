// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/flow_control.hpp"

#include "runtime/base/assert.hpp"

#include <algorithm>

namespace plexus::system {

gate::gate(std::size_t entries_max) : entries_max_(entries_max) { PLEXUS_ASSERT(entries_max >= 1); }

bool gate::enter() noexcept {
  auto seen = inside_.load(std::memory_order_relaxed);
  while (seen < entries_max_)
    if (inside_.compare_exchange_weak(seen, seen + 1))
      return true;
  refused_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void gate::leave() noexcept {
  const auto before = inside_.fetch_sub(1);
  PLEXUS_ASSERT(before > 0);
}

std::size_t gate::inside() const noexcept { return inside_.load(); }
std::uint64_t gate::refused() const noexcept { return refused_.load(); }

credit_window::credit_window(std::size_t credits_max)
    : credits_max_(credits_max), available_(credits_max) {
  PLEXUS_ASSERT(credits_max >= 1);
}

bool credit_window::take(std::size_t count) noexcept {
  auto seen = available_.load(std::memory_order_relaxed);
  while (seen >= count)
    if (available_.compare_exchange_weak(seen, seen - count))
      return true;
  refused_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void credit_window::grant(std::size_t count) noexcept {
  auto seen = available_.load(std::memory_order_relaxed);
  while (!available_.compare_exchange_weak(seen, seen + std::min(count, credits_max_ - seen))) {
  }
}

std::size_t credit_window::available() const noexcept { return available_.load(); }
std::uint64_t credit_window::refused() const noexcept { return refused_.load(); }

credit_return::credit_return(std::size_t credits_max)
    : threshold_(std::max<std::size_t>(credits_max / 2, 1)) {}

std::size_t credit_return::worked_off(std::size_t count) noexcept {
  if (gathered_.fetch_add(count) + count < threshold_)
    return 0;
  return gathered_.exchange(0);
}

} // namespace plexus::system
