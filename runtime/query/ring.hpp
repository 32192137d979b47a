// SPDX-License-Identifier: Apache-2.0
// A circular buffer that grows at the back, shrinks at the front and is read by position. What
// windows keep their rows in; a deque would allocate a node every few elements. Not bounded by
// itself: its owner is.
#pragma once

#include "runtime/base/assert.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace plexus::query {

template <class T>
class ring {
public:
  void push_back(T item) {
    if (count_ == slots_.size())
      resize(std::max<std::size_t>(slots_per_ring_min, slots_.size() * 2));
    slots_[place(count_)] = std::move(item);
    ++count_;
  }

  /// Gives memory back when the ring has become much emptier than it was.
  void pop_front() {
    PLEXUS_ASSERT(count_ > 0);
    slots_[first_] = T{};
    first_ = place(1);
    --count_;
    if (slots_.size() > slots_kept_min && count_ < slots_.size() / 8)
      resize(slots_.size() / 2);
  }

  std::size_t size() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }

  /// Position 0 is the oldest.
  T& operator[](std::size_t position) noexcept { return slots_[place(position)]; }
  const T& operator[](std::size_t position) const noexcept { return slots_[place(position)]; }
  T& front() noexcept { return slots_[first_]; }
  const T& front() const noexcept { return slots_[first_]; }
  T& back() noexcept { return slots_[place(count_ - 1)]; }
  const T& back() const noexcept { return slots_[place(count_ - 1)]; }

private:
  static constexpr std::size_t slots_per_ring_min = 4; // sizes are powers of two
  static constexpr std::size_t slots_kept_min = 64;

  std::size_t place(std::size_t position) const noexcept {
    return (first_ + position) & (slots_.size() - 1);
  }

  void resize(std::size_t wanted) {
    std::vector<T> moved(wanted);
    for (std::size_t i = 0; i < count_; ++i)
      moved[i] = std::move(slots_[place(i)]);
    slots_ = std::move(moved);
    first_ = 0;
  }

  std::vector<T> slots_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

} // namespace plexus::query
