// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/timer_wheel.hpp"

#include "runtime/base/assert.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace plexus::system {

timer_wheel::timer_wheel() {
  for (auto& level : heads_)
    level.fill(none);
}

timer_id timer_wheel::schedule(nanoseconds due) {
  const auto index = take_node();
  auto& entry = nodes_[index];
  entry.due = std::max<std::int64_t>(due.count(), 0);
  entry.sequence = sequence_++;
  ++size_;
  insert(index);
  return {index, entry.generation};
}

bool timer_wheel::cancel(timer_id id) {
  if (!pending(id))
    return false;
  if (nodes_[id.index].where == place::heap)
    heap_remove(nodes_[id.index].previous);
  else
    unlink(id.index);
  free_node(id.index);
  return true;
}

std::optional<timer_wheel::due_timer> timer_wheel::pop_due(nanoseconds now) {
  if (!fill_heap())
    return std::nullopt;
  const auto index = heap_.front();
  auto& entry = nodes_[index];
  if (entry.due > now.count())
    return std::nullopt;
  heap_remove(0);
  entry.where = place::popped;
  return due_timer{{index, entry.generation}, nanoseconds{entry.due}};
}

void timer_wheel::rearm(timer_id popped, nanoseconds due) {
  PLEXUS_ASSERT(alive(popped) && nodes_[popped.index].where == place::popped);
  auto& entry = nodes_[popped.index];
  entry.due = std::max<std::int64_t>(due.count(), 0);
  entry.sequence = sequence_++;
  insert(popped.index);
}

void timer_wheel::release(timer_id popped) {
  PLEXUS_ASSERT(alive(popped) && nodes_[popped.index].where == place::popped);
  free_node(popped.index);
}

std::optional<nanoseconds> timer_wheel::next_due() {
  if (!fill_heap())
    return std::nullopt;
  return nanoseconds{nodes_[heap_.front()].due};
}

bool timer_wheel::alive(timer_id id) const noexcept {
  return id.index < nodes_.size() && nodes_[id.index].generation == id.generation &&
         nodes_[id.index].where != place::free;
}

bool timer_wheel::pending(timer_id id) const noexcept {
  return alive(id) && nodes_[id.index].where != place::popped;
}

std::uint32_t timer_wheel::take_node() {
  if (free_ == none) {
    PLEXUS_ASSERT(nodes_.size() < none);
    nodes_.emplace_back();
    nodes_.back().generation = 1;
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  const auto index = free_;
  free_ = nodes_[index].next;
  return index;
}

void timer_wheel::free_node(std::uint32_t index) {
  auto& entry = nodes_[index];
  entry.where = place::free;
  entry.next = free_;
  if (++entry.generation == 0) // 0 belongs to the default timer_id
    entry.generation = 1;
  free_ = index;
  --size_;
}

void timer_wheel::insert(std::uint32_t index) {
  const auto tick = static_cast<std::uint64_t>(nodes_[index].due) >> tick_bits;
  if (tick <= cursor_) {
    heap_push(index);
    return;
  }
  // The level is that of the highest digit in which the tick differs from the cursor, so a slot is
  // poured exactly when the cursor reaches its digit and never holds timers of two rounds.
  const auto highest = 63U - static_cast<unsigned>(std::countl_zero(tick ^ cursor_));
  const auto level = highest / slot_bits;
  link(index, level, static_cast<unsigned>(tick >> (level * slot_bits)) & (slots - 1));
}

void timer_wheel::link(std::uint32_t index, unsigned level, unsigned slot) {
  auto& entry = nodes_[index];
  auto& head = heads_[level][slot];
  entry.where = place::slot;
  entry.level = static_cast<std::uint8_t>(level);
  entry.slot = static_cast<std::uint8_t>(slot);
  entry.previous = none;
  entry.next = head;
  if (head != none)
    nodes_[head].previous = index;
  head = index;
  occupied_[level] |= std::uint64_t{1} << slot;
}

void timer_wheel::unlink(std::uint32_t index) {
  const auto& entry = nodes_[index];
  if (entry.next != none)
    nodes_[entry.next].previous = entry.previous;
  if (entry.previous != none) {
    nodes_[entry.previous].next = entry.next;
    return;
  }
  heads_[entry.level][entry.slot] = entry.next;
  if (entry.next == none)
    occupied_[entry.level] &= ~(std::uint64_t{1} << entry.slot);
}

// Moves the cursor to the next tick that has timers until the heap holds the first of all.
bool timer_wheel::fill_heap() {
  while (heap_.empty()) {
    unsigned level = 0;
    while (level < levels && occupied_[level] == 0)
      ++level;
    if (level == levels)
      return false;
    // Slots behind the cursor's digit cannot be occupied: they were poured on the way.
    const auto slot = static_cast<unsigned>(std::countr_zero(occupied_[level]));
    const auto shift = level * slot_bits;
    const auto above = shift + slot_bits >= 64 ? 0 : cursor_ >> (shift + slot_bits);
    cursor_ = ((above << slot_bits) | slot) << shift;
    pour(level, slot);
  }
  return true;
}

void timer_wheel::pour(unsigned level, unsigned slot) {
  auto index = std::exchange(heads_[level][slot], none);
  occupied_[level] &= ~(std::uint64_t{1} << slot);
  while (index != none) {
    const auto next = nodes_[index].next;
    insert(index);
    index = next;
  }
}

bool timer_wheel::before(std::uint32_t left, std::uint32_t right) const noexcept {
  const auto& a = nodes_[left];
  const auto& b = nodes_[right];
  return a.due != b.due ? a.due < b.due : a.sequence < b.sequence;
}

void timer_wheel::heap_push(std::uint32_t index) {
  nodes_[index].where = place::heap;
  nodes_[index].previous = static_cast<std::uint32_t>(heap_.size());
  heap_.push_back(index);
  sift_up(heap_.size() - 1);
}

void timer_wheel::heap_remove(std::uint32_t position) {
  const auto last = heap_.back();
  heap_.pop_back();
  if (position == heap_.size())
    return;
  heap_[position] = last;
  nodes_[last].previous = position;
  sift_up(position);
  sift_down(nodes_[last].previous);
}

void timer_wheel::sift_up(std::size_t position) {
  const auto index = heap_[position];
  while (position > 0) {
    const auto parent = (position - 1) / 2;
    if (!before(index, heap_[parent]))
      break;
    heap_[position] = heap_[parent];
    nodes_[heap_[position]].previous = static_cast<std::uint32_t>(position);
    position = parent;
  }
  heap_[position] = index;
  nodes_[index].previous = static_cast<std::uint32_t>(position);
}

void timer_wheel::sift_down(std::size_t position) {
  const auto index = heap_[position];
  for (;;) {
    auto child = 2 * position + 1;
    if (child >= heap_.size())
      break;
    if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child]))
      ++child;
    if (!before(heap_[child], index))
      break;
    heap_[position] = heap_[child];
    nodes_[heap_[position]].previous = static_cast<std::uint32_t>(position);
    position = child;
  }
  heap_[position] = index;
  nodes_[index].previous = static_cast<std::uint32_t>(position);
}

} // namespace plexus::system
