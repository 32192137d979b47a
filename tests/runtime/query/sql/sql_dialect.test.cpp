// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_dialect.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace plexus;
using namespace plexus::query;

namespace {

const std::vector<table_name> names{{"wrapper", "w_17", {}},
                                    {"Source1", {}, "select x from \"w_18\" AS \"wrapper\""}};

result<translated_query> translate(std::string_view sql) {
  return translate_query(sql, names, model::compatibility::intended, {});
}
std::string sql_of(std::string_view sql) {
  auto made = translate(sql);
  if (!made)
    FAIL(made.error().to_string());
  return made->sql;
}

} // namespace

TEST_CASE("names at table positions become the engine's tables") {
  CHECK(sql_of("select v from wrapper") == "select v from \"w_17\" AS \"wrapper\"");
  CHECK(sql_of("select w.v from WRAPPER w") == "select \"w\".\"v\" from \"w_17\" w");
  CHECK(sql_of("select 1 from wrapper as x, wrapper y left join wrapper on 1") ==
        "select 1 AS \"1\" from \"w_17\" as x, \"w_17\" y left join \"w_17\" AS \"wrapper\" on 1");
  CHECK(sql_of("select wrapper.v from source1") ==
        "select \"wrapper\".\"v\" from (select x from \"w_18\" AS \"wrapper\") AS \"source1\"");
}

TEST_CASE("what a statement may read is known") {
  const auto made = *translate("with c as (select 1) select * from wrapper, source1, c");
  const auto reads = [&](const char* name) {
    return std::find(made.reads.tables.begin(), made.reads.tables.end(), name) !=
           made.reads.tables.end();
  };
  CHECK(reads("w_17"));
  CHECK(reads("w_18"));
  CHECK(!reads("c"));
  CHECK(made.reads.common.front() == "c");
}

TEST_CASE("places of the translation lead back to the query") {
  const std::string query = "select wrapper.v, nothing from wrapper";
  const auto made = *translate(query);
  CHECK(made.source_offset(made.sql.find("nothing")) == query.find("nothing"));
  CHECK(made.source_offset(0) == 0);
}

TEST_CASE("strict lower-cases the query, literals included") {
  const auto made =
      translate_query("SELECT 'ABC' FROM Wrapper", names, model::compatibility::strict, {});
  REQUIRE(made);
  CHECK(made->sql == "select 'abc' AS \"'abc'\" from \"w_17\" AS \"wrapper\"");
}

TEST_CASE("what cannot be translated has a code") {
  const auto code = [](std::string_view sql) {
    const auto made = translate(sql);
    return made ? errc{} : made.error().code;
  };
  CHECK(code("select 1; select 2") == errc::sql_refused);
  CHECK(code("pragma x") == errc::sql_refused);
  CHECK(code("nonsense") == errc::sql_syntax);
  CHECK(code("select * from w_17") == errc::sql_unknown_table);
  CHECK(code("select * from main.wrapper") == errc::sql_unknown_table);
  CHECK(code("select * from wrapper()") == errc::sql_unknown_table);
  CHECK(code("select 1 where 2 in w_17") == errc::sql_unknown_table);
  CHECK(code("select ((1)") == errc::sql_syntax);
  CHECK(code("select 1))") == errc::sql_syntax);
  CHECK(code("select 1 from") == errc{}); // SQLite's to say
  CHECK(code(std::string(65'537, ' ')) == errc::sql_limit);
  CHECK(code("with wrapper as (select 1") == errc::sql_syntax);
  CHECK(code("with") == errc{});
  CHECK(code("with a") == errc{});
  CHECK(code("with a as") == errc{});
}

TEST_CASE("expressions without a name get their own text for one") {
  CHECK(sql_of("SELECT V + 1, v, Wrapper.V x, count(*) c FROM wrapper") ==
        "SELECT V + 1 AS \"v + 1\", v, \"Wrapper\".\"V\" x, count (*) c FROM \"w_17\" AS "
        "\"wrapper\"");
  CHECK(sql_of("select 'it''s', 1 as one, (2) two") ==
        "select 'it''s' AS \"'it''s'\", 1 as one, (2) two");
}

TEST_CASE("a query past the limit given is refused, one at it is not") {
  engine_limits limits;
  limits.sql_bytes_max = 20;
  const auto code = [&](const std::string& sql) {
    const auto made = translate_query(sql, names, model::compatibility::intended, limits);
    return made ? errc{} : made.error().code;
  };
  const std::string query = "select 1";
  CHECK(code(query + std::string(12, ' ')) == errc{});
  CHECK(code(query + std::string(13, ' ')) == errc::sql_limit);
}

TEST_CASE("the words of a query are its names in lower case") {
  const auto made = *translate("select STDDEV(v) from wrapper where 'now' = 1");
  const auto has = [&](const char* word) {
    return std::find(made.words.begin(), made.words.end(), word) != made.words.end();
  };
  CHECK(has("stddev"));
  CHECK(!has("now"));
}

TEST_CASE("the tables that a query names, each once") {
  using names_list = std::vector<std::string>;
  const auto tables = [](std::string_view sql) {
    const auto found = table_names(sql);
    return found ? *found : names_list{"error"};
  };
  CHECK(tables("select 1").empty());
  CHECK(tables("select * from B, a join \"C\" on b.x = c.x, b z") == names_list{"a", "b", "c"});
  CHECK(tables("select (select max(x) from inside) from outside where 1 in members") ==
        names_list{"inside", "members", "outside"});
  CHECK(tables("with w as (select * from a) select * from w, b") == names_list{"a", "b"});
  CHECK(tables("select 1 from a where x is distinct from y") == names_list{"a"});
  CHECK(tables("select extract(year from timed), 'from c' from a -- from d") == names_list{"a"});
  CHECK(tables("select * from dual").empty());
}

TEST_CASE("a text without tables to name has a code") {
  CHECK(table_names("drop table a").error().code == errc::sql_refused);
  CHECK(table_names("select 'a").error().code == errc::sql_syntax);
  CHECK(table_names("select * from main.a").error().code == errc::sql_unknown_table);
}
