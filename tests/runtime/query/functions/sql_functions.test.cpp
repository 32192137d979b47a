// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/sql_functions.hpp"

#include "tests/runtime/query/functions/function_fixture.hpp"

#include <algorithm>
#include <set>

using namespace plexus;
using namespace plexus::query;

TEST_CASE("every function of the table is allowed, once for each number of arguments") {
  std::set<std::pair<std::string_view, int>> seen;
  for (const auto& each : function_table()) {
    INFO(each.name);
    CHECK(is_allowed_function(each.name));
    CHECK(model::to_lower(each.name) == each.name);
    CHECK(each.call != nullptr);
    CHECK(seen.emplace(each.name, each.arguments).second);
  }
  CHECK(seen.size() > 100);
}

TEST_CASE("SQLite's own are sorted, so that each is found") {
  const auto names = allowed_builtin_functions();
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const auto name : names) {
    INFO(name);
    CHECK(is_allowed_function(name));
  }
}

TEST_CASE("names in any case, whole names only") {
  CHECK(is_allowed_function("STDDEV"));
  CHECK(is_allowed_function("Json_Extract"));
  CHECK(is_allowed_function("->"));
  CHECK(is_allowed_function("upper")); // the last of SQLite's own
  CHECK(!is_allowed_function(""));
  CHECK(!is_allowed_function("std "));
  CHECK(!is_allowed_function("stdde"));
}

TEST_CASE("what is dangerous or tells of the connection is not allowed") {
  for (const auto* each :
       {"load_extension", "printf", "format", "zeroblob", "randomblob", "readfile", "writefile",
        "edit", "fts5", "match", "rtreenode", "changes", "total_changes", "last_insert_rowid",
        "sqlite_version", "sqlite_source_id", "sqlite_compileoption_get", "sqlite_offset"}) {
    INFO(each);
    CHECK(!is_allowed_function(each));
  }
}

TEST_CASE_METHOD(function_fixture, "every function of the table can be called as listed") {
  for (const auto& each : function_table()) {
    if (each.name == "xor")
      continue; // an operator
    std::string call = std::string{each.name} + "(";
    for (int i = 0; i < (each.arguments < 0 ? 2 : each.arguments); ++i)
      call += i == 0 ? "1" : ", 1";
    const auto found = code(call + ")");
    INFO(call << ") " << name_of(found));
    CHECK((found == errc{} || found == errc::sql_failed)); // 1 is no unit of time
  }
}

TEST_CASE_METHOD(function_fixture, "a number of arguments that no function has") {
  CHECK(code("nvl2(1, 2)") == errc::sql_unknown_function);
  CHECK(code("month(1, 2)") == errc::sql_unknown_function);
  CHECK(code("nowhere(1)") == errc::sql_unknown_function);
  CHECK(code("load_extension('x')") == errc::sql_refused);
}

TEST_CASE_METHOD(function_fixture, "functions that depend on the clock are not kept as constants") {
  auto query = engine.prepare("select now(), date('now'), year('now')", {});
  REQUIRE(query);
  CHECK(*rows_of(**query) == lines{"1772359200000|'2026-03-01'|2026"});
  time.advance(std::chrono::hours{24 * 366});
  CHECK(*rows_of(**query) == lines{"1803981600000|'2027-03-02'|2027"});
}

TEST_CASE_METHOD(function_fixture, "a run within a run has a time of its own") {
  auto outer = engine.prepare("select column1, now() from (values (1), (2))", {});
  auto inner = engine.prepare("select now()", {});
  REQUIRE(outer);
  REQUIRE(inner);
  std::vector<std::int64_t> seen;
  CHECK((*outer)->run([&](const result_row& row) {
    seen.push_back(row.integer(1));
    time.advance(milliseconds{5});
    CHECK((*inner)->run([&](const result_row& each) {
      seen.push_back(each.integer(0));
      return true;
    }));
    return true;
  }));
  const std::int64_t begin = 1'772'359'200'000;
  CHECK(seen == std::vector<std::int64_t>{begin, begin + 5, begin, begin + 10});
}
