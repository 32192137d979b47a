// SPDX-License-Identifier: Apache-2.0
// The elements that wait for a request's consumer, bounded, with the overflow policies. Knows no
// actor; `buffer` is the owner's business (it stops filling and reads from history later).
#pragma once

#include "runtime/model/batch.hpp"
#include "runtime/model/request.hpp"

#include <cstdint>
#include <deque>

namespace plexus::actors {

class delivery_queue {
public:
  delivery_queue(model::overflow_policy policy, std::uint64_t rows_max);

  /// Appends; then `latest` keeps only the newest row, the others drop the oldest rows down to the
  /// bound.
  void push(model::batch_ptr rows);
  /// Up to `rows_max` rows of one layout in order; null when empty.
  model::batch_ptr pop(std::uint64_t rows_max);

  std::uint64_t rows() const noexcept { return rows_; }
  bool empty() const noexcept { return rows_ == 0; }
  /// True when the rows do not fit any more.
  bool would_overflow(std::uint64_t more) const noexcept { return rows_ + more > rows_max_; }
  std::uint64_t dropped() const noexcept { return dropped_; }
  std::uint64_t coalesced() const noexcept { return coalesced_; }

private:
  struct piece {
    model::batch_ptr rows;
    std::size_t first = 0; // rows before it are gone
  };
  std::uint64_t discard_oldest(std::uint64_t count);

  model::overflow_policy policy_;
  std::uint64_t rows_max_;
  std::deque<piece> pieces_;
  std::uint64_t rows_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t coalesced_ = 0;
};

} // namespace plexus::actors
