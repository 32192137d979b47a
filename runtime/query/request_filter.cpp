// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/request_filter.hpp"

#include "runtime/model/batch_builder.hpp"

#include <utility>

namespace plexus::query {

namespace {

constexpr const char* arrivals_name = "arrivals";

std::string selection_sql(const model::request& wanted, const std::string& publisher) {
  std::string sql = "SELECT timed";
  if (wanted.fields.empty())
    sql += ", *"; // `timed` twice; the last one counts
  for (const auto& field : wanted.fields)
    sql += ", \"" + field + "\"";
  sql += " FROM \"" + publisher + "\"";
  if (!wanted.filter.empty())
    sql += " WHERE (" + wanted.filter + ")";
  return sql;
}

} // namespace

request_filter::request_filter(const model::request& wanted, const model::schema_ptr& layout,
                               const clock& time)
    : thinning_(wanted, row_order::by_time), time_(time), arrivals_(layout) {}

result<std::unique_ptr<request_filter>> request_filter::make(const model::request& wanted,
                                                             const std::string& publisher,
                                                             const model::schema_ptr& layout,
                                                             const clock& time,
                                                             const engine_limits& limits) {
  for (const auto& field : wanted.fields)
    if (!layout->find(field))
      return fail(errc::unknown_field, "has no field '" + field + "'", publisher);
  std::unique_ptr<request_filter> made{new request_filter{wanted, layout, time}};
  if (auto done = made->prepare(wanted, publisher, limits); !done)
    return done.error();
  return made;
}

status request_filter::prepare(const model::request& wanted, const std::string& publisher,
                               const engine_limits& limits) {
  const auto& layout = *arrivals_.layout();
  if (!wanted.change_field.empty() && wanted.sql.empty()) {
    const auto column = layout.find(wanted.change_field);
    if (!column || model::is_variable_length(layout[*column].type))
      return fail(errc::unknown_field, "has no number '" + wanted.change_field + "'", publisher);
  }
  if (wanted.sql.empty() && wanted.fields.empty() && wanted.filter.empty())
    return {};
  engine_ = std::make_unique<sql_engine>(time_, limits);
  if (auto done = engine_->add_table(arrivals_name, arrivals_); !done)
    return done;
  const table_name names[] = {{publisher, arrivals_name, {}}};
  auto prepared =
      engine_->prepare(wanted.sql.empty() ? selection_sql(wanted, publisher) : wanted.sql, names);
  if (!prepared)
    return std::move(prepared).error();
  query_ = std::move(*prepared);
  return {};
}

result<request_filter::outcome> request_filter::apply(const model::batch_ptr& elements) {
  auto rows = elements;
  if (query_) {
    auto collected = run_query(elements);
    if (!collected)
      return std::move(collected).error();
    rows = std::move(*collected);
  }
  rows = thinning_.apply(rows);
  const auto passed = rows ? rows->rows() : 0;
  return outcome{passed > 0 ? rows : model::batch_ptr{},
                 elements->rows() - std::min(elements->rows(), passed)};
}

result<model::batch_ptr> request_filter::run_query(const model::batch_ptr& elements) {
  arrivals_.show(elements);
  auto collected = collect(*query_, time_.now());
  arrivals_.show({});
  return collected;
}

result<model::batch_ptr> request_filter::no_rows() {
  auto layout = arrivals_.layout();
  if (query_) {
    auto collected = run_query({}); // not always empty: an aggregate of nothing is a row
    if (!collected)
      return collected;
    layout = (*collected)->layout_ptr();
  }
  return model::batch_builder{layout}.finish();
}

} // namespace plexus::query
