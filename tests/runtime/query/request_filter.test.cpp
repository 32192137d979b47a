// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/request_filter.hpp"

#include "tests/runtime/query/pipeline_fixture.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace plexus;
using namespace plexus::query;
using test::batch_of;
using test::reading;

namespace {

using numbers = std::vector<double>;

struct filtering {
  errc refuses(const model::request& wanted) {
    const auto made = request_filter::make(wanted, "room", layout, time, limits);
    return made ? errc{} : made.error().code;
  }
  void use(const model::request& wanted) {
    auto made = request_filter::make(wanted, "room", layout, time, limits);
    if (!made)
      FAIL(made.error().to_string());
    filter = std::move(*made);
  }
  /// The first field of what passes, and how many were left out.
  std::pair<numbers, std::uint64_t> pass(const std::vector<reading>& readings) {
    last = batch_of(readings);
    auto done = filter->apply(last);
    if (!done)
      FAIL(done.error().to_string());
    passed = done->rows;
    numbers all;
    for (std::size_t row = 0; passed && row < passed->rows(); ++row)
      all.push_back(model::is_floating(passed->layout()[0].type)
                        ? passed->floating(0, row)
                        : static_cast<double>(passed->integer(0, row)));
    return {all, done->filtered};
  }
  using outcome = std::pair<numbers, std::uint64_t>;

  manual_clock time{from_microseconds(1'000'000)};
  engine_limits limits;
  model::schema_ptr layout = test::input_layout(); // v double, n int64, s string
  std::unique_ptr<request_filter> filter;
  model::batch_ptr last;
  model::batch_ptr passed;
};

model::request wanting() {
  model::request made;
  made.source = "room";
  return made;
}

} // namespace

TEST_CASE_METHOD(filtering, "a request for everything passes the batch itself") {
  use(wanting());
  CHECK(pass({{1, 1.5}, {2, 2.5}}) == outcome{{1.5, 2.5}, 0});
  CHECK(passed.get() == last.get());
  CHECK(pass({}) == outcome{{}, 0});
  CHECK(!passed);
}

TEST_CASE_METHOD(filtering, "only the fields asked for, in their order, in any case") {
  auto wanted = wanting();
  wanted.fields = {"N", "v"};
  use(wanted);
  CHECK(pass({{5, 1.5, 7}}) == outcome{{7}, 0});
  REQUIRE(passed->layout().size() == 2);
  CHECK(passed->layout()[0].name == "n");
  CHECK(passed->layout()[1].name == "v");
  CHECK(passed->timestamps()[0] == 5'000);
}

TEST_CASE_METHOD(filtering, "a condition leaves elements out and counts them") {
  auto wanted = wanting();
  wanted.filter = "v > 1 and s <> 'x' or n = 9";
  use(wanted);
  CHECK(pass({{1, 2, 0, "a"}, {2, 2, 0, "x"}, {3, 0, 9, "x"}, {4, 0}}) == outcome{{2, 0}, 2});
  CHECK(passed->timestamps()[1] == 3'000);
  CHECK(pass({{5, 0}}) == outcome{{}, 1});
  CHECK(!passed);
  CHECK(pass({{6, 3}}) == outcome{{3}, 0}); // nothing is kept of earlier elements
}

TEST_CASE_METHOD(filtering, "elements keep their stamps to the microsecond") {
  auto wanted = wanting();
  wanted.filter = "1";
  use(wanted);
  model::batch_builder rows{layout};
  rows.begin_row(from_microseconds(1'700'000'000'000'001));
  auto done = filter->apply(rows.finish());
  REQUIRE(done);
  REQUIRE(done->rows);
  CHECK(done->rows->timestamps()[0] == 1'700'000'000'000'001);
}

TEST_CASE_METHOD(filtering, "SQL of the request's own over the publisher") {
  auto wanted = wanting();
  wanted.sql = "select n * 2 as d, timed from Room where v > 0";
  use(wanted);
  CHECK(pass({{1, 1, 4}, {2, -1, 5}, {3, 1, 6}}) == outcome{{8, 12}, 1});
  CHECK(passed->layout()[0].name == "d");
  CHECK(passed->timestamps()[1] == 3'000);
}

TEST_CASE_METHOD(filtering, "SQL that gives more rows than came leaves none out") {
  auto wanted = wanting();
  wanted.sql = "select a.v, a.timed from room a, room b";
  use(wanted);
  CHECK(pass({{1, 1}, {2, 2}}).second == 0);
  CHECK(passed->rows() == 4);
}

TEST_CASE_METHOD(filtering, "least spacing is by the elements' stamps, across batches") {
  auto wanted = wanting();
  wanted.every = milliseconds{100};
  use(wanted);
  CHECK(pass({{0, 0}, {50, 1}, {99, 2}, {100, 3}, {150, 4}}) == outcome{{0, 3}, 3});
  CHECK(pass({{199, 5}, {200, 6}}) == outcome{{6}, 1});
  time.advance(seconds{60}); // the clock says nothing
  CHECK(pass({{201, 7}}) == outcome{{}, 1});
  CHECK(pass({{50, 8}}) == outcome{{}, 1}); // an older element is not due
}

TEST_CASE_METHOD(filtering, "minimum change is from what was delivered last") {
  auto wanted = wanting();
  wanted.change_field = "V";
  wanted.minimum_change = 1;
  use(wanted);
  CHECK(pass({{1, 10}, {2, 10.5}, {3, 10.9}, {4, 11}, {5, 10.1}, {6, 10}}) ==
        outcome{{10, 11, 10}, 3});
  CHECK(pass({{7, 9.5}}) == outcome{{}, 1});
}

TEST_CASE_METHOD(filtering, "spacing and change hold together") {
  auto wanted = wanting();
  wanted.every = milliseconds{10};
  wanted.change_field = "n";
  wanted.minimum_change = 2;
  use(wanted);
  CHECK(pass({{0, 0, 1}, {5, 0, 9}, {10, 0, 2}, {12, 0, 3}}) == outcome{{0, 0}, 2});
  CHECK(passed->integer(1, 1) == 3);
}

TEST_CASE_METHOD(filtering, "what has no number to compare does not pass") {
  auto wanted = wanting();
  wanted.sql = "select case when n > 0 then v end as v, s, timed from room";
  wanted.change_field = "v";
  use(wanted);
  CHECK(pass({{1, 1, 1}, {2, 2, 0}, {3, 3, 1}}) == outcome{{1, 3}, 1});
  wanted.change_field = "s"; // of the SQL's own making, so known only at run time
  use(wanted);
  CHECK(pass({{1, 1, 1, "a"}}) == outcome{{}, 1});
  wanted.change_field = "absent";
  use(wanted);
  CHECK(pass({{1, 1, 1}}) == outcome{{}, 1});
}

TEST_CASE_METHOD(filtering, "a value that is not finite is a change like another") {
  auto wanted = wanting();
  wanted.change_field = "v";
  wanted.minimum_change = 1;
  use(wanted);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(pass({{1, 1}, {2, infinity}, {3, 2}}).first == numbers{1, infinity, 2});
}

TEST_CASE_METHOD(filtering, "what cannot be asked for has a code") {
  auto wanted = wanting();
  wanted.fields = {"v", "absent"};
  CHECK(refuses(wanted) == errc::unknown_field);
  wanted = wanting();
  wanted.change_field = "absent";
  CHECK(refuses(wanted) == errc::unknown_field);
  wanted.change_field = "s";
  CHECK(refuses(wanted) == errc::unknown_field);
  wanted = wanting();
  wanted.filter = "absent = 1";
  CHECK(refuses(wanted) == errc::sql_unknown_column);
  wanted.filter = "v >";
  CHECK(refuses(wanted) == errc::sql_syntax);
  wanted.filter = "1); drop table room --";
  CHECK(refuses(wanted) != errc{});
  wanted.filter = "v in (select v from other)";
  CHECK(refuses(wanted) == errc::sql_unknown_table);
  wanted = wanting();
  wanted.sql = "delete from room";
  CHECK(refuses(wanted) == errc::sql_refused);
}

TEST_CASE_METHOD(filtering, "an error while it runs passes nothing and the filter lives on") {
  auto wanted = wanting();
  wanted.filter = "cast(n as tinyint) > 0";
  use(wanted);
  const auto failed = filter->apply(batch_of({{1, 1, 1}, {2, 2, 1'000}}));
  REQUIRE(!failed);
  CHECK(failed.error().code == errc::sql_failed);
  CHECK(pass({{3, 3, 1}}) == outcome{{3}, 0});
}
