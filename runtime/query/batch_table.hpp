// SPDX-License-Identifier: Apache-2.0
// One batch as a table, for queries over just the elements that arrived. Not a window: it keeps
// nothing.
#pragma once

#include "runtime/query/table.hpp"

namespace plexus::query {

class batch_table final : public table {
public:
  explicit batch_table(model::schema_ptr layout);

  /// The rows of later scans; null = no rows. Must have the table's layout.
  void show(model::batch_ptr rows);

  const model::schema_ptr& layout() const noexcept override { return layout_; }
  std::uint64_t rows_estimate() const noexcept override { return rows_ ? rows_->rows() : 0; }
  bool can_order() const noexcept override { return false; }
  /// In order of arrival.
  std::unique_ptr<row_cursor> scan(const scan_bounds& bounds) const override;

private:
  model::schema_ptr layout_;
  model::batch_ptr rows_;
};

} // namespace plexus::query
