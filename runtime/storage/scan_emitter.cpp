// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/scan_emitter.hpp"

#include "runtime/model/batch_builder.hpp"

#include <algorithm>
#include <numeric>

namespace plexus::storage {

scan_emitter::scan_emitter(const scan_request& wanted, std::int64_t cutoff,
                           const std::function<bool(const scan_piece&)>& visit)
    : wanted_(wanted), visit_(visit), from_(std::max(wanted.from, cutoff)),
      left_(wanted.limit == 0 ? std::numeric_limits<std::uint64_t>::max() : wanted.limit),
      reached_(wanted.descending ? std::numeric_limits<sequence>::max() : wanted.after) {}

bool scan_emitter::emit(const element_run& run) {
  auto fresh = run;
  const auto shift = [](sequence n) { return static_cast<std::uint32_t>(n); };
  const auto after = wanted_.descending ? wanted_.after : reached_;
  if (fresh.first <= after) {
    if (fresh.last() <= after)
      return !over_;
    fresh.begin += shift(after + 1 - fresh.first);
    fresh.first = after + 1;
  }
  if (wanted_.descending && fresh.last() >= reached_) {
    if (fresh.first >= reached_)
      return !over_;
    fresh.end -= shift(fresh.last() + 1 - reached_);
  }
  reached_ = wanted_.descending ? fresh.first : fresh.last();
  if (wants(fresh.time_min, fresh.time_max) && !over_)
    over_ = !deliver(fresh);
  return !over_;
}

bool scan_emitter::deliver(const element_run& run) {
  const bool whole = run.begin == 0 && run.end == run.block->rows();
  const bool inside = run.time_min >= from_ && run.time_max <= wanted_.to;
  piece_.sequences.clear();
  if (whole && inside && !wanted_.descending && run.rows() <= left_) {
    piece_.rows = run.block;
    piece_.sequences.resize(run.rows());
    std::iota(piece_.sequences.begin(), piece_.sequences.end(), run.first);
  } else {
    model::batch_builder builder{run.block->layout_ptr()};
    const auto times = run.block->timestamps();
    for (std::uint32_t i = 0; i < run.rows() && builder.rows() < left_; ++i) {
      const auto row = wanted_.descending ? run.end - 1 - i : run.begin + i;
      if (times[row] < from_ || times[row] > wanted_.to)
        continue;
      builder.append_row(*run.block, row);
      piece_.sequences.push_back(run.first + (row - run.begin));
    }
    piece_.rows = builder.finish();
  }
  if (piece_.sequences.empty())
    return true;
  left_ -= piece_.sequences.size();
  return visit_(piece_) && left_ > 0;
}

} // namespace plexus::storage
