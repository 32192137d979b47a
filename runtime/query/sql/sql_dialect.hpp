// SPDX-License-Identifier: Apache-2.0
// From the SQL people write for GSN, MySQL and H2 to SQLite's: spellings first (sql_rewrites), then
// names at table positions become the engine's tables. Works on tokens, never inside literals. Does
// not check what a query may do; that is the guard's business, as is everything SQLite says itself.
#pragma once

#include "runtime/query/sql/sql_guard.hpp"
#include "runtime/query/sql/sql_lexer.hpp"
#include "runtime/query/sql_engine.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plexus::query {

/// A query ready for SQLite.
struct translated_query {
  std::string sql;
  sql_permissions reads;
  std::vector<std::string> words; // names in lower case, functions among them
  std::vector<std::pair<std::size_t, std::size_t>> places; // bytes in `sql`, bytes in the query

  /// Where a byte of `sql` came from.
  std::size_t source_offset(std::size_t offset) const;
};

/// Errors: those of sql_engine::translate.
result<translated_query> translate_query(std::string_view sql, std::span<const table_name> names,
                                         model::compatibility compat, const engine_limits& limits);

/// The tables that a query names, in lower case and order, without those of its own WITH clauses.
/// Errors: sql_syntax, sql_refused, sql_limit.
result<std::vector<std::string>> table_names(std::string_view sql);

} // namespace plexus::query
