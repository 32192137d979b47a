// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/window.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace plexus;
using namespace plexus::query;
using test::field_of;

namespace {

model::schema_ptr one_field() {
  return model::schema::make({field_of("v", model::value_type::int64)}).value();
}

model::batch_ptr stamped(const std::vector<std::int64_t>& stamps) {
  model::batch_builder rows{one_field()};
  for (const auto timed : stamps) {
    rows.begin_row(from_microseconds(timed));
    rows.set_integer(0, timed);
  }
  return rows.finish();
}

void fill(window& into, const std::vector<std::int64_t>& stamps) {
  const auto batch = stamped(stamps);
  for (std::uint32_t row = 0; row < batch->rows(); ++row)
    into.append(batch, row);
}

std::vector<std::int64_t> read(const window& from, const scan_bounds& bounds = {}) {
  std::vector<std::int64_t> stamps;
  for (auto at = from.scan(bounds); !at->at_end(); at->next())
    stamps.push_back(at->block().integer(0, at->row()));
  return stamps;
}

using stamps = std::vector<std::int64_t>;

} // namespace

TEST_CASE("a window shows nothing until it is told to") {
  window rows{one_field(), 10};
  fill(rows, {1, 2, 3});
  CHECK(rows.rows() == 3);
  CHECK_FALSE(rows.shows_rows());
  CHECK(read(rows).empty());
}

TEST_CASE("the newest rows are shown newest first, and none while there are too few") {
  window rows{one_field(), 3};
  fill(rows, {1, 2});
  rows.show_newest(3);
  CHECK_FALSE(rows.shows_rows());
  fill(rows, {3, 4});
  rows.show_newest(3);
  CHECK(rows.shows_rows());
  CHECK(read(rows) == stamps{4, 3, 2});
}

TEST_CASE("a scan honours bounds and both orders") {
  window rows{one_field(), 8};
  fill(rows, {10, 20, 20, 30, 40});
  rows.show_newest(4);
  CHECK(read(rows, {.by_time_ascending = true}) == stamps{20, 20, 30, 40});
  CHECK(read(rows, {.by_time_descending = true}) == stamps{40, 30, 20, 20});
  CHECK(read(rows, {.from = 20, .to = 30}) == stamps{30, 20, 20});
  CHECK(read(rows, {.from = 21, .to = 39, .by_time_ascending = true}) == stamps{30});
  CHECK(read(rows, {.from = 41}).empty());
  CHECK(read(rows, {.to = 5}).empty());
  CHECK(read(rows, {.from = 30, .to = 20}).empty());
}

TEST_CASE("rows out of order are found, bounded and sorted all the same") {
  window rows{one_field(), 8};
  fill(rows, {10, 50, 20, 40, 30});
  rows.show_newest(4);
  CHECK(read(rows) == stamps{30, 40, 20, 50});
  CHECK(read(rows, {.by_time_ascending = true}) == stamps{20, 30, 40, 50});
  CHECK(read(rows, {.by_time_descending = true}) == stamps{50, 40, 30, 20});
  CHECK(read(rows, {.from = 25, .to = 45}) == stamps{30, 40});
  rows.show_between(20, 40);
  CHECK(rows.shows_rows());
  CHECK(read(rows, {.by_time_ascending = true}) == stamps{20, 30, 40});
  rows.show_between(41, 49);
  CHECK_FALSE(rows.shows_rows());
  CHECK(read(rows).empty());
}

TEST_CASE("a view taken out of order stays exact once the rows are in order again") {
  window rows{one_field(), 8};
  fill(rows, {90, 10, 20, 30});
  rows.show_between(15, 25);
  rows.keep_newest(3);
  CHECK(rows.shows_rows());
  CHECK(read(rows) == stamps{20});
  rows.show_between(31, 40);
  CHECK_FALSE(rows.shows_rows());
}

TEST_CASE("a view by time is inclusive at both ends") {
  window rows{one_field(), 8};
  fill(rows, {1000, 2000, 3000});
  rows.show_between(1000, 2000);
  CHECK(read(rows) == stamps{2000, 1000});
  rows.show_between(1001, 1999);
  CHECK_FALSE(rows.shows_rows());
}

TEST_CASE("a held view outlives trimming, a free one shrinks with the window") {
  const bool held = GENERATE(true, false);
  window rows{one_field(), 2};
  rows.hold_view(held);
  fill(rows, {1, 2});
  rows.show_newest(2);
  fill(rows, {3, 4, 5});
  rows.keep_newest(2);
  CHECK(read(rows) == (held ? stamps{2, 1} : stamps{}));
  rows.show_newest(2);
  rows.keep_newest(2);
  CHECK(rows.rows() == 2);
  CHECK(read(rows) == stamps{5, 4});
}

TEST_CASE("rows older than a moment leave") {
  window rows{one_field(), 8};
  fill(rows, {1, 2, 3, 4});
  rows.show_newest(4);
  rows.keep_from(3);
  CHECK(rows.rows() == 2);
  CHECK(read(rows) == stamps{4, 3});
  rows.keep_from(100);
  CHECK(rows.rows() == 0);
  CHECK(read(rows).empty());
}

TEST_CASE("a full window loses its oldest row, counted") {
  window rows{one_field(), 8, sampling{}, 3};
  fill(rows, {1, 2, 3});
  CHECK(rows.overflowed() == 0);
  fill(rows, {4, 5});
  CHECK(rows.overflowed() == 2);
  rows.show_between(0, 100);
  CHECK(read(rows) == stamps{5, 4, 3});
}

TEST_CASE("sampled-out rows take their place but are not shown") {
  window rows{one_field(), 4, sampling{0.5}};
  fill(rows, {10'000, 60'000, 110'000, 170'000}); // 10, 60, 110 and 170 ms
  rows.show_newest(3);
  CHECK(read(rows) == stamps{110'000});
  CHECK(rows.shows_rows());
  fill(rows, {180'000, 190'000});
  rows.show_newest(2);
  CHECK_FALSE(rows.shows_rows());
}

TEST_CASE("a window holds batches no longer than their rows") {
  window rows{one_field(), 2};
  std::vector<model::batch_ptr> batches;
  for (std::int64_t i = 0; i < 300; ++i) {
    fill(rows, {2 * i, 2 * i + 1});
    rows.keep_newest(3);
    rows.show_newest(std::min<std::size_t>(rows.rows(), 3));
    const auto seen = read(rows);
    REQUIRE(seen.front() == 2 * i + 1);
    REQUIRE(seen.size() == (i == 0 ? 2u : 3u));
  }
}
