// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/output_collector.hpp"

#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;
using test::field_of;

namespace {

/// One integer column.
class one_number final : public result_row {
public:
  kind kind_of(std::size_t) const noexcept override { return kind::integer; }
  std::int64_t integer(std::size_t) const noexcept override { return 5; }
  double floating(std::size_t) const noexcept override { return 0; }
  std::string_view text(std::size_t) const noexcept override { return {}; }
};

struct collector_fixture {
  manual_clock time{from_microseconds(1000)};
  model::stream_counters counters;
  output_collector tested{time, counters};
  output_columns columns{{"v"}, *model::schema::make({field_of("v")}).value()};

  void use(microseconds rate, bool distinct = true) {
    output_rules rules;
    rules.layout = model::schema::make({field_of("v")}).value();
    rules.rate = rate;
    rules.distinct_stamps = distinct;
    tested.set_rules(rules);
  }
  void add() { REQUIRE(tested.add(one_number{}, columns)); }
};

} // namespace

TEST_CASE_METHOD(collector_fixture, "a turn without rows puts out nothing") {
  use({});
  tested.seal();
  CHECK_FALSE(tested.next());
}

TEST_CASE_METHOD(collector_fixture, "stamps of one moment are distinct, later ones are now") {
  use({});
  add();
  add();
  time.advance(microseconds{10});
  add();
  tested.seal();
  const auto rows = tested.next();
  REQUIRE(rows->rows() == 3);
  CHECK(rows->timestamps()[0] == 1000);
  CHECK(rows->timestamps()[1] == 1001);
  CHECK(rows->timestamps()[2] == 1010);
  CHECK(counters.published == 3);
}

TEST_CASE_METHOD(collector_fixture, "rows within the output rate are dropped and counted") {
  use(milliseconds{1});
  add();
  add();
  time.advance(milliseconds{1});
  add();
  tested.seal();
  CHECK(tested.next()->rows() == 2);
  CHECK(counters == model::stream_counters{.dropped = 1, .published = 2});
}

TEST_CASE_METHOD(collector_fixture, "nothing is lost uncounted when nobody takes the batches") {
  use({});
  const auto most = batches_waiting_max * model::batch_rows_max;
  for (std::size_t i = 0; i < most; ++i)
    add();
  tested.seal();
  CHECK(tested.add(one_number{}, columns).error().code == errc::limit_exceeded);
  CHECK(counters.published == most);
  CHECK(counters.dropped == 1);
  std::size_t taken = 0;
  while (const auto rows = tested.next())
    taken += rows->rows();
  CHECK(taken == most);
}
