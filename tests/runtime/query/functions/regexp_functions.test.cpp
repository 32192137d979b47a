// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/query/functions/function_fixture.hpp"
#include "tests/support/hasty_clock.hpp"

using namespace plexus;
using namespace plexus::query;

TEST_CASE_METHOD(function_fixture, "the three spellings of one match") {
  CHECK(value("'abc' regexp 'b+', 'abc' rlike '^b', 'abc' not regexp '^b'") == "1|0|1");
  CHECK(value("regexp('b', 'abc'), regexp_like('abc', 'b'), regexp_like('b', 'abc')") == "1|1|0");
  CHECK(value("12.5 regexp '^\\d+\\.\\d$', x'6162' regexp 'b'") == "1|1");
}

TEST_CASE_METHOD(function_fixture, "null on either side gives null, before any pattern is read") {
  CHECK(value("null regexp 'a', 'a' regexp null, null regexp '('") == "null|null|null");
}

TEST_CASE_METHOD(function_fixture, "a pattern from the row is compiled for the row") {
  rows.add(1'000, {1.0, std::int64_t{1}, std::string{"^a"}});
  rows.add(2'000, {1.0, std::int64_t{2}, std::string{"b$"}});
  rows.add(3'000, {1.0, std::int64_t{3}, std::string{"c"}});
  CHECK(all("select n from w where 'ab' regexp s") == lines{"1", "2"});
  CHECK(all("select n from w where s regexp '[b$^]'") == lines{"1", "2"});
}

TEST_CASE_METHOD(function_fixture, "a pattern that is none fails at the row that has it") {
  rows.add(1'000, {1.0, std::int64_t{1}, std::string{"a"}});
  rows.add(2'000, {1.0, std::int64_t{2}, std::string{"("}});
  CHECK(code("'a' regexp s from w where n = 1") == errc{});
  CHECK(code("'a' regexp s from w") == errc::sql_failed);
  CHECK(code("'a' regexp 'a{1000}'") == errc::sql_failed);
}

// A constant pattern stays compiled for a run, and only for that.
TEST_CASE_METHOD(function_fixture, "a statement can be run again") {
  rows.add(1'000, {1.0, std::int64_t{1}, std::string{"abc"}});
  auto query = engine.prepare("select s regexp 'b', s regexp 'c$' from w", names);
  REQUIRE(query);
  CHECK(*rows_of(**query) == lines{"1|1"});
  rows.add(2'000, {1.0, std::int64_t{2}, std::string{"xyz"}});
  CHECK(*rows_of(**query) == lines{"1|1", "0|0"});
}

TEST_CASE("a match that takes too long ends at the deadline of the query") {
  const test::hasty_clock time{milliseconds{10}};
  sql_engine engine{time};
  auto query = engine.prepare("select repeat('a', 60000) regexp '(a|a|a|a|a|a|a|a)*b'", {});
  REQUIRE(query);
  CHECK(code_of(rows_of(**query)) == errc::sql_deadline);
}
