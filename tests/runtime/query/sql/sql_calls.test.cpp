// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_calls.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;

namespace {

result<std::string> rewritten(std::string_view sql,
                              model::compatibility compat = model::compatibility::intended) {
  auto tokens = lex_sql(sql);
  REQUIRE(tokens);
  if (auto done = rewrite_calls(*tokens, compat); !done)
    return done.error();
  std::string out;
  for (const auto& each : *tokens)
    out += each.text + " ";
  out.pop_back();
  return out;
}

} // namespace

TEST_CASE("calls with words between their arguments become lists") {
  CHECK(*rewritten("EXTRACT(year FROM a + 1)") == "date_part ( 'year' , a + 1 )");
  CHECK(*rewritten("position('x' in f(a, b))") == "locate ( 'x' , f ( a , b ) )");
  CHECK(*rewritten("substring(a from 2 for 3)") == "substr ( a , 2 , 3 )");
  CHECK(*rewritten("trim(leading 'x' from a)") == "trim_side ( 'leading' , 'x' , a )");
  CHECK(*rewritten("date_add(a, interval -1 month)") == "date_add ( a , - 1 , 'month' )");
  CHECK(*rewritten("datediff(day, a, b)") == "datediff ( 'day' , a , b )");
  CHECK(*rewritten("group_concat(a separator ';')") ==
        "group_concat_ordered ( a , ';' , 0 , 0 , 0 )");
  CHECK(*rewritten("group_concat(distinct a order by b desc)") ==
        "group_concat_ordered ( a , ',' , 1 , b , -1 )");
}

TEST_CASE("LISTAGG is GROUP_CONCAT in H2's words") {
  CHECK(*rewritten("listagg(a)") == "group_concat_ordered ( a , ',' , 0 , 0 , 0 )");
  CHECK(*rewritten("listagg(f(a, b), ';') c") ==
        "group_concat_ordered ( f ( a , b ) , ';' , 0 , 0 , 0 ) c");
  CHECK(*rewritten("listagg(distinct a, ';') within group (order by b desc) c") ==
        "group_concat_ordered ( a , ';' , 1 , b , -1 ) c");
  CHECK(*rewritten("listagg(a order by b separator ';')") ==
        "group_concat_ordered ( a , ';' , 0 , b , 1 )");
}

TEST_CASE("calls that SQLite understands stay") {
  for (const auto* sql : {"trim ( a )", "substring ( a , 1 , 2 )", "group_concat ( a , ';' )",
                          "group_concat ( distinct a )", "date_add ( a , 1 , 'day' )",
                          "datediff ( a , b )", "left join t", "avg ( a )"})
    CHECK(*rewritten(sql) == sql);
}

TEST_CASE("casts name a function by type") {
  CHECK(*rewritten("cast(a as int)") == "to_integer ( a , 32 )");
  CHECK(*rewritten("cast(cast(a as double precision) as varchar(20))") ==
        "to_text ( to_real ( a ) , 20 )");
  CHECK(*rewritten("convert(a, decimal(10, 2))") == "to_decimal ( a , 10 , 2 )");
  CHECK(*rewritten("cast(a as timestamp)") == "to_timed ( a )");
  CHECK(rewritten("cast(a as colour)").error().code == errc::sql_syntax);
  CHECK(rewritten("cast(a)").error().code == errc::sql_syntax);
  CHECK(rewritten("cast(a as )").error().code == errc::sql_syntax);
  CHECK(rewritten("convert(a)").error().code == errc::sql_syntax);
}

TEST_CASE("names that are keywords are quoted, averages follow the compatibility") {
  CHECK(*rewritten("left(a, 2)") == "\"left\" ( a , 2 )");
  CHECK(*rewritten("isnull(a)") == "\"isnull\" ( a )");
  CHECK(*rewritten("current_date()") == "current_date");
  CHECK(*rewritten("sysdate()") == "now ( )");
  CHECK(*rewritten("avg(a)", model::compatibility::strict) == "avg_strict ( a )");
}

TEST_CASE("malformed calls are syntax errors") {
  for (const auto* sql : {"extract(a)", "extract(colour from a)", "extract()",
                          "group_concat(a order by b, c)", "group_concat(a order b)"})
    CHECK(rewritten(sql).error().code == errc::sql_syntax);
}

TEST_CASE("units of time") {
  CHECK(milliseconds_of_unit("minute") == 60'000);
  CHECK(milliseconds_of_unit("month") == 0);
  CHECK(is_time_unit(make_word("HOUR", 0)));
  CHECK(!is_time_unit(make_word("colour", 0)));
}
