// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_operators.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;

namespace {

result<std::string> rewritten(std::string_view sql) {
  auto tokens = lex_sql(sql);
  REQUIRE(tokens);
  if (auto done = rewrite_operators(*tokens); !done)
    return done.error();
  std::string out;
  for (const auto& each : *tokens)
    out += each.text + " ";
  out.pop_back();
  return out;
}

} // namespace

TEST_CASE("operators that are calls") {
  CHECK(*rewritten("select a + b * c div d.e - 1") == "select a + div_whole ( b * c , d . e ) - 1");
  CHECK(*rewritten("select a div b div c") == "select div_whole ( div_whole ( a , b ) , c )");
  CHECK(*rewritten("where a and b xor c or d") == "where xor ( a and b , c ) or d");
  CHECK(*rewritten("select !f(x) + 1") == "select ( NOT f ( x ) ) + 1");
}

TEST_CASE("operators by another name") {
  CHECK(*rewritten("a && b <=> c rlike d") == "a AND b IS c REGEXP d");
  CHECK(*rewritten("a mod 2 , mod(a, 2)") == "a % 2 , mod ( a , 2 )");
}

TEST_CASE("intervals are numbers") {
  CHECK(*rewritten("interval 5 minute") == "( 5 * 60000 )");
  CHECK(*rewritten("a - interval (1 + 2) day + 1") == "a - ( ( 1 + 2 ) * 86400000 ) + 1");
  CHECK(rewritten("interval 1 year").error().code == errc::sql_syntax);
  CHECK(*rewritten("select interval , day from t") == "select interval , day from t");
}

TEST_CASE("comparisons with ANY and ALL become a select that decides") {
  const auto all = *rewritten("where a > all ( select b )");
  CHECK(all.starts_with("where ( SELECT CASE WHEN min(plexus_truth) = 0"));
  CHECK(all.find("SELECT a > plexus_value AS plexus_truth FROM ( SELECT NULL") !=
        std::string::npos);
  CHECK(all.ends_with("SELECT * FROM ( select b ) ) ) )"));
  CHECK(*rewritten("select all a , any ( b ) from t") == "select all a , any ( b ) from t");
}

TEST_CASE("operators without operands are syntax errors or names") {
  CHECK(rewritten("select ( xor 1 )").error().code == errc::sql_syntax);
  CHECK(rewritten("select !").error().code == errc::sql_syntax);
  CHECK(*rewritten("select div , mod from t") == "select div , mod from t");
  CHECK(rewritten("where > all ( select 1 )").error().code == errc::sql_syntax);
}
