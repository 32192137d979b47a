// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/batch_table.hpp"

#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using namespace plexus::query;

namespace {

model::batch_ptr batch_at(const model::schema_ptr& layout,
                          const std::vector<std::int64_t>& stamps) {
  model::batch_builder rows{layout};
  for (const auto each : stamps) {
    rows.begin_row(from_microseconds(each));
    rows.set_integer(0, each * 10);
  }
  return rows.finish();
}

std::vector<std::int64_t> scanned(const batch_table& table, const scan_bounds& bounds = {}) {
  std::vector<std::int64_t> seen;
  const auto cursor = table.scan(bounds);
  for (; !cursor->at_end(); cursor->next())
    seen.push_back(cursor->block().integer(0, cursor->row()));
  CHECK(cursor->outcome());
  return seen;
}

using numbers = std::vector<std::int64_t>;

struct batch_table_fixture {
  model::schema_ptr layout = layout_of({{"n", model::value_type::int64}});
  batch_table table{layout};
};

} // namespace

TEST_CASE_METHOD(batch_table_fixture, "a table without a batch has no rows") {
  CHECK(table.layout() == layout);
  CHECK(table.rows_estimate() == 0);
  CHECK(!table.can_order());
  CHECK(scanned(table).empty());
  table.show(batch_at(layout, {}));
  CHECK(scanned(table).empty());
}

TEST_CASE_METHOD(batch_table_fixture, "rows come in order of arrival, whatever their stamps") {
  table.show(batch_at(layout, {3, 1, 2, 1}));
  CHECK(table.rows_estimate() == 4);
  CHECK(scanned(table) == numbers{30, 10, 20, 10});
  CHECK(scanned(table, {.by_time_descending = true}) == numbers{30, 10, 20, 10});
}

TEST_CASE_METHOD(batch_table_fixture, "bounds are inclusive and leave rows out anywhere") {
  table.show(batch_at(layout, {5, 1, 3, 2, 4, 9}));
  CHECK(scanned(table, {.from = 2, .to = 4}) == numbers{30, 20, 40});
  CHECK(scanned(table, {.from = 9}) == numbers{90});
  CHECK(scanned(table, {.to = 1}) == numbers{10});
  CHECK(scanned(table, {.from = 6, .to = 8}).empty());
  CHECK(scanned(table, {.from = 4, .to = 2}).empty());
}

TEST_CASE_METHOD(batch_table_fixture, "the ends of time are rows like others") {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  model::batch_builder rows{layout};
  for (const auto each : {lowest, highest}) {
    rows.begin_row(from_microseconds(each));
    rows.set_integer(0, 1);
  }
  table.show(rows.finish());
  CHECK(scanned(table).size() == 2);
  CHECK(scanned(table, {.from = highest}).size() == 1);
}

TEST_CASE_METHOD(batch_table_fixture, "a batch is kept by its cursor and by nothing longer") {
  table.show(batch_at(layout, {1, 2}));
  const auto cursor = table.scan({});
  table.show(batch_at(layout, {7}));
  CHECK(cursor->block().integer(0, cursor->row()) == 10);
  CHECK(scanned(table) == numbers{70});
  table.show({});
  CHECK(scanned(table).empty());
  CHECK(table.rows_estimate() == 0);
}

TEST_CASE_METHOD(batch_table_fixture, "a query sorts what the table does not") {
  const manual_clock time;
  sql_engine engine{time};
  REQUIRE(engine.add_table("b", table));
  auto query = engine.prepare("select n from b where timed >= 0.002 order by timed desc",
                              std::vector<table_name>{{"b", "b", {}}});
  REQUIRE(query);
  table.show(batch_at(layout, {3, 1, 4, 2}));
  CHECK(*rows_of(**query) == std::vector<std::string>{"40", "30", "20"});
}
