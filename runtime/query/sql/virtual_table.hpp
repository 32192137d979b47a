// SPDX-License-Identifier: Apache-2.0
// query::table as a SQLite virtual table: rows are read in place, bounds on `timed`, both orders
// and equality on other columns are taken over from SQLite. Not the connection (sql_engine).
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/query/sql/join_index.hpp"
#include "runtime/query/table.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;

namespace plexus::query {

struct table_slot;

/// What the tables of one connection share while a statement runs.
struct table_runs {
  std::uint64_t run = 0;        // changes with every run
  std::optional<error> failure; // first error of a table's cursor in this run
  bool types_drifted = false;   // a batch had another kind of value than its table declared
  std::vector<table_slot*> with_index;

  void begin(std::uint64_t id);
  /// Throws the join indexes of the run away.
  void end();
};

/// One table of a connection. SQLite's objects share it, so statements prepared before the table
/// was removed find `rows` null instead of a dangling pointer.
struct table_slot {
  table_slot(std::string table_name, const table& contents, table_runs& shared_runs)
      : name(std::move(table_name)), rows(&contents), runs(&shared_runs) {}

  /// The rows of this run by `column`; null while an index does not pay or cannot be made.
  std::shared_ptr<const join_index> index(std::size_t column, bool text);

  std::string name;
  const table* rows;
  table_runs* runs;

  struct column_index {
    std::size_t column = 0;
    std::uint64_t run = 0;
    std::uint32_t lookups = 0;
    std::shared_ptr<const join_index> rows;
  };
  std::vector<column_index> indexes;
};

/// Makes the table known to SQLite under slot->name. Errors: sql_failed.
status connect_table(sqlite3* db, const std::shared_ptr<table_slot>& slot);

/// Statements over it that are already prepared fail from now on.
void disconnect_table(sqlite3* db, table_slot& slot);

} // namespace plexus::query
