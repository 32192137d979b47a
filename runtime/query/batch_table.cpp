// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/batch_table.hpp"

#include <utility>

namespace plexus::query {

namespace {

class batch_cursor final : public row_cursor {
public:
  batch_cursor(model::batch_ptr rows, const scan_bounds& bounds)
      : rows_(std::move(rows)), bounds_(bounds) {
    skip();
  }

  bool at_end() const noexcept override { return !rows_ || row_ >= rows_->rows(); }
  void next() override {
    ++row_;
    skip();
  }
  const model::batch& block() const noexcept override { return *rows_; }
  std::uint32_t row() const noexcept override { return row_; }

private:
  void skip() {
    while (!at_end() &&
           (rows_->timestamps()[row_] < bounds_.from || rows_->timestamps()[row_] > bounds_.to))
      ++row_;
  }

  model::batch_ptr rows_;
  scan_bounds bounds_;
  std::uint32_t row_ = 0;
};

} // namespace

batch_table::batch_table(model::schema_ptr layout) : layout_(std::move(layout)) {}

void batch_table::show(model::batch_ptr rows) {
  PLEXUS_ASSERT(!rows || rows->layout().same_layout(*layout_));
  rows_ = std::move(rows);
}

std::unique_ptr<row_cursor> batch_table::scan(const scan_bounds& bounds) const {
  return std::make_unique<batch_cursor>(rows_, bounds);
}

} // namespace plexus::query
