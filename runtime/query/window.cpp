// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/window.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace plexus::query {

namespace {

constexpr auto time_min = std::numeric_limits<std::int64_t>::min();
constexpr auto time_max = std::numeric_limits<std::int64_t>::max();

} // namespace

/// Walks positions up or down; skips what the bounds or the sampling hide when told to.
class window_cursor final : public row_cursor {
public:
  window_cursor(const window& rows, window::range part, bool ascending, bool filter,
                const scan_bounds& bounds)
      : rows_(rows), left_(part.last - part.first), ascending_(ascending), filter_(filter),
        from_(bounds.from), to_(bounds.to) {
    position_ = ascending ? part.first : part.last - 1;
    settle();
  }

  bool at_end() const noexcept override { return left_ == 0; }
  void next() override {
    step();
    settle();
  }
  const model::batch& block() const noexcept override { return *entry_.block; }
  std::uint32_t row() const noexcept override { return entry_.row; }

private:
  void step() noexcept {
    --left_;
    position_ += ascending_ ? std::size_t{1} : ~std::size_t{0};
  }
  void settle() noexcept {
    for (; left_ != 0; step()) {
      entry_ = rows_.rows_[position_];
      if (!filter_ || rows_.visible(entry_, from_, to_))
        return;
    }
  }

  const window& rows_;
  std::size_t position_ = 0;
  std::size_t left_;
  window::entry entry_;
  bool ascending_;
  bool filter_;
  std::int64_t from_;
  std::int64_t to_;
};

namespace {

/// Rows put in order beforehand, for windows that elements of several devices come to out of order.
class sorted_cursor final : public row_cursor {
public:
  struct place {
    const model::batch* block;
    std::uint32_t row;
  };
  explicit sorted_cursor(std::vector<place> rows) : rows_(std::move(rows)) {}

  bool at_end() const noexcept override { return position_ == rows_.size(); }
  void next() override { ++position_; }
  const model::batch& block() const noexcept override { return *rows_[position_].block; }
  std::uint32_t row() const noexcept override { return rows_[position_].row; }

private:
  std::vector<place> rows_;
  std::size_t position_ = 0;
};

} // namespace

window::window(model::schema_ptr layout, std::uint64_t rows_expected, sampling shown,
               std::size_t rows_max)
    : layout_(std::move(layout)), rows_expected_(rows_expected), shown_(shown),
      rows_max_(rows_max) {
  PLEXUS_ASSERT(rows_max_ >= 1);
}

void window::append(const model::batch_ptr& owner, std::uint32_t row) {
  PLEXUS_ASSERT(row < owner->rows());
  if (rows_.size() == rows_max_) {
    drop_oldest();
    ++overflowed_;
  }
  const entry added{owner.get(), row};
  if (!rows_.empty() && rows_.back().timed() > added.timed())
    ++descents_;
  newest_ = std::max(newest_, added.timed());
  rows_.push_back(added);
  if (!runs_.empty() && runs_.back().owner == owner)
    ++runs_.back().rows;
  else
    runs_.push_back({owner, 1});
}

void window::drop_oldest() {
  if (rows_.size() > 1 && rows_[0].timed() > rows_[1].timed())
    --descents_;
  rows_.pop_front();
  ++dropped_;
  if (--runs_.front().rows == 0)
    runs_.pop_front();
}

bool window::may_drop_oldest() const noexcept {
  return !holds_view_ || view_first_ == view_last_ || dropped_ < view_first_;
}

void window::keep_newest(std::size_t rows) {
  while (rows_.size() > rows && may_drop_oldest())
    drop_oldest();
}

void window::keep_from(std::int64_t from) {
  while (!rows_.empty() && rows_.front().timed() < from && may_drop_oldest())
    drop_oldest();
}

void window::show_nothing() noexcept { view_first_ = view_last_ = 0; }

void window::show_newest(std::size_t rows) noexcept {
  if (rows_.size() < rows)
    return show_nothing();
  view_last_ = dropped_ + rows_.size();
  view_first_ = view_last_ - rows;
  view_bounds_ = {};
}

void window::show_between(std::int64_t from, std::int64_t to) {
  range part{0, rows_.size()};
  view_bounds_ = {};
  if (in_order()) {
    part = bisect(part, from, to);
  } else {
    view_bounds_.from = from;
    view_bounds_.to = to;
  }
  view_first_ = dropped_ + part.first;
  view_last_ = dropped_ + part.last;
}

window::range window::view() const noexcept {
  if (view_last_ <= dropped_)
    return {};
  return {static_cast<std::size_t>(std::max(view_first_, dropped_) - dropped_),
          static_cast<std::size_t>(view_last_ - dropped_)};
}

window::range window::bisect(range within, std::int64_t from, std::int64_t to) const noexcept {
  const auto first_where = [&](auto&& reached) {
    auto low = within.first;
    auto high = within.last;
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      if (reached(rows_[middle].timed()))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  };
  range part = within;
  if (from != time_min)
    part.first = first_where([&](std::int64_t timed) { return timed >= from; });
  if (to != time_max)
    part.last = std::max(part.first, first_where([&](std::int64_t timed) { return timed > to; }));
  return part;
}

bool window::visible(const entry& e, std::int64_t from, std::int64_t to) const noexcept {
  const auto timed = e.timed();
  return timed >= from && timed <= to && shown_.keeps(timed);
}

bool window::shows_rows() const noexcept {
  auto part = view();
  if (in_order())
    part = bisect(part, view_bounds_.from, view_bounds_.to);
  if (in_order() && shown_.keeps_all())
    return part.first != part.last;
  for (auto i = part.first; i != part.last; ++i)
    if (visible(rows_[i], view_bounds_.from, view_bounds_.to))
      return true;
  return false;
}

std::uint64_t window::rows_estimate() const noexcept {
  const auto part = view();
  return std::max<std::uint64_t>(rows_expected_, part.last - part.first);
}

std::unique_ptr<row_cursor> window::scan(const scan_bounds& bounds) const {
  auto wanted = bounds;
  wanted.from = std::max(bounds.from, view_bounds_.from);
  wanted.to = std::min(bounds.to, view_bounds_.to);
  auto part = view();
  if (in_order()) {
    part = bisect(part, wanted.from, wanted.to);
    return std::make_unique<window_cursor>(*this, part, bounds.by_time_ascending,
                                           !shown_.keeps_all(), wanted);
  }
  if (!bounds.by_time_ascending && !bounds.by_time_descending)
    return std::make_unique<window_cursor>(*this, part, false, true, wanted);
  std::vector<sorted_cursor::place> rows;
  for (auto i = part.first; i != part.last; ++i) {
    const auto position = bounds.by_time_ascending ? i : part.last - 1 - (i - part.first);
    if (visible(rows_[position], wanted.from, wanted.to))
      rows.push_back({rows_[position].block, rows_[position].row});
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    const auto left = a.block->timestamps()[a.row];
    const auto right = b.block->timestamps()[b.row];
    return bounds.by_time_ascending ? left < right : left > right;
  });
  return std::make_unique<sorted_cursor>(std::move(rows));
}

} // namespace plexus::query
