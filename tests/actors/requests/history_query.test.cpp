// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/history_query.hpp"

#include "runtime/storage/memory_store.hpp"
#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using numbers = std::vector<std::int64_t>;

namespace {

class history_fixture {
public:
  history_fixture() {
    add("room", {1, 2, 3, 4});
    add("yard", {2, 4, 6});
  }
  /// A stream whose elements have their second as their number.
  void add(const std::string& name, const numbers& seconds_of) {
    const auto layout = query::layout_of({{"n", model::value_type::int64}});
    const auto stream = *history->open_stream(name, layout, {});
    model::batch_builder rows{layout};
    for (const auto each : seconds_of) {
      rows.begin_row(from_microseconds(each * 1'000'000));
      rows.set_integer(0, each);
    }
    REQUIRE(history->append(stream, rows.finish()));
  }
  result<model::batch_ptr> run(const std::string& sql) {
    wanted.sql = sql;
    return actors::query_history(history, wanted, time, limits);
  }
  numbers all(const std::string& sql) {
    const auto rows = run(sql);
    if (!rows)
      FAIL(rows.error().to_string());
    numbers seen;
    for (std::size_t row = 0; row < (*rows)->rows(); ++row)
      seen.push_back((*rows)->integer(0, row));
    return seen;
  }
  errc code(const std::string& sql) { return query::code_of(run(sql)); }

  manual_clock time{from_microseconds(9'000'000)};
  query::engine_limits limits;
  model::request wanted;
  std::shared_ptr<storage::memory_store> history = std::make_shared<storage::memory_store>();
};

} // namespace

TEST_CASE_METHOD(history_fixture, "a query reads the history of any virtual sensor",
                 "[history_query]") {
  CHECK(all("select n from ROOM where n > 1 order by timed desc") == numbers{4, 3, 2});
  CHECK(all("select room.n * 10 + yard.n as both from room join yard on room.timed = yard.timed") ==
        numbers{22, 44});
  CHECK(all("with r as (select n from room) select count(*) as c from r, yard") == numbers{12});
  CHECK(all("select 5 as five") == numbers{5});
}

TEST_CASE_METHOD(history_fixture, "rows without a stamp get the time of the query",
                 "[history_query]") {
  const auto rows = run("select max(n) as n from room");
  REQUIRE(rows);
  CHECK((*rows)->at(0) == time.now());
  const auto stamped = run("select n, timed from room where n = 2");
  REQUIRE(stamped);
  CHECK((*stamped)->at(0) == from_microseconds(2'000'000));
}

TEST_CASE_METHOD(history_fixture, "times and a limit bound what is there", "[history_query]") {
  wanted.from = from_microseconds(2'000'000);
  wanted.to = from_microseconds(3'000'000);
  CHECK(all("select n from room") == numbers{2, 3});
  CHECK(all("select count(*) as c from yard") == numbers{1});
  wanted = {};
  wanted.limit = 3;
  CHECK(all("select n from room") == numbers{1, 2, 3});
  CHECK(all("select n from room limit 2") == numbers{1, 2});
  CHECK(all("select n from room where n > 9").empty());
}

// A batch has 65 536 rows; the limit holds before that is reached.
TEST_CASE_METHOD(history_fixture, "a limit makes a large result a small one", "[history_query]") {
  const std::string large = "select r.n from room r, room s, room t, room u, room v, room w, "
                            "room x, room y, yard z";
  limits.rows_max = 1'000'000;
  limits.deadline = seconds{60};
  CHECK(code(large) == errc::limit_exceeded);
  wanted.limit = 10;
  CHECK(all(large).size() == 10);
}

TEST_CASE_METHOD(history_fixture, "what cannot be asked has a code", "[history_query]") {
  CHECK(code("select * from nobody") == errc::unknown_virtual_sensor);
  CHECK(code("select * from room, nobody") == errc::unknown_virtual_sensor);
  CHECK(code("select absent from room") == errc::sql_unknown_column);
  CHECK(code("select n from") == errc::sql_syntax);
  CHECK(code("drop table room") == errc::sql_refused);
  CHECK(code("select load_extension('x') from room") == errc::sql_refused);
  limits.rows_max = 3;
  CHECK(code("select n from room") == errc::sql_too_many_rows);
}

TEST_CASE_METHOD(history_fixture, "a result without rows still has its fields", "[history_query]") {
  const auto rows = run("select n, timed from room where n > 9");
  REQUIRE(rows);
  REQUIRE(*rows);
  CHECK((*rows)->rows() == 0);
  CHECK((*rows)->layout().find("n"));
}
