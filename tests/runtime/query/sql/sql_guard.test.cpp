// SPDX-License-Identifier: Apache-2.0
// The guard alone, without the dialect that would refuse most of this before.
#include "runtime/query/sql/sql_guard.hpp"

#include "runtime/query/sql/closed_vfs.hpp"
#include "runtime/query/sql_engine.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

using namespace plexus;
using namespace plexus::query;

namespace {

struct guarded {
  guarded() : vfs(time), db(*vfs.open_memory()), guard(db, time, {}) {
    guard.trust(true);
    sqlite3_exec(db, "create table t(a); create table u(b); insert into t values (1), (2)", nullptr,
                 nullptr, nullptr);
    guard.trust(false);
    guard.permit(&reads);
  }
  ~guarded() { sqlite3_close(db); }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;

  // Whether it can be prepared and is a query.
  bool allows(const char* sql) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v2(db, sql, -1, &made, nullptr);
    const bool fine = code == SQLITE_OK && sql_guard::check(made).has_value();
    sqlite3_finalize(made);
    return fine;
  }

  manual_clock time;
  closed_vfs vfs;
  sqlite3* db;
  sql_guard guard;
  sql_permissions reads{{"t"}, {"c"}};
};

} // namespace

TEST_CASE_METHOD(guarded, "reads of listed tables and listed functions") {
  CHECK(allows("select a, count(*), max(a) from t"));
  CHECK(allows("select count(*) from t"));
  CHECK(allows("with c as (select 1 as x) select count(*) from c"));
  CHECK(!guard.take_refused());
  for (const auto* sql :
       {"select b from u", "select count(*) from u",
        "select 1 from t where exists (select * from u)", "select * from sqlite_master",
        "select count(*) from sqlite_master", "select load_extension('x')",
        "select printf('%d', 1)", "select zeroblob(9)",
        "with recursive c(x) as (select 1 union all select x + 1 from c) select x from c"}) {
    INFO(sql);
    CHECK(!allows(sql));
    CHECK(guard.take_refused());
  }
}

TEST_CASE_METHOD(guarded, "nothing but queries") {
  for (const auto* sql : {"insert into t values (3)",
                          "update t set a = 1",
                          "delete from t",
                          "drop table t",
                          "create table x(y)",
                          "create temp table x(y)",
                          "create view x as select 1",
                          "create trigger x after insert on t begin select 1; end",
                          "create index x on t(a)",
                          "attach ':memory:' as x",
                          "detach x",
                          "pragma user_version",
                          "pragma table_info(t)",
                          "begin",
                          "commit",
                          "savepoint x",
                          "analyze",
                          "reindex",
                          "reindex t",
                          "vacuum",
                          "vacuum into 'x'",
                          "explain select 1",
                          "explain query plan select 1",
                          "select ?",
                          "select * from pragma_user_version",
                          "insert into t select 1 returning a",
                          ""}) {
    INFO(sql);
    CHECK(!allows(sql));
  }
}

TEST_CASE_METHOD(guarded, "nobody's statement reads nothing") {
  guard.permit(nullptr);
  CHECK(!allows("select a from t"));
  CHECK(allows("select 1"));
}

TEST_CASE_METHOD(guarded, "shapes have limits") {
  std::string deep = "select 1";
  for (int i = 0; i < 150; ++i)
    deep += "+1";
  CHECK(!allows(deep.c_str()));
  std::string compound = "select 1";
  for (int i = 0; i < 20; ++i)
    compound += " union all select 1";
  CHECK(!allows(compound.c_str()));
  std::string wide = "select 1";
  for (int i = 0; i < 300; ++i)
    wide += ",1";
  CHECK(!allows(wide.c_str()));
}

TEST_CASE_METHOD(guarded, "time runs from the first look, and per run") {
  CHECK(!guard.out_of_time());
  time.advance(milliseconds{100});
  CHECK(!guard.out_of_time());
  time.advance(milliseconds{1});
  CHECK(guard.out_of_time());
  const auto outer = guard.start_run();
  CHECK(!guard.out_of_time());
  guard.end_run(outer);
  CHECK(guard.out_of_time());
}
