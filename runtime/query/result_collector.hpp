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

class result_collector {
public:
  /// Must not outlive the query. Two columns `a` and `A` are one field, the last of them.
  explicit result_collector(prepared_query& query);

  /// Runs the query; rules and errors are those of query::collect. Never null: an empty result is
  /// an empty batch.
  result<model::batch_ptr> collect(timestamp fallback, std::uint64_t rows_max = 0);

private:
  struct cell {
    result_row::kind is{};
    std::int64_t integer = 0; // or where its bytes begin
    double real = 0;
    std::size_t size = 0;
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
    status put(model::batch_builder& out, std::size_t field, std::size_t row) const;
  };

  status append(const result_row& row, timestamp fallback);
  status settle_layout();
  result<model::batch_ptr> build() const;

  prepared_query& query_;
  std::size_t timed_; // its column in the result, or that of none
  std::vector<column> columns_;
  std::vector<std::int64_t> stamps_;
  std::size_t bytes_ = 0;
  model::schema_ptr layout_;
};

} // namespace plexus::query
