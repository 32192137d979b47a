// SPDX-License-Identifier: Apache-2.0
// What a request lets through of the elements of one publisher: SQL or field selection, condition,
// least spacing, minimum change. Works on elements as they come; aggregates over history are
// queries, not requests.
#pragma once

#include "runtime/model/request.hpp"
#include "runtime/query/batch_table.hpp"
#include "runtime/query/sql_engine.hpp"
#include "runtime/query/thinning.hpp"

#include <cstdint>
#include <memory>
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
  request_filter(const model::request& wanted, const model::schema_ptr& layout, const clock& time);
  status prepare(const model::request& wanted, const std::string& publisher,
                 const engine_limits& limits);
  result<model::batch_ptr> run_query(const model::batch_ptr& elements);

  thinning thinning_;
  const clock& time_;
  batch_table arrivals_;
  std::unique_ptr<sql_engine> engine_;    // most requests need none
  std::unique_ptr<prepared_query> query_; // null: every field of every element
};

} // namespace plexus::query
