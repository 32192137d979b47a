// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql_engine.hpp"

#include "tests/support/hasty_clock.hpp"
#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;
using model::value_type;
using lines = std::vector<std::string>;

namespace {

struct engine_fixture {
  manual_clock time{from_microseconds(1'000'000'000)};
  fleeting_table rows{layout_of({{"v", value_type::float64}, {"name", value_type::string}})};
  sql_engine engine{time};
  std::vector<table_name> names{{"wrapper", "w1", {}}};

  engine_fixture() {
    rows.add(1'000, {1.5, std::string{"a"}});
    rows.add(2'500, {2.5, std::string{"b"}});
    rows.add(3'000, {std::monostate{}, std::string{}});
    REQUIRE(engine.add_table("w1", rows));
  }

  std::unique_ptr<prepared_query> prepare(const std::string& sql) {
    auto made = engine.prepare(sql, names);
    if (!made)
      FAIL(made.error().to_string());
    return std::move(*made);
  }
  lines run(const std::string& sql) {
    auto rows_found = rows_of(*prepare(sql));
    if (!rows_found)
      FAIL(rows_found.error().to_string());
    return *rows_found;
  }
  errc prepare_code(const std::string& sql) { return code_of(engine.prepare(sql, names)); }
};

} // namespace

TEST_CASE_METHOD(engine_fixture, "a query sees timed in milliseconds and the fields") {
  CHECK(run("select * from wrapper") == lines{"1|1.5|'a'", "2.5|2.5|'b'", "3|null|''"});
  CHECK(run("SELECT avg(v), count(*), max(name) FROM WRAPPER") == lines{"2.0|3|'b'"});
  CHECK(run("select v from wrapper where timed >= 2 order by timed desc") == lines{"null", "2.5"});
}

TEST_CASE_METHOD(engine_fixture, "columns are named as written, in lower case") {
  const auto query = prepare("SELECT wrapper.V, AVG(v) , v+1 AS Next, NAME other FROM wrapper");
  CHECK(query->columns() == lines{"v", "avg(v)", "next", "other"});
}

TEST_CASE_METHOD(engine_fixture, "a statement sees what the table holds when it runs") {
  const auto query = prepare("select count(*) from wrapper");
  CHECK(*rows_of(*query) == lines{"3"});
  rows.add(4'000, {4.0, std::string{"d"}});
  CHECK(*rows_of(*query) == lines{"4"});
  rows.clear();
  CHECK(*rows_of(*query) == lines{"0"});
}

TEST_CASE_METHOD(engine_fixture, "joins, sub-selects and WITH tables find their names") {
  CHECK(run("select a.v from wrapper a join wrapper b on a.timed = b.timed and b.name = 'a'") ==
        lines{"1.5"});
  CHECK(
      run("select wrapper.v from wrapper, (select max(timed) as m from wrapper) where timed = m") ==
      lines{"null"});
  CHECK(run("with w as (select v + 1 as n from wrapper where v > 2) select n from w") ==
        lines{"3.5"});
  CHECK(run("select count(*) from wrapper where v in (select v from \"WRAPPER\")") == lines{"2"});
}

TEST_CASE_METHOD(engine_fixture, "a subquery stands for a table under its alias") {
  const auto inner = engine.translate("select v * 2 as d from wrapper where v > 1", names,
                                      model::compatibility::intended);
  REQUIRE(inner);
  const std::vector<table_name> sources{{"source1", {}, *inner}, {"source2", {}, *inner}};
  auto query = engine.prepare(
      "SELECT source1.d, s.d FROM source1, source2 AS s WHERE source1.d < s.d", sources);
  REQUIRE(query);
  CHECK(*rows_of(**query) == lines{"3.0|5.0"});
}

TEST_CASE_METHOD(engine_fixture, "only listed tables can be read") {
  fleeting_table other{layout_of({{"secret", value_type::int64}})};
  REQUIRE(engine.add_table("w2", other));
  for (const auto* sql :
       {"select * from w2", "select * from w1", "select * from sqlite_master",
        "select * from main.w2", "select * from pragma_table_info('w2')", "select 1 where 1 in w2",
        "select * from wrapper, w2", "select * from (wrapper join w2)",
        "select * from json_each('[1]')", "select (select count(*) from sqlite_schema)"}) {
    INFO(sql);
    CHECK(prepare_code(sql) == errc::sql_unknown_table);
  }
}

TEST_CASE_METHOD(engine_fixture, "what cannot be prepared has a code") {
  CHECK(prepare_code("select absent from wrapper") == errc::sql_unknown_column);
  CHECK(prepare_code("select \"absent\" from wrapper") == errc::sql_unknown_column);
  CHECK(prepare_code("select absent(v) from wrapper") == errc::sql_unknown_function);
  CHECK(prepare_code("select v from from wrapper") == errc::sql_syntax);
  CHECK(prepare_code("select v v v from wrapper") == errc::sql_syntax);
  CHECK(prepare_code("") == errc::sql_syntax);
  CHECK(prepare_code("select (v from wrapper") == errc::sql_syntax);
  CHECK(prepare_code("select 1; select 2") == errc::sql_refused);
  CHECK(prepare_code("delete from wrapper") == errc::sql_refused);
  CHECK(prepare_code("select " + std::string(70'000, ' ') + "1") == errc::sql_limit);
  CHECK(prepare_code("select v from wrapper;") == errc{});
}

TEST_CASE_METHOD(engine_fixture, "an error names the byte of the query as written") {
  const auto made = engine.prepare("select v, absent from wrapper", names);
  REQUIRE(!made);
  CHECK(made.error().what.ends_with("(at byte 10)"));
}

TEST_CASE_METHOD(engine_fixture, "removed tables fail in their statements and in no others") {
  fleeting_table other{layout_of({{"n", value_type::int64}})};
  other.add(1'000, {std::int64_t{7}});
  REQUIRE(engine.add_table("w2", other));
  const std::vector<table_name> both{{"a", "w1", {}}, {"b", "w2", {}}};
  auto first = *engine.prepare("select count(*) from a", both);
  auto second = *engine.prepare("select n from b", both);
  CHECK(*rows_of(*second) == lines{"7"});

  engine.remove_table("W2");
  CHECK(*rows_of(*first) == lines{"3"});
  CHECK(code_of(rows_of(*second)) == errc::sql_unknown_table);
  CHECK(code_of(engine.prepare("select * from b", both)) == errc::sql_unknown_table);

  REQUIRE(engine.add_table("w2", rows)); // another table under the name, with other columns
  CHECK(code_of(rows_of(*second)) == errc::sql_unknown_column);
  auto third = *engine.prepare("select max(v) from b", both);
  CHECK(*rows_of(*third) == lines{"2.5"});
  CHECK(*rows_of(*first) == lines{"3"});

  auto all = *engine.prepare("select * from b", both);
  engine.remove_table("w2");
  REQUIRE(engine.add_table("w2", other));
  CHECK(code_of(rows_of(*all)) == errc::sql_unknown_column);
  CHECK(*rows_of(*second) == lines{"7"}); // the name has its table back
}

TEST_CASE_METHOD(engine_fixture, "table names are checked") {
  CHECK(code_of(engine.add_table("W1", rows)) == errc::invalid_argument);
  CHECK(code_of(engine.add_table("sqlite_x", rows)) == errc::invalid_argument);
  CHECK(code_of(engine.add_table("", rows)) == errc::invalid_argument);
  CHECK(engine.add_table("select \"from\" where", rows));
}

TEST_CASE("one engine holds thousands of tables") {
  manual_clock time;
  sql_engine engine{time};
  fleeting_table rows{layout_of({{"v", value_type::int64}})};
  rows.add(5'000, {std::int64_t{1}});
  std::vector<std::unique_ptr<prepared_query>> queries;
  for (int i = 0; i < 3'000; ++i) {
    const auto name = "w" + std::to_string(i);
    REQUIRE(engine.add_table(name, rows));
    auto made =
        engine.prepare("select v from wrapper", std::vector<table_name>{{"wrapper", name, {}}});
    REQUIRE(made);
    queries.push_back(std::move(*made));
  }
  for (int i = 0; i < 3'000; i += 2)
    engine.remove_table("w" + std::to_string(i));
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const auto found = rows_of(*queries[i]);
    REQUIRE(found.has_value() == (i % 2 == 1));
  }
}

TEST_CASE_METHOD(engine_fixture, "a visitor may stop early and run other queries") {
  const auto outer = prepare("select v from wrapper where v is not null");
  const auto inner = prepare("select count(*) from wrapper");
  int seen = 0;
  REQUIRE(outer->run([&](const result_row&) {
    ++seen;
    CHECK(*rows_of(*inner) == lines{"3"});
    CHECK(code_of(outer->any()) == errc::sql_failed);
    return true;
  }));
  CHECK(seen == 2);
  seen = 0;
  REQUIRE(outer->run([&](const result_row&) { return ++seen < 1; }));
  CHECK(seen == 1);
  CHECK(*outer->any());
  rows.clear();
  CHECK(!*outer->any());
}

TEST_CASE_METHOD(engine_fixture, "results are bounded") {
  const auto query = prepare("select 1 from wrapper, wrapper b, wrapper c");
  CHECK(rows_of(*query)->size() == 27);
  engine.set_limits({microseconds{100'000}, 26, 65'536});
  CHECK(code_of(rows_of(*query)) == errc::sql_too_many_rows);
  engine.set_limits({microseconds{100'000}, 27, 65'536});
  CHECK(rows_of(*query)->size() == 27);
}

TEST_CASE_METHOD(engine_fixture, "a table's error is the query's error") {
  rows.break_after(1);
  CHECK(code_of(rows_of(*prepare("select v from wrapper"))) == errc::chunk_damaged);
  CHECK(code_of(rows_of(*prepare("select count(*) from wrapper"))) == errc::chunk_damaged);
}

TEST_CASE("a run ends at its deadline") {
  const test::hasty_clock time{milliseconds{1}};
  sql_engine engine{time};
  fleeting_table rows{layout_of({{"v", value_type::int64}})};
  for (int i = 0; i < 100; ++i)
    rows.add(i, {std::int64_t{i}});
  REQUIRE(engine.add_table("w", rows));
  const std::vector<table_name> names{{"w", "w", {}}};
  auto endless = *engine.prepare("select count(*) from w a, w b, w c, w d, w e", names);
  CHECK(code_of(rows_of(*endless)) == errc::sql_deadline);
  auto quick = *engine.prepare("select count(*) from w", names);
  CHECK(*rows_of(*quick) == lines{"100"});
}
