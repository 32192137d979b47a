// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/history_table.hpp"

#include "runtime/storage/memory_store.hpp"
#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using numbers = std::vector<std::int64_t>;

namespace {

constexpr auto earliest = std::numeric_limits<std::int64_t>::min();
constexpr auto latest = std::numeric_limits<std::int64_t>::max();

class history_fixture {
public:
  history_fixture() { stream = *history->open_stream("room", layout, {{}, false}); }
  /// Elements whose field is their stamp.
  void append(const numbers& stamps) {
    model::batch_builder rows{layout};
    for (const auto each : stamps) {
      rows.begin_row(from_microseconds(each));
      rows.set_integer(0, each);
    }
    REQUIRE(history->append(stream, rows.finish()));
  }
  actors::history_table table(std::int64_t from = earliest, std::int64_t to = latest) const {
    return {history, *history->info(stream), from, to};
  }
  static numbers scanned(const query::table& from, const query::scan_bounds& bounds = {}) {
    numbers seen;
    const auto cursor = from.scan(bounds);
    for (; !cursor->at_end(); cursor->next())
      seen.push_back(cursor->block().integer(0, cursor->row()));
    CHECK(cursor->outcome());
    return seen;
  }

  model::schema_ptr layout = query::layout_of({{"n", model::value_type::int64}});
  std::shared_ptr<storage::memory_store> history = std::make_shared<storage::memory_store>();
  storage::stream_id stream = 0;
};

} // namespace

TEST_CASE_METHOD(history_fixture, "rows come in order of arrival", "[history_table]") {
  CHECK(scanned(table()).empty());
  append({3, 1});
  append({2});
  const auto all = table();
  CHECK(all.layout() == layout);
  CHECK(all.rows_estimate() == 3);
  CHECK_FALSE(all.can_order());
  CHECK(scanned(all) == numbers{3, 1, 2});
}

TEST_CASE_METHOD(history_fixture, "bounds of the table and of the scan both hold",
                 "[history_table]") {
  append({5, 1, 2, 3, 4, 9});
  const auto middle = table(2, 5);
  CHECK(scanned(middle) == numbers{5, 2, 3, 4});
  query::scan_bounds bounds;
  bounds.from = 3;
  CHECK(scanned(middle, bounds) == numbers{5, 3, 4});
  bounds.from = earliest;
  bounds.to = 2;
  CHECK(scanned(middle, bounds) == numbers{2});
  bounds.from = 6;
  bounds.to = latest;
  CHECK(scanned(middle, bounds).empty());
  CHECK(scanned(table(5, 2)).empty());
}

// It is read in pieces of 8192 rows.
TEST_CASE_METHOD(history_fixture, "a long history comes whole and in order", "[history_table]") {
  constexpr std::int64_t count = 20'000;
  for (std::int64_t begin = 0; begin < count; begin += 1'000) {
    numbers stamps;
    for (auto each = begin; each < begin + 1'000; ++each)
      stamps.push_back(each);
    append(stamps);
  }
  const auto seen = scanned(table());
  REQUIRE(seen.size() == count);
  for (std::int64_t i = 0; i < count; ++i)
    REQUIRE(seen[static_cast<std::size_t>(i)] == i);
  CHECK(scanned(table(8'191, 8'192)) == numbers{8'191, 8'192});
  CHECK(scanned(table(count - 1)) == numbers{count - 1});
}

TEST_CASE_METHOD(history_fixture, "exactly one piece, and one row more", "[history_table]") {
  numbers stamps;
  for (std::int64_t each = 0; each < 8'192; ++each)
    stamps.push_back(each);
  append(stamps);
  CHECK(scanned(table()).size() == 8'192);
  append({8'192});
  CHECK(scanned(table()).size() == 8'193);
}

TEST_CASE_METHOD(history_fixture, "what arrives during a scan does no harm", "[history_table]") {
  append({1, 2});
  const auto rows = table();
  const auto cursor = rows.scan({});
  append({3});
  CHECK(cursor->block().integer(0, cursor->row()) == 1);
  cursor->next();
  CHECK(cursor->block().integer(0, cursor->row()) == 2);
  CHECK(scanned(rows) == numbers{1, 2, 3});
}

TEST_CASE_METHOD(history_fixture, "a stream that is gone is an error of the scan",
                 "[history_table]") {
  append({1});
  const auto rows = table();
  REQUIRE(history->remove_stream(stream));
  const auto cursor = rows.scan({});
  CHECK(cursor->at_end());
  REQUIRE_FALSE(cursor->outcome());
  CHECK(cursor->outcome().error().code == errc::unknown_stream);
}
