// SPDX-License-Identifier: Apache-2.0
// A hierarchical timing wheel (Varghese and Lauck, 1987) with exact due times: who is due, in order
// of due time and then of scheduling. Only bookkeeping: no threads, no clock, no payload; what a
// timer means is kept by the caller, indexed by timer_id::index.
#pragma once

#include "runtime/base/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plexus::system {

/// Names one pending timer. `index` is small and dense, so callers keep what belongs to the timer
/// in a vector; `generation` tells a stale id from a living one. The default id is never pending.
struct timer_id {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;

  friend bool operator==(timer_id, timer_id) = default;
};

/// Not thread-safe. Due times are monotonic nanoseconds; negative ones count as zero.
class timer_wheel {
public:
  timer_wheel();

  /// O(1) for timers beyond the current tick (about 1 ms), O(log of those in it) otherwise.
  timer_id schedule(nanoseconds due);

  /// False when the timer has fired or was cancelled before.
  bool cancel(timer_id id);

  struct due_timer {
    timer_id id;
    nanoseconds due;
  };

  /// Takes the first timer with due <= now, in order of (due, scheduling). The id stays valid until
  /// rearm() or release(), one of which must follow before the next call of any other verb.
  std::optional<due_timer> pop_due(nanoseconds now);
  void rearm(timer_id popped, nanoseconds due);
  void release(timer_id popped);

  /// Fires everything due: calls `fire(timer_id, nanoseconds due)`. `fire` may schedule and cancel;
  /// what it schedules at or before `now` fires in the same call. Returns how many fired.
  template <class Fire>
  std::size_t advance(nanoseconds now, Fire&& fire) {
    std::size_t fired = 0;
    while (auto next = pop_due(now)) {
      release(next->id);
      fire(next->id, next->due);
      ++fired;
    }
    return fired;
  }

  /// The exact due time of the first pending timer.
  std::optional<nanoseconds> next_due();

  bool pending(timer_id id) const noexcept;
  std::size_t size() const noexcept { return size_; }

private:
  static constexpr unsigned tick_bits = 20; // a tick is 2^20 ns, about 1.05 ms
  static constexpr unsigned slot_bits = 6;
  static constexpr unsigned slots = 1U << slot_bits;
  static constexpr unsigned levels = 8; // 20 + 6 * 8 > 63 bits: every due time fits
  static constexpr std::uint32_t none = 0xffffffff;

  enum class place : std::uint8_t { free, heap, slot, popped };

  struct node {
    std::int64_t due = 0;
    std::uint64_t sequence = 0;
    std::uint32_t previous = none; // slot: list; heap: position in it
    std::uint32_t next = none;     // slot, free: list
    std::uint32_t generation = 0;
    place where = place::free;
    std::uint8_t level = 0;
    std::uint8_t slot = 0;
  };

  std::uint32_t take_node();
  void free_node(std::uint32_t index);
  void insert(std::uint32_t index);
  void link(std::uint32_t index, unsigned level, unsigned slot);
  void unlink(std::uint32_t index);
  void heap_push(std::uint32_t index);
  void heap_remove(std::uint32_t position);
  void sift_up(std::size_t position);
  void sift_down(std::size_t position);
  bool before(std::uint32_t left, std::uint32_t right) const noexcept;
  bool fill_heap();
  void pour(unsigned level, unsigned slot);
  bool alive(timer_id id) const noexcept;

  // Every timer whose tick is <= cursor_ is in the heap, every later one in a slot.
  std::uint64_t cursor_ = 0;
  std::uint64_t sequence_ = 0;
  std::size_t size_ = 0;
  std::uint32_t free_ = none;
  std::vector<node> nodes_;
  std::vector<std::uint32_t> heap_;
  std::array<std::array<std::uint32_t, slots>, levels> heads_;
  std::array<std::uint64_t, levels> occupied_{}; // one bit per slot
};

} // namespace plexus::system
