// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/history_query.hpp"

#include "actors/requests/history_table.hpp"
#include "runtime/query/sql/sql_dialect.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace plexus::actors {

result<model::batch_ptr> query_history(const std::shared_ptr<const storage::store>& history,
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
  return query::collect(**query, time.now(), wanted.limit);
}

} // namespace plexus::actors
