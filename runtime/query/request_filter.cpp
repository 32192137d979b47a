// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/request_filter.hpp"

#include "runtime/model/batch_builder.hpp"

#include <cmath>
#include <utility>

namespace plexus::query {

namespace {

constexpr const char* arrivals_name = "arrivals";

double number_at(const model::batch& rows, std::size_t column, std::size_t row) {
  return model::is_floating(rows.layout()[column].type)
             ? rows.floating(column, row)
             : static_cast<double>(rows.integer(column, row));
}

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
                               const clock& time, const engine_limits& limits)
    : every_(wanted.every), change_field_(model::to_lower(wanted.change_field)),
      minimum_change_(wanted.minimum_change), time_(time), arrivals_(layout),
      engine_(time, limits) {}

result<std::unique_ptr<request_filter>> request_filter::make(const model::request& wanted,
                                                             const std::string& publisher,
                                                             const model::schema_ptr& layout,
                                                             const clock& time,
                                                             const engine_limits& limits) {
  for (const auto& field : wanted.fields)
    if (!layout->find(field))
      return fail(errc::unknown_field, "has no field '" + field + "'", publisher);
  std::unique_ptr<request_filter> made{new request_filter{wanted, layout, time, limits}};
  if (auto done = made->prepare(wanted, publisher); !done)
    return done.error();
  return made;
}

status request_filter::prepare(const model::request& wanted, const std::string& publisher) {
  const auto& layout = *arrivals_.layout();
  if (!change_field_.empty() && wanted.sql.empty()) {
    const auto column = layout.find(change_field_);
    if (!column || model::is_variable_length(layout[*column].type))
      return fail(errc::unknown_field, "has no number '" + change_field_ + "'", publisher);
  }
  if (wanted.sql.empty() && wanted.fields.empty() && wanted.filter.empty())
    return {};
  if (auto done = engine_.add_table(arrivals_name, arrivals_); !done)
    return done;
  const table_name names[] = {{publisher, arrivals_name, {}}};
  auto prepared =
      engine_.prepare(wanted.sql.empty() ? selection_sql(wanted, publisher) : wanted.sql, names);
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
  rows = thin_out(rows);
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

model::batch_ptr request_filter::thin_out(const model::batch_ptr& rows) {
  if ((every_.count() == 0 && change_field_.empty()) || rows->rows() == 0)
    return rows;
  const auto column = rows->layout().find(change_field_);
  model::batch_builder kept{rows->layout_ptr()};
  for (std::size_t row = 0; row < rows->rows(); ++row) {
    const auto timed = rows->timestamps()[row];
    if (!is_due(timed) || !has_changed(*rows, row))
      continue;
    kept.append_row(*rows, row);
    last_timed_ = timed;
    if (column && !rows->is_null(*column, row))
      last_value_ = number_at(*rows, *column, row);
  }
  return kept.rows() == rows->rows() ? rows : kept.finish();
}

bool request_filter::is_due(std::int64_t timed) const {
  return every_.count() == 0 || !last_timed_ || timed - *last_timed_ >= every_.count();
}

bool request_filter::has_changed(const model::batch& rows, std::size_t row) const {
  if (change_field_.empty())
    return true;
  const auto column = rows.layout().find(change_field_);
  if (!column || rows.is_null(*column, row) ||
      model::is_variable_length(rows.layout()[*column].type))
    return false;
  return !last_value_ || std::abs(number_at(rows, *column, row) - *last_value_) >= minimum_change_;
}

} // namespace plexus::query
