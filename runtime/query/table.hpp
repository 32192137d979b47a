// SPDX-License-Identifier: Apache-2.0
// What the SQL engine reads: rows in place, without copies. Windows, results of source queries and
// history are tables. Not a store and not a query.
#pragma once

#include "runtime/model/batch.hpp"

#include <cstdint>
#include <limits>
#include <memory>

namespace plexus::query {

/// What a scan may leave out and in which order it comes. Bounds are inclusive microseconds.
struct scan_bounds {
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  std::int64_t to = std::numeric_limits<std::int64_t>::max();
  bool by_time_descending = false; // newest first
  bool by_time_ascending = false;  // oldest first; neither = the table's natural order
};

/// A position in a table. Created at the first row (or at the end).
class row_cursor {
public:
  virtual ~row_cursor() = default;
  virtual bool at_end() const noexcept = 0;
  virtual void next() = 0;
  /// The batch and row under the cursor; valid until next() or until the table changes.
  virtual const model::batch& block() const noexcept = 0;
  virtual std::uint32_t row() const noexcept = 0;
  /// Set when the scan ended early because of an error (damaged chunk, ...).
  virtual status outcome() const { return {}; }
};

class table {
public:
  virtual ~table() = default;
  /// Columns after the implicit first column `timed`.
  virtual const model::schema_ptr& layout() const noexcept = 0;
  /// An upper estimate of the number of rows, for the planner.
  virtual std::uint64_t rows_estimate() const noexcept = 0;
  /// False when scan cannot give rows in order of time; the engine then sorts.
  virtual bool can_order() const noexcept { return true; }
  /// The cursor must honour the bounds exactly, and the order where can_order() is true.
  virtual std::unique_ptr<row_cursor> scan(const scan_bounds& bounds) const = 0;
};

} // namespace plexus::query
