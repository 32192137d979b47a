// SPDX-License-Identifier: Apache-2.0
// What the benches compare the query engine with: SQLite alone over ordinary tables in memory,
// statements prepared once.
#pragma once

#include "runtime/base/assert.hpp"
#include "runtime/query/sqlite_process.hpp"

#include <sqlite3.h>

#include <cstdint>

namespace plexus::bench {

class bare_sqlite {
public:
  bare_sqlite() {
    PLEXUS_ASSERT(query::prepare_sqlite()); // the engines beside it have no other chance
    PLEXUS_ASSERT(sqlite3_open(":memory:", &db_) == SQLITE_OK);
  }
  ~bare_sqlite() {
    for (auto* statement : {insert_, remove_, average_})
      sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  bare_sqlite(const bare_sqlite&) = delete;
  bare_sqlite& operator=(const bare_sqlite&) = delete;

  void execute(const char* sql) {
    PLEXUS_ASSERT(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }

  /// The table w(timed, v, n) of the windows below.
  void create_window() {
    execute("create table w(timed integer primary key, v real, n integer)");
    prepare("insert into w values(?, ?, ?)", insert_);
    prepare("delete from w where timed <= ?", remove_);
    prepare("select avg(v), max(timed) from w", average_);
  }
  void clear_window() { execute("delete from w"); }

  /// The element `timed` enters, what is older than `rows` leaves, and the average is computed.
  double slide(std::int64_t timed, double value, std::int64_t rows) {
    sqlite3_bind_int64(insert_, 1, timed);
    sqlite3_bind_double(insert_, 2, value);
    sqlite3_bind_int64(insert_, 3, timed);
    PLEXUS_ASSERT(sqlite3_step(insert_) == SQLITE_DONE);
    sqlite3_reset(insert_);
    sqlite3_bind_int64(remove_, 1, timed - rows);
    PLEXUS_ASSERT(sqlite3_step(remove_) == SQLITE_DONE);
    sqlite3_reset(remove_);
    PLEXUS_ASSERT(sqlite3_step(average_) == SQLITE_ROW);
    PLEXUS_ASSERT(sqlite3_column_int64(average_, 1) == timed);
    const double average = sqlite3_column_double(average_, 0);
    sqlite3_reset(average_);
    return average;
  }

  /// The first column of the only row.
  std::int64_t number(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    prepare(sql, statement);
    PLEXUS_ASSERT(sqlite3_step(statement) == SQLITE_ROW);
    const auto value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
  }

private:
  void prepare(const char* sql, sqlite3_stmt*& statement) {
    PLEXUS_ASSERT(sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) == SQLITE_OK);
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* remove_ = nullptr;
  sqlite3_stmt* average_ = nullptr;
};

} // namespace plexus::bench
