// SPDX-License-Identifier: Apache-2.0
// Elements held in memory in order of sequence: the tail of a stream that is not in chunks yet, or
// all of a stream of the memory store. Shares the batches it is given; small ones are merged, so
// that elements arriving one by one do not keep a block each.
#pragma once

#include "runtime/model/batch.hpp"
#include "runtime/storage/store.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace plexus::storage {

/// Rows [begin, end) of a block, with consecutive sequences from `first` on.
struct element_run {
  sequence first = 0;
  model::batch_ptr block;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::int64_t time_min = 0; // microseconds
  std::int64_t time_max = 0;

  std::uint64_t rows() const noexcept { return end - begin; }
  sequence last() const noexcept { return first + rows() - 1; }
  std::span<const std::int64_t> timestamps() const noexcept {
    return block->timestamps().subspan(begin, end - begin);
  }
};

/// The run of rows [begin, end), which must not be empty, of `block`.
element_run make_run(sequence first, const model::batch_ptr& block, std::uint32_t begin,
                     std::uint32_t end);

/// The rows of a run as a batch of their own; the block itself when the run is all of it.
model::batch_ptr rows_of(const element_run& run);

class element_runs {
public:
  /// `run.first` must be above last().
  void append(element_run run);

  /// Drops every element with a sequence up to `until`.
  void drop_until(sequence until);

  /// Drops runs whose elements are all older than `cutoff`. Returns the number of elements.
  std::uint64_t drop_older(std::int64_t cutoff);

  bool contains(std::int64_t timed) const noexcept;

  const std::deque<element_run>& runs() const noexcept { return runs_; }
  std::uint64_t rows() const noexcept { return rows_; }
  bool empty() const noexcept { return runs_.empty(); }
  sequence first() const noexcept { return runs_.empty() ? 0 : runs_.front().first; }
  sequence last() const noexcept { return runs_.empty() ? 0 : runs_.back().last(); }

private:
  void merge_small();

  std::deque<element_run> runs_;
  std::uint64_t rows_ = 0;
  std::size_t small_ = 0; // small runs at the end
};

} // namespace plexus::storage
