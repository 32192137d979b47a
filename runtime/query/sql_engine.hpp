// SPDX-License-Identifier: Apache-2.0
// SQL over tables in place: one guarded SQLite connection with virtual tables, statements prepared
// once. One engine belongs to one thread of control (an actor, a shard of virtual sensors); it is
// not for sharing.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/table.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::query {

struct engine_limits {
  microseconds deadline{100'000};     // of one run
  std::uint64_t rows_max = 100'000;   // of one result
  std::size_t sql_bytes_max = 65'536; // of one query and of one value in it
  std::uint64_t random_seed = 1;      // of RAND(); read once, when the engine is made
};

/// One row of a result while it is under the cursor; texts are valid until the visitor returns.
class result_row {
public:
  enum class kind : std::uint8_t { null, integer, floating, text, blob };
  virtual ~result_row() = default;
  virtual kind kind_of(std::size_t column) const noexcept = 0;
  virtual std::int64_t integer(std::size_t column) const noexcept = 0;
  virtual double floating(std::size_t column) const noexcept = 0;
  virtual std::string_view text(std::size_t column) const noexcept = 0; // text and blob
};

/// A statement prepared once and run many times. Must not outlive its engine.
class prepared_query {
public:
  virtual ~prepared_query() = default;
  /// Result column names, lower case, as written in the query. `select *` over joined tables
  /// gives every table's columns, `timed` several times; the last one counts.
  virtual const std::vector<std::string>& columns() const noexcept = 0;
  /// Runs the query; the visitor returns false to stop early. The tables must not change until run
  /// returns. The visitor may run other queries of the engine, not this one. Errors: sql_failed,
  /// sql_deadline, sql_too_many_rows, sql_limit (a value grew past sql_bytes_max), out_of_memory,
  /// sql_unknown_table (the table was removed after prepare), and whatever a table's cursor
  /// reports.
  virtual status run(const std::function<bool(const result_row&)>& visit) = 0;
  /// True when the result has at least one row.
  virtual result<bool> any() = 0;
};

/// A table under the name a query uses for it.
struct table_name {
  std::string in_query;  // "wrapper", an alias, a virtual sensor's name; case-insensitive
  std::string in_engine; // name given to add_table; empty: `subquery` stands for it
  std::string subquery;  // a checked, already translated SELECT (see translate), used as a view
};

class sql_engine {
public:
  /// `time` gives NOW() and the deadline. An engine that finds no memory for its connection (see
  /// sqlite_process.hpp) answers everything with out_of_memory.
  explicit sql_engine(const clock& time, engine_limits limits = {});
  ~sql_engine();
  sql_engine(const sql_engine&) = delete;
  sql_engine& operator=(const sql_engine&) = delete;

  /// Makes a table known under a name that is unique in this engine (case-insensitive; not of
  /// SQLite's own `sqlite_...` and `pragma_...`). Queries see its columns and before them `timed`,
  /// in milliseconds since the epoch: an integer, or a real number where a stamp is no whole
  /// millisecond. The table must stay until remove_table or the engine's end; its contents, and
  /// the types of its columns, may change between runs. Errors: invalid_argument for the name,
  /// sql_failed, out_of_memory.
  status add_table(const std::string& name, const table& rows);
  /// Queries over it that are already prepared fail with sql_unknown_table until a table of that
  /// name is added again; if that one lacks a column they use, with sql_unknown_column. SQLite
  /// prepares all other queries anew at their next run (about 15 us each).
  void remove_table(const std::string& name);

  /// Dialect rewrites and name substitution only: GSN's, MySQL's and H2's spellings become
  /// SQLite's, each table position that names `in_query` becomes the engine's table or the subquery
  /// under that alias. Errors: sql_syntax, sql_unknown_table, sql_limit.
  result<std::string> translate(std::string_view sql, std::span<const table_name> names,
                                model::compatibility compat) const;

  /// translate, then guard and prepare. Errors: sql_syntax, sql_refused, sql_unknown_table,
  /// sql_unknown_column, sql_unknown_function, sql_limit.
  result<std::unique_ptr<prepared_query>>
  prepare(std::string_view sql, std::span<const table_name> names,
          model::compatibility compat = model::compatibility::intended);

  /// Changes the limits of runs that start later.
  void set_limits(const engine_limits& limits);

private:
  class connection;
  std::unique_ptr<connection> connection_; // null: `broken_` says why
  error broken_;
};

/// Collects a result, or its first `rows_max` rows (0 = all), into one batch: column `timed` (the
/// last of that name; milliseconds since the epoch, integer or real and then rounded to
/// microseconds, or a date and time as text; null or missing: `fallback`) becomes the timestamp.
/// The others become fields whose types follow the values: int64, float64 when any is real, string
/// when any is text, binary; float64 when all are null. Of several columns with one name the last
/// counts; a name that is no identifier has its other characters replaced by '_'. Errors: those of
/// run, sql_failed for a `timed` that is none, limit_exceeded past what one batch holds.
result<model::batch_ptr> collect(prepared_query& query, timestamp fallback,
                                 std::uint64_t rows_max = 0);

} // namespace plexus::query
