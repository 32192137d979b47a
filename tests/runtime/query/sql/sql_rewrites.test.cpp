// SPDX-License-Identifier: Apache-2.0
// Clauses; what the rewritten queries give is shown by tests/query/cases.
#include "runtime/query/sql/sql_rewrites.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;

namespace {

result<std::string> rewritten(std::string_view sql) {
  auto tokens = lex_sql(sql);
  REQUIRE(tokens);
  if (auto done = rewrite_spellings(*tokens, model::compatibility::intended); !done)
    return done.error();
  std::string out;
  for (const auto& each : *tokens)
    out += (out.empty() ? "" : " ") + each.text;
  return out;
}

} // namespace

TEST_CASE("limits in other words") {
  CHECK(*rewritten("select top 3 a from t") == "select a from t LIMIT 3");
  CHECK(*rewritten("select 1 in (select top (2) a from t)") ==
        "select 1 in ( select a from t LIMIT ( 2 ) )");
  CHECK(*rewritten("select a from t fetch first row only") == "select a from t LIMIT 1");
  CHECK(*rewritten("select a from t offset 4 rows fetch next 2 rows only") ==
        "select a from t LIMIT 2 OFFSET 4");
  CHECK(*rewritten("select a from t offset 4 rows") == "select a from t LIMIT -1 OFFSET 4");
  CHECK(rewritten("select top 3 a from t union select 1").error().code == errc::sql_syntax);
  CHECK(rewritten("select a from t fetch first 3").error().code == errc::sql_syntax);
}

TEST_CASE("columns called like clauses stay") {
  for (const auto* sql : {"select top , a from t", "select top from t", "select date from t",
                          "select a from t order by time", "select dual from t"})
    CHECK(*rewritten(sql) == sql);
}

TEST_CASE("keywords without a meaning in queries become names") {
  CHECK(*rewritten("select index , Table from t") == "select \"index\" , \"Table\" from t");
}

TEST_CASE("DUAL, literals of time and the present") {
  CHECK(*rewritten("select 1 from dual") == "select 1");
  CHECK(*rewritten("select date '2020-01-01'") == "select date ( '2020-01-01' )");
  CHECK(*rewritten("select current_timestamp") == "select now ( )");
}

TEST_CASE("rewriting has bounds") {
  std::string many = "select 1";
  for (int i = 0; i < 2'000; ++i)
    many += " div 2";
  CHECK(rewritten(many).error().code == errc::sql_limit);
  std::string casts = "select 1";
  for (int i = 0; i < 2'000; ++i)
    casts += ", cast(1 as int)";
  CHECK(rewritten(casts).error().code == errc::sql_limit);
  std::string dates = "select 1";
  for (int i = 0; i < 200; ++i)
    dates += ", date 'x'";
  CHECK(rewritten(dates).error().code == errc::sql_limit);
  CHECK(rewritten("select " + std::string(30'000, '-')).has_value()); // a comment
  std::string words;
  for (int i = 0; i < 21'000; ++i)
    words += "a ";
  CHECK(rewritten(words).error().code == errc::sql_limit);
}
