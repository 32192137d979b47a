// SPDX-License-Identifier: Apache-2.0
// One stream of a virtual sensor from its sources' views to its result: the views' SQL put into
// the stream's query, the question whether a view has a row, and the limits on evaluations (rate,
// count). Not for what becomes of the rows (output_checks).
#pragma once

#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/output_checks.hpp"
#include "runtime/query/sql_engine.hpp"
#include "runtime/query/table.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::query {

/// True when the query keeps every row of its table, so that it has rows whenever the table has:
/// a lone SELECT without WHERE, GROUP BY, LIMIT, joins and the like. False when in doubt.
bool keeps_every_row(std::string_view source_query);

/// How often a stream was evaluated; outlives a change of its query.
struct evaluation_history {
  std::uint64_t with_rows = 0;                // evaluations that had a result
  std::optional<nanoseconds> last_attempt_at; // monotonic
};

/// A source's window and the engine's name for it.
struct source_rows {
  std::string table;
  const query::table* rows = nullptr;
};

class stream_query {
public:
  /// `sources[i]` is the window of wanted.sources[i] and must outlive the query. Errors: those of
  /// sql_engine::prepare, `where` naming the query's place.
  static result<std::unique_ptr<stream_query>> make(const model::stream& wanted,
                                                    const std::vector<source_rows>& sources,
                                                    sql_engine& engine, model::compatibility compat,
                                                    const model::schema& output);

  /// Whether the view of a source has a row, when its window shows rows or not.
  result<bool> view_has_rows(std::size_t source, bool window_shows_rows);

  /// GSN's rule: false when the count is used up or the last attempt is less than the rate ago;
  /// otherwise this is an attempt.
  bool may_evaluate(evaluation_history& past, const clock& time) const;

  /// Runs the query, or hands the window's rows through where it says no more than that.
  status run(const std::function<bool(const result_row&)>& visit);

  const output_columns& columns() const noexcept { return columns_; }

private:
  struct view {
    bool keeps_every_row = false;
    std::unique_ptr<prepared_query> rows;
  };

  stream_query(const model::stream& wanted, std::unique_ptr<prepared_query> query,
               std::vector<view> views, const table* passed_through, const model::schema& output);

  prepared_query& query() const noexcept { return query_ ? *query_ : *views_.front().rows; }

  microseconds rate_;
  std::uint64_t count_;
  std::unique_ptr<prepared_query> query_; // null: the stream repeats its source's query
  std::vector<view> views_;
  const table* passed_through_; // null: the query must be run
  output_columns columns_;
};

} // namespace plexus::query
