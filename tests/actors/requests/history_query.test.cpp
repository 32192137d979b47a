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
  result<actors::history_result> run(const std::string& sql) {
    wanted.sql = sql;
    return actors::query_history(history, wanted, time, limits);
  }
  numbers all(const std::string& sql) {
    const auto rows = run(sql);
    if (!rows)
      FAIL(rows.error().to_string());
    filtered = rows->filtered;
    numbers seen;
    for (const auto& each : rows->rows)
      for (std::size_t row = 0; row < each->rows(); ++row)
        seen.push_back(each->integer(0, row));
    return seen;
  }
  errc code(const std::string& sql) { return query::code_of(run(sql)); }

  manual_clock time{from_microseconds(9'000'000)};
  query::engine_limits limits;
  model::request wanted;
  std::uint64_t filtered = 0; // of what all() asked for last
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
  CHECK(rows->rows.front()->at(0) == time.now());
  const auto stamped = run("select n, timed from room where n = 2");
  REQUIRE(stamped);
  CHECK(stamped->rows.front()->at(0) == from_microseconds(2'000'000));
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

TEST_CASE_METHOD(history_fixture, "a result may be larger than a batch", "[history_query]") {
  const std::string large = "select r.n from room r, room s, room t, room u, room v, room w, "
                            "room x, room y, yard z";
  constexpr std::size_t rows = 4 * 4 * 4 * 4 * 4 * 4 * 4 * 4 * 3;
  STATIC_REQUIRE(rows > model::batch_rows_max);
  limits.rows_max = 1'000'000;
  limits.deadline = seconds{60};
  CHECK(all(large).size() == rows);
  wanted.limit = model::batch_rows_max + 1;
  CHECK(all(large).size() == model::batch_rows_max + 1);
  wanted.limit = 10;
  CHECK(all(large).size() == 10);
  wanted = {};
  limits.rows_max = rows - 1;
  CHECK(code(large) == errc::sql_too_many_rows);
}

TEST_CASE_METHOD(history_fixture, "spacing and change thin a result out", "[history_query]") {
  add("hall", {1, 2, 3, 5, 6, 9});
  wanted.every = seconds{2};
  CHECK(all("select n, timed from hall") == numbers{1, 3, 5, 9});
  CHECK(filtered == 2);
  CHECK(all("select n, timed from hall order by timed desc") == numbers{9, 6, 3, 1});
  wanted.limit = 2; // of what is left: the SUBSCRIBER's business
  CHECK(all("select n, timed from hall") == numbers{1, 3, 5, 9});
  wanted = {};
  wanted.change_field = "N";
  wanted.minimum_change = 3;
  CHECK(all("select n, timed from hall") == numbers{1, 5, 9});
  CHECK(all("select null as n from hall").empty());
  CHECK(code("select timed from hall") == errc::unknown_field);
  CHECK(code("select 'x' as n from hall") == errc::unknown_field);
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
  REQUIRE(rows->rows.size() == 1);
  CHECK(rows->rows.front()->rows() == 0);
  CHECK(rows->rows.front()->layout().find("n"));
}
