// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/stream_intake.hpp"

#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;

TEST_CASE("a batch without duplicates passes as it is") {
  storage::stream_intake intake{number_layout(), true};
  const auto batch = seconds_from(0, 10);
  const auto nothing = [](std::int64_t) -> bool { throw std::logic_error("asked"); };
  const auto done = intake.admit(batch, nothing);
  REQUIRE(done);
  CHECK(done->accepted == batch);
  CHECK(done->last == 10);
  CHECK(intake.admit(batch, nothing)->accepted->rows() == 0);
}

TEST_CASE("history is asked for old timestamps alone") {
  storage::stream_intake intake{number_layout(), true};
  intake.resume(100, 50);
  CHECK(intake.needs_history(*batch_of({{60, 1}, {50, 2}})));
  CHECK_FALSE(intake.needs_history(*batch_of({{60, 1}, {51, 2}})));
  std::vector<std::int64_t> asked;
  const auto done = intake.admit(batch_of({{60, 1}, {50, 2}, {40, 3}, {40, 4}}), [&](auto timed) {
    asked.push_back(timed);
    return timed == 50;
  });
  REQUIRE(done);
  CHECK(done->duplicates == 2);
  CHECK(done->last == 102);
  CHECK(asked == std::vector<std::int64_t>{50, 40, 40});
}

TEST_CASE("duplicates in one batch are found beyond what the recent timestamps hold") {
  storage::stream_intake intake{number_layout(), true};
  std::vector<reading> rows;
  for (std::int64_t i = 0; i < 10'000; ++i)
    rows.push_back({i, i});
  rows.push_back({3, 0});
  const auto done = intake.admit(batch_of(rows), [](std::int64_t) { return false; });
  REQUIRE(done);
  CHECK(done->duplicates == 1);
  CHECK(done->last == 10'000);
}
