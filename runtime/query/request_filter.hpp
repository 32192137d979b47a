// SPDX-License-Identifier: Apache-2.0
// What a request lets through of the elements of one publisher: SQL or field selection, condition,
// least spacing, minimum change. Works on elements as they come; aggregates over history are
// queries, not requests.
#pragma once

#include "runtime/model/request.hpp"
#include "runtime/query/batch_table.hpp"
#include "runtime/query/sql_engine.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace plexus::query {

class request_filter {
public:
  struct outcome {
    model::batch_ptr rows;      // may be null: nothing passed
    std::uint64_t filtered = 0; // elements left out
  };

  /// `publisher` is the name the request's SQL or source uses. Errors: those of
  /// sql_engine::prepare; unknown_field for a field or change_field the layout does not have.
  static result<std::unique_ptr<request_filter>>
  make(const model::request& wanted, const std::string& publisher, const model::schema_ptr& layout,
       const clock& time, const engine_limits& limits);

  /// Elements in order of arrival. Errors: those of prepared_query::run; nothing passed then.
  result<outcome> apply(const model::batch_ptr& elements);

  /// A batch without rows, of the fields that what passes has. The types of an SQL result follow
  /// its rows; without any they are a guess. Errors: those of prepared_query::run.
  result<model::batch_ptr> no_rows();

private:
  request_filter(const model::request& wanted, const model::schema_ptr& layout, const clock& time,
                 const engine_limits& limits);
  status prepare(const model::request& wanted, const std::string& publisher);
  result<model::batch_ptr> run_query(const model::batch_ptr& elements);
  model::batch_ptr thin_out(const model::batch_ptr& rows);
  bool is_due(std::int64_t timed) const;
  bool has_changed(const model::batch& rows, std::size_t row) const;

  microseconds every_;
  std::string change_field_;
  double minimum_change_ = 0;
  const clock& time_;
  batch_table arrivals_;
  sql_engine engine_;
  std::unique_ptr<prepared_query> query_; // null: every field of every element
  std::optional<std::int64_t> last_timed_;
  std::optional<double> last_value_;
};

} // namespace plexus::query
