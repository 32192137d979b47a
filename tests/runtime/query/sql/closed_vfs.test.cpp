// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/closed_vfs.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <memory>
#include <string>

using namespace plexus;
using namespace plexus::query;

namespace {

struct opened {
  explicit opened(const plexus::clock& time) : vfs(time), db(*vfs.open_memory()) {}
  ~opened() { sqlite3_close(db); }
  opened(const opened&) = delete;
  opened& operator=(const opened&) = delete;

  int execute(const char* sql) { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr); }
  std::string value(const char* sql) {
    std::string out;
    sqlite3_exec(
        db, sql,
        [](void* into, int, char** values, char**) {
          *static_cast<std::string*>(into) = values[0];
          return 0;
        },
        &out, nullptr);
    return out;
  }

  closed_vfs vfs;
  sqlite3* db;
};

} // namespace

TEST_CASE("SQLite reads the clock it is given") {
  manual_clock time{from_microseconds(1'772'359'200'500'000)};
  opened one{time};
  CHECK(one.value("select datetime('now')") == "2026-03-01 10:00:00");
  time.advance(seconds{1});
  CHECK(one.value("select strftime('%s', 'now')") == "1772359201");
}

TEST_CASE("no file can be reached") {
  const manual_clock time;
  opened one{time};
  CHECK(one.execute("attach '/dev/null' as x") != SQLITE_OK);
  CHECK(one.execute("attach 'x.db' as x") != SQLITE_OK);
  CHECK(one.execute("create table t(a); vacuum into 'x.db'") != SQLITE_OK);
  CHECK(one.execute("select 1") == SQLITE_OK);
}

TEST_CASE("connections have clocks of their own") {
  const manual_clock early{from_microseconds(0)};
  const manual_clock late{from_microseconds(1'772'359'200'000'000)};
  opened a{early};
  opened b{late};
  CHECK(a.value("select date('now')") == "1970-01-01");
  CHECK(b.value("select date('now')") == "2026-03-01");
}
