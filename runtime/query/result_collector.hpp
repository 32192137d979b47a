// SPDX-License-Identifier: Apache-2.0
// A result as a batch: the types of its columns are known only when the last row has come, so
// columns widen as they grow. For queries that run often: buffers and the schema are kept from one
// result to the next. For a single result there is collect().
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/query/sql_engine.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace plexus::query {

/// Texts and binaries of one result; its rows are bounded by the engine.
inline constexpr std::size_t result_bytes_max = 4 * model::batch_tail_bytes_max;

class result_collector {
public:
  /// Must not outlive the query. Two columns `a` and `A` are one field, the last of them.
  explicit result_collector(prepared_query& query);

  /// Runs the query; rules and errors are those of query::collect. Never null: an empty result is
  /// an empty batch.
  result<model::batch_ptr> collect(timestamp fallback, std::uint64_t rows_max = 0);
  /// The same for a result of any size: batches of one layout, each as large as one may be. There
  /// is at least one. limit_exceeded past result_bytes_max.
  result<std::vector<model::batch_ptr>> collect_all(timestamp fallback, std::uint64_t rows_max = 0);

private:
  struct bounds {
    std::size_t rows = 0;
    std::size_t bytes = 0;
  };
  struct cell {
    std::int64_t content = 0; // an integer, the bits of a real, or where its bytes begin
    std::uint32_t size = 0;   // of its bytes
    result_row::kind is{};
  };
  struct column {
    std::size_t source = 0; // in the result
    std::string name;
    std::vector<cell> cells;
    std::string bytes;
    bool has_integer = false;
    bool has_real = false;
    bool has_text = false;
    bool has_blob = false;

    void clear();
    void append(const result_row& row);
    model::value_type type() const;
    std::size_t bytes_of(std::size_t row) const; // at most, in a batch
    status put(model::batch_builder& out, std::size_t field, std::size_t row) const;
  };

  status gather(timestamp fallback, std::uint64_t rows_max, const bounds& most);
  status append(const result_row& row, timestamp fallback, const bounds& most);
  status settle_layout();
  result<std::vector<model::batch_ptr>> build() const;

  prepared_query& query_;
  std::size_t timed_; // its column in the result, or that of none
  std::vector<column> columns_;
  std::vector<std::int64_t> stamps_;
  std::size_t bytes_ = 0;
  model::schema_ptr layout_;
};

} // namespace plexus::query
