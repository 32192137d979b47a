// SPDX-License-Identifier: Apache-2.0
// Rows of a table by the value of one column, built while a join runs and thrown away with the run:
// SQLite makes no automatic indexes over virtual tables. It finds a superset of the equal rows; the
// caller still compares. Not for ranges, and not for null or binary values, which it leaves out.
#pragma once

#include "runtime/query/table.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace plexus::query {

/// Rows one index may hold; larger tables are scanned.
inline constexpr std::size_t join_index_rows_max = 1u << 18;

class join_index {
public:
  using position = std::uint32_t;
  static constexpr position none = ~position{0};

  /// Reads the whole table. Null when the values of the column are not all numbers (`text` false)
  /// or all strings (`text` true), when there are too many rows, or when the scan failed.
  static std::unique_ptr<const join_index> build(const table& rows, std::size_t column, bool text);

  /// The first row whose value may equal the key, in the table's natural order.
  position find(double key) const noexcept;
  position find(std::string_view key) const noexcept;
  /// The next row with the same key; `at` comes from find or next.
  position next(position at) const noexcept;

  const model::batch& block(position at) const noexcept { return *blocks_[entries_[at].block]; }
  std::uint32_t row(position at) const noexcept { return entries_[at].row; }
  std::size_t size() const noexcept { return entries_.size(); }
  /// Rows in the fullest slot: what the slowest lookup walks through.
  std::size_t slot_rows_max() const;

private:
  struct entry {
    std::uint64_t hash;
    std::uint32_t block;
    std::uint32_t row;
    position next;
  };

  bool add_rows(row_cursor& cursor, std::size_t column, bool text);
  void link();
  position find_hash(std::uint64_t hash) const noexcept;
  position skip(position at, std::uint64_t hash) const noexcept;

  std::vector<model::batch_ptr> blocks_; // held, a table may drop them as its cursor moves on
  std::vector<entry> entries_;
  std::vector<position> heads_; // power of two
};

} // namespace plexus::query
