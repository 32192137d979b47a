// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/join_index.hpp"

#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace plexus;
using namespace plexus::query;
using model::value_type;

namespace {

template <class Key>
std::vector<std::int64_t> stamps(const join_index& index, Key key) {
  std::vector<std::int64_t> out;
  for (auto at = index.find(key); at != join_index::none; at = index.next(at))
    out.push_back(index.block(at).timestamps()[index.row(at)]);
  return out;
}

} // namespace

TEST_CASE("rows are found by number, in the table's order, without nulls") {
  fleeting_table rows{layout_of({{"n", value_type::int64}, {"v", value_type::float64}})};
  rows.add(1, {std::int64_t{7}, 0.0});
  rows.add(2, {std::monostate{}, std::nan("")});
  rows.add(3, {std::int64_t{-7}, -0.0});
  rows.add(4, {std::int64_t{7}, 7.5});
  const auto by_n = join_index::build(rows, 0, false);
  REQUIRE(by_n);
  CHECK(by_n->size() == 3);
  CHECK(stamps(*by_n, 7.0) == std::vector<std::int64_t>{1, 4});
  CHECK(stamps(*by_n, -7.0) == std::vector<std::int64_t>{3});
  CHECK(stamps(*by_n, 8.0).empty());
  const auto by_v = join_index::build(rows, 1, false);
  REQUIRE(by_v);
  CHECK(stamps(*by_v, 0.0) == std::vector<std::int64_t>{1, 3});
}

TEST_CASE("rows are found by text") {
  fleeting_table rows{layout_of({{"s", value_type::string}})};
  rows.add(1, {std::string{"a"}});
  rows.add(2, {std::string{}});
  rows.add(3, {std::string{"a"}});
  const auto index = join_index::build(rows, 0, true);
  REQUIRE(index);
  CHECK(stamps(*index, std::string_view{"a"}) == std::vector<std::int64_t>{1, 3});
  CHECK(stamps(*index, std::string_view{}) == std::vector<std::int64_t>{2});
}

TEST_CASE("whole numbers, fractions and texts spread over the slots") {
  fleeting_table rows{
      layout_of({{"n", value_type::int64}, {"v", value_type::float64}, {"s", value_type::string}})};
  for (std::int64_t i = 0; i < 1'000; ++i)
    rows.add(i, {i, static_cast<double>(i) / 8, std::to_string(i)});
  for (const std::size_t column : {0U, 1U, 2U}) {
    const auto index = join_index::build(rows, column, column == 2);
    REQUIRE(index);
    CHECK(index->slot_rows_max() <= 8);
  }
}

TEST_CASE("no index where kinds are mixed, binary, or the scan breaks") {
  fleeting_table rows{layout_of({{"s", value_type::string}, {"b", value_type::binary}})};
  rows.add(1, {std::string{"a"}, model::bytes{1}});
  CHECK(!join_index::build(rows, 0, false));
  CHECK(!join_index::build(rows, 1, false));
  CHECK(!join_index::build(rows, 1, true));
  CHECK(!join_index::build(rows, 2, true));
  rows.break_after(0);
  CHECK(!join_index::build(rows, 0, true));
}

TEST_CASE("an index of nothing finds nothing") {
  const fleeting_table rows{layout_of({{"n", value_type::int64}})};
  const auto index = join_index::build(rows, 0, false);
  REQUIRE(index);
  CHECK(index->find(1.0) == join_index::none);
}
