// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/delivery_queue.hpp"

#include "runtime/model/batch_builder.hpp"

#include <algorithm>
#include <utility>

namespace plexus::actors {

delivery_queue::delivery_queue(model::overflow_policy policy, std::uint64_t rows_max)
    : policy_(policy), rows_max_(std::max<std::uint64_t>(1, rows_max)) {}

void delivery_queue::push(model::batch_ptr rows) {
  if (!rows || rows->rows() == 0)
    return;
  rows_ += rows->rows();
  pieces_.push_back({std::move(rows), 0});
  if (policy_ == model::overflow_policy::latest)
    coalesced_ += discard_oldest(rows_ - 1);
  else if (rows_ > rows_max_)
    dropped_ += discard_oldest(rows_ - rows_max_);
}

std::uint64_t delivery_queue::discard_oldest(std::uint64_t count) {
  for (auto left = count; left > 0;) {
    auto& oldest = pieces_.front();
    const auto here = std::min<std::uint64_t>(left, oldest.rows->rows() - oldest.first);
    oldest.first += here;
    left -= here;
    if (oldest.first == oldest.rows->rows())
      pieces_.pop_front();
  }
  rows_ -= count;
  return count;
}

model::batch_ptr delivery_queue::pop(std::uint64_t rows_max) {
  if (pieces_.empty())
    return {};
  const auto& first = pieces_.front();
  if (first.first == 0 && first.rows->rows() <= rows_max &&
      (pieces_.size() == 1 || first.rows->rows() == rows_max)) {
    auto whole = first.rows;
    rows_ -= whole->rows();
    pieces_.pop_front();
    return whole;
  }
  model::batch_builder portion{first.rows->layout_ptr()};
  while (!pieces_.empty() && portion.rows() < rows_max && !portion.full() &&
         pieces_.front().rows->layout().same_layout(*portion.layout())) {
    auto& next = pieces_.front();
    portion.append_row(*next.rows, next.first);
    --rows_;
    if (++next.first == next.rows->rows())
      pieces_.pop_front();
  }
  return portion.finish();
}

} // namespace plexus::actors
