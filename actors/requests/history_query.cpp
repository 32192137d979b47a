// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/history_query.hpp"

#include "actors/requests/history_table.hpp"
#include "runtime/model/batch_builder.hpp"
#include "runtime/query/result_collector.hpp"
#include "runtime/query/sql/sql_dialect.hpp"
#include "runtime/query/thinning.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace plexus::actors {

namespace {

/// The types of a result follow its rows: without any, nothing can be said of its columns.
status check_change_field(const model::request& wanted, const model::batch& rows) {
  if (wanted.change_field.empty() || rows.rows() == 0)
    return {};
  const auto column = rows.layout().find(wanted.change_field);
  if (!column || model::is_variable_length(rows.layout()[*column].type))
    return fail(errc::unknown_field, "is no number of the result", wanted.change_field);
  return {};
}

history_result thin_out(query::thinning& thinning, const std::vector<model::batch_ptr>& all) {
  history_result made;
  for (const auto& each : all) {
    auto passed = thinning.apply(each);
    made.filtered += each->rows() - passed->rows();
    if (passed->rows() > 0)
      made.rows.push_back(std::move(passed));
  }
  if (made.rows.empty())
    made.rows.push_back(model::batch_builder{all.front()->layout_ptr()}.finish());
  return made;
}

} // namespace

result<history_result> query_history(const std::shared_ptr<const storage::store>& history,
                                     const model::request& wanted, const clock& time,
                                     const query::engine_limits& limits) {
  auto names = query::table_names(wanted.sql);
  if (!names)
    return std::move(names).error();
  const auto from =
      wanted.from ? to_microseconds(*wanted.from) : std::numeric_limits<std::int64_t>::min();
  const auto to =
      wanted.to ? to_microseconds(*wanted.to) : std::numeric_limits<std::int64_t>::max();
  std::vector<history_table> tables;
  tables.reserve(names->size());
  std::vector<query::table_name> bindings;
  query::sql_engine engine{time, limits};
  for (const auto& name : *names) {
    const auto stream = history->find_stream(model::to_lower(name));
    if (!stream)
      return fail(errc::unknown_virtual_sensor, "has no history", name);
    auto known = history->info(*stream);
    if (!known)
      return std::move(known).error();
    tables.emplace_back(history, std::move(*known), from, to);
    const auto table = "history_" + std::to_string(tables.size());
    if (auto added = engine.add_table(table, tables.back()); !added)
      return added.error();
    bindings.push_back({name, table, {}});
  }
  auto query = engine.prepare(wanted.sql, bindings);
  if (!query)
    return std::move(query).error();
  query::thinning thinning{wanted, query::row_order::any};
  auto all = query::result_collector{**query}.collect_all(time.now(),
                                                          thinning.passes_all() ? wanted.limit : 0);
  if (!all)
    return std::move(all).error();
  if (auto known = check_change_field(wanted, *all->front()); !known)
    return known.error();
  return thin_out(thinning, *all);
}

} // namespace plexus::actors
