// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/history_table.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace plexus::actors {

namespace {

constexpr std::uint64_t rows_per_read = 8'192;

class history_cursor final : public query::row_cursor {
public:
  history_cursor(const storage::store& history, storage::stream_id stream, std::int64_t from,
                 std::int64_t to)
      : history_(history), stream_(stream) {
    wanted_.from = from;
    wanted_.to = to;
    wanted_.limit = rows_per_read;
    read();
  }

  bool at_end() const noexcept override { return pieces_.empty(); }
  void next() override {
    if (++row_ < pieces_.front()->rows())
      return;
    row_ = 0;
    pieces_.pop_front();
    if (pieces_.empty() && !exhausted_)
      read();
  }
  const model::batch& block() const noexcept override { return *pieces_.front(); }
  std::uint32_t row() const noexcept override { return row_; }
  status outcome() const override { return outcome_; }

private:
  void read() {
    std::uint64_t rows = 0;
    auto done = history_.scan(stream_, wanted_, [&](const storage::scan_piece& piece) {
      if (piece.rows->rows() > 0) {
        rows += piece.rows->rows();
        wanted_.after = piece.sequences.back();
        pieces_.push_back(piece.rows);
      }
      return true;
    });
    exhausted_ = rows < rows_per_read;
    if (!done)
      outcome_ = done;
  }

  const storage::store& history_;
  storage::stream_id stream_;
  storage::scan_request wanted_;
  std::deque<model::batch_ptr> pieces_;
  std::uint32_t row_ = 0;
  bool exhausted_ = false;
  status outcome_;
};

} // namespace

history_table::history_table(std::shared_ptr<const storage::store> history,
                             storage::stream_info stream, std::int64_t from, std::int64_t to)
    : history_(std::move(history)), stream_(std::move(stream)), from_(from), to_(to) {}

std::unique_ptr<query::row_cursor> history_table::scan(const query::scan_bounds& bounds) const {
  return std::make_unique<history_cursor>(*history_, stream_.id, std::max(from_, bounds.from),
                                          std::min(to_, bounds.to));
}

} // namespace plexus::actors
