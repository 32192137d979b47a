// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_guard.hpp"

#include "runtime/query/functions/sql_functions.hpp"
#include "runtime/query/sql_engine.hpp"

#include <climits>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace plexus::query {

namespace {

// Bytecodes between two looks at the clock: about a microsecond, if no function takes long.
constexpr int bytecodes_between_looks = 200;

struct limit {
  int id;
  int value;
};
constexpr std::array limits_of_shape = {
    limit{SQLITE_LIMIT_COLUMN, 256},         limit{SQLITE_LIMIT_EXPR_DEPTH, 100},
    limit{SQLITE_LIMIT_COMPOUND_SELECT, 16}, limit{SQLITE_LIMIT_VDBE_OP, 25'000},
    limit{SQLITE_LIMIT_FUNCTION_ARG, 100},   limit{SQLITE_LIMIT_ATTACHED, 0},
    limit{SQLITE_LIMIT_TRIGGER_DEPTH, 1},    limit{SQLITE_LIMIT_WORKER_THREADS, 0},
    limit{SQLITE_LIMIT_VARIABLE_NUMBER, 0},  limit{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500},
};

struct switch_setting {
  int id;
  int on;
};
constexpr std::array switches = {
    switch_setting{SQLITE_DBCONFIG_DEFENSIVE, 1},
    switch_setting{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    switch_setting{SQLITE_DBCONFIG_DQS_DML, 0}, // "unknown" is an error, not a string
    switch_setting{SQLITE_DBCONFIG_DQS_DDL, 0},
    switch_setting{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    switch_setting{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    switch_setting{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
};

bool contains(const std::vector<std::string>& names, const char* name) {
  return std::any_of(names.begin(), names.end(), [name](const std::string& each) {
    return sqlite3_stricmp(each.c_str(), name) == 0;
  });
}

} // namespace

struct guard_callbacks {
  static int authorize(void* self, int action, const char* first, const char* second,
                       const char* database, const char*) {
    auto& guard = *static_cast<sql_guard*>(self);
    if (guard.allows(action, first, second, database))
      return SQLITE_OK;
    guard.refused_ = true;
    return SQLITE_DENY;
  }
  static int progress(void* self) { return static_cast<sql_guard*>(self)->out_of_time() ? 1 : 0; }
};

sql_guard::sql_guard(sqlite3* db, const clock& time, const engine_limits& limits)
    : db_(db), time_(time) {
  for (const auto& each : limits_of_shape)
    sqlite3_limit(db, each.id, each.value);
  for (const auto& each : switches)
    sqlite3_db_config(db, each.id, each.on, nullptr);
  set_limits(limits);
  sqlite3_set_authorizer(db, guard_callbacks::authorize, this);
  sqlite3_progress_handler(db, bytecodes_between_looks, guard_callbacks::progress, this);
}

void sql_guard::set_limits(const engine_limits& limits) {
  const auto bytes = static_cast<int>(std::min<std::size_t>(limits.sql_bytes_max, INT_MAX / 4));
  sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, bytes);
  // A stream query carries the queries of its sources.
  sqlite3_limit(db_, SQLITE_LIMIT_SQL_LENGTH, bytes * 4);
  span_ = limits.deadline;
}

bool sql_guard::allows(int action, const char* first, const char* second,
                       const char* database) const {
  if (trusts_)
    return true;
  switch (action) {
    case SQLITE_SELECT:
      return true;
    case SQLITE_READ:
      return allows_read(first, second, database);
    case SQLITE_FUNCTION:
      return second != nullptr && is_allowed_function(second);
    default:
      return false; // SQLITE_RECURSIVE among them
  }
}

bool sql_guard::allows_read(const char* table, const char* column, const char* database) const {
  if (permitted_ == nullptr || table == nullptr)
    return false;
  if (contains(permitted_->tables, table))
    return true;
  // A table of which no column is used is reported by name and before it is told apart from a WITH
  // table.
  return database == nullptr && column != nullptr && *column == '\0' &&
         contains(permitted_->common, table);
}

bool sql_guard::out_of_time() noexcept {
  if (!timer_.armed) {
    timer_.armed = true;
    timer_.end = time_.monotonic() + span_;
    return false;
  }
  return time_.monotonic() > timer_.end;
}

status sql_guard::check(sqlite3_stmt* statement) {
  if (statement == nullptr)
    return fail(errc::sql_syntax, "there is no statement");
  if (sqlite3_stmt_readonly(statement) == 0)
    return fail(errc::sql_refused, "a query only reads");
  if (sqlite3_stmt_isexplain(statement) != 0)
    return fail(errc::sql_refused, "EXPLAIN is not for queries");
  if (sqlite3_column_count(statement) == 0)
    return fail(errc::sql_refused, "the statement has no result");
  if (sqlite3_bind_parameter_count(statement) != 0)
    return fail(errc::sql_refused, "queries have no parameters");
  return {};
}

} // namespace plexus::query
