// SPDX-License-Identifier: Apache-2.0
// A stream's history as an SQL table, read in short pieces so that a long query holds no read
// transaction. Joins the storage room to the query room; belongs to neither.
#pragma once

#include "runtime/query/table.hpp"
#include "runtime/storage/store.hpp"

#include <memory>

namespace plexus::actors {

class history_table final : public query::table {
public:
  /// Rows outside [from, to] (microseconds, inclusive) do not exist for the query.
  history_table(std::shared_ptr<const storage::store> history, storage::stream_info stream,
                std::int64_t from, std::int64_t to);

  const model::schema_ptr& layout() const noexcept override { return stream_.layout; }
  std::uint64_t rows_estimate() const noexcept override { return stream_.elements; }
  /// History is in order of arrival; the engine sorts by time where a query asks for it.
  bool can_order() const noexcept override { return false; }
  std::unique_ptr<query::row_cursor> scan(const query::scan_bounds& bounds) const override;

private:
  std::shared_ptr<const storage::store> history_;
  storage::stream_info stream_;
  std::int64_t from_;
  std::int64_t to_;
};

} // namespace plexus::actors
