// SPDX-License-Identifier: Apache-2.0
// The rows of a source that queries may see, held in place by reference to the batches they came
// in. What is kept and what the view shows of it are told apart: whoever owns the window says both
// (source_window). Not for deciding when a window fires (window_trigger).
#pragma once

#include "runtime/query/ring.hpp"
#include "runtime/query/sampling.hpp"
#include "runtime/query/table.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace plexus::query {

/// Bound of the rows one window keeps.
inline constexpr std::size_t window_rows_max = 1'000'000;

class window final : public table {
public:
  /// `rows_expected` tells the SQL planner what to reckon with before the first row has come.
  window(model::schema_ptr layout, std::uint64_t rows_expected, sampling shown = sampling{},
         std::size_t rows_max = window_rows_max);

  /// Takes one row at the end. At rows_max the oldest row goes; counted in overflowed().
  void append(const model::batch_ptr& owner, std::uint32_t row);

  /// With a held view, rows that the view shows are kept until the view changes; without, they may
  /// leave the view together with the window.
  void hold_view(bool wanted) noexcept { holds_view_ = wanted; }

  /// Drops the oldest rows until at most `rows` are left.
  void keep_newest(std::size_t rows);
  /// Drops leading rows whose timestamp (microseconds) is before `from`.
  void keep_from(std::int64_t from);

  /// What queries see from now on, until the next such call. Bounds are inclusive microseconds.
  void show_nothing() noexcept;
  /// The `rows` newest by arrival; nothing while there are fewer.
  void show_newest(std::size_t rows) noexcept;
  void show_between(std::int64_t from, std::int64_t to);

  /// Whether the view has a row, without running a query.
  bool shows_rows() const noexcept;

  std::size_t rows() const noexcept { return rows_.size(); }
  std::uint64_t overflowed() const noexcept { return overflowed_; }
  /// Largest timestamp that ever came in; the least integer before the first.
  std::int64_t newest() const noexcept { return newest_; }

  const model::schema_ptr& layout() const noexcept override { return layout_; }
  std::uint64_t rows_estimate() const noexcept override;
  /// Natural order is newest first, by arrival (GSN's views are ordered that way).
  std::unique_ptr<row_cursor> scan(const scan_bounds& bounds) const override;

private:
  friend class window_cursor;

  struct entry {
    const model::batch* block = nullptr;
    std::uint32_t row = 0;
    std::int64_t timed() const noexcept { return block->timestamps()[row]; }
  };
  /// One share in a batch for a run of consecutive rows from it, so that a row costs no atomic.
  struct run {
    model::batch_ptr owner;
    std::size_t rows = 0;
  };
  /// Positions in rows_, first included, last excluded.
  struct range {
    std::size_t first = 0;
    std::size_t last = 0;
  };

  bool in_order() const noexcept { return descents_ == 0; }
  void drop_oldest();
  bool may_drop_oldest() const noexcept;
  range view() const noexcept;
  range bisect(range within, std::int64_t from, std::int64_t to) const noexcept;
  bool visible(const entry& e, std::int64_t from, std::int64_t to) const noexcept;

  model::schema_ptr layout_;
  std::uint64_t rows_expected_;
  sampling shown_;
  std::size_t rows_max_;
  bool holds_view_ = false;

  ring<entry> rows_;
  ring<run> runs_;
  std::uint64_t dropped_ = 0; // rows that left; the oldest row's sequence number
  std::size_t descents_ = 0;  // neighbours in rows_ whose timestamps go down
  std::uint64_t overflowed_ = 0;
  std::int64_t newest_ = std::numeric_limits<std::int64_t>::min();

  // The view, in sequence numbers, which stay when old rows leave; the bounds matter only while the
  // rows are out of order.
  std::uint64_t view_first_ = 0;
  std::uint64_t view_last_ = 0;
  scan_bounds view_bounds_;
};

} // namespace plexus::query
