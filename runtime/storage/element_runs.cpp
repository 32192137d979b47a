// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/element_runs.hpp"

#include "runtime/model/batch_builder.hpp"

#include <algorithm>

namespace plexus::storage {
namespace {

constexpr std::uint64_t small_rows = 32;     // a run below is small
constexpr std::size_t small_runs_max = 32;   // so many small runs become one
constexpr std::uint64_t wasteful_factor = 4; // a block is copied when less of it is in use

} // namespace

element_run make_run(sequence first, const model::batch_ptr& block, std::uint32_t begin,
                     std::uint32_t end) {
  PLEXUS_ASSERT(begin < end && end <= block->rows());
  const auto times = block->timestamps().subspan(begin, end - begin);
  const auto [low, high] = std::ranges::minmax_element(times);
  return {first, block, begin, end, *low, *high};
}

model::batch_ptr rows_of(const element_run& run) {
  if (run.begin == 0 && run.end == run.block->rows())
    return run.block;
  model::batch_builder builder{run.block->layout_ptr()};
  for (auto row = run.begin; row < run.end; ++row)
    builder.append_row(*run.block, row);
  return builder.finish();
}

void element_runs::append(element_run run) {
  PLEXUS_ASSERT(run.first > last());
  rows_ += run.rows();
  small_ = run.rows() < small_rows ? small_ + 1 : 0;
  runs_.push_back(std::move(run));
  if (small_ >= small_runs_max)
    merge_small();
}

void element_runs::merge_small() {
  auto at = runs_.end() - static_cast<std::ptrdiff_t>(small_);
  small_ = 0;
  std::vector<element_run> merged;
  while (at != runs_.end()) {
    model::batch_builder builder{at->block->layout_ptr()};
    const auto first = at->first;
    auto next = first;
    for (; at != runs_.end() && at->first == next; ++at) { // a gap starts another run
      next = at->last() + 1;
      for (auto row = at->begin; row < at->end; ++row)
        builder.append_row(*at->block, row);
    }
    const auto block = builder.finish();
    merged.push_back(make_run(first, block, 0, static_cast<std::uint32_t>(block->rows())));
  }
  while (!runs_.empty() && runs_.back().first >= merged.front().first)
    runs_.pop_back();
  std::ranges::move(merged, std::back_inserter(runs_));
}

void element_runs::drop_until(sequence until) {
  while (!runs_.empty() && runs_.front().last() <= until) {
    rows_ -= runs_.front().rows();
    runs_.pop_front();
  }
  small_ = std::min(small_, runs_.size());
  if (runs_.empty() || runs_.front().first > until)
    return;
  auto& run = runs_.front();
  const auto dropped = until + 1 - run.first;
  rows_ -= dropped;
  const auto begin = run.begin + static_cast<std::uint32_t>(dropped);
  run = make_run(until + 1, run.block, begin, run.end);
  if (run.rows() * wasteful_factor < run.block->rows()) {
    const auto own = rows_of(run);
    run = make_run(run.first, own, 0, static_cast<std::uint32_t>(own->rows()));
  }
}

std::uint64_t element_runs::drop_older(std::int64_t cutoff) {
  const auto before = rows_;
  std::erase_if(runs_, [&](const element_run& run) {
    if (run.time_max >= cutoff)
      return false;
    rows_ -= run.rows();
    return true;
  });
  small_ = std::min(small_, runs_.size());
  return before - rows_;
}

bool element_runs::contains(std::int64_t timed) const noexcept {
  return std::ranges::any_of(runs_, [&](const element_run& run) {
    const auto times = run.timestamps();
    return run.time_min <= timed && timed <= run.time_max &&
           std::ranges::find(times, timed) != times.end();
  });
}

} // namespace plexus::storage
