// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/element_runs.hpp"

#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;
using storage::element_runs;
using storage::make_run;

namespace {

std::vector<std::int64_t> numbers(const element_runs& runs) {
  std::vector<std::int64_t> all;
  storage::sequence next = runs.first();
  for (const auto& run : runs.runs()) {
    CHECK(run.first >= next);
    next = run.last() + 1;
    for (auto row = run.begin; row < run.end; ++row)
      all.push_back(run.block->integer(0, row));
  }
  CHECK(all.size() == runs.rows());
  return all;
}

} // namespace

TEST_CASE("elements that come one by one are merged and keep their order") {
  element_runs runs;
  std::vector<std::int64_t> expected;
  for (std::int64_t i = 1; i <= 1000; ++i) {
    runs.append(make_run(static_cast<storage::sequence>(i), seconds_from(i, 1), 0, 1));
    expected.push_back(i);
  }
  CHECK(numbers(runs) == expected);
  CHECK(runs.runs().size() < 70);
  CHECK(runs.contains(500'000'000));
  CHECK_FALSE(runs.contains(500'000'001));
}

TEST_CASE("merging leaves gaps in sequences alone") {
  element_runs runs;
  storage::sequence next = 1;
  for (std::int64_t i = 0; i < 200; ++i, next += i % 10 == 0 ? 5 : 1)
    runs.append(make_run(next, seconds_from(i, 1), 0, 1));
  CHECK(numbers(runs).size() == 200);
  CHECK(runs.last() == runs.runs().back().last());
  CHECK(runs.runs().size() >= 20);
}

TEST_CASE("dropping cuts in the middle of a block and gives up wasteful ones") {
  element_runs runs;
  runs.append(make_run(1, seconds_from(0, 100), 0, 100));
  runs.append(make_run(101, seconds_from(100, 100), 0, 100));
  runs.drop_until(40);
  CHECK(runs.first() == 41);
  CHECK(runs.rows() == 160);
  CHECK(runs.runs().front().time_min == 40'000'000);
  runs.drop_until(95);
  CHECK(runs.runs().front().block->rows() == 5);
  CHECK(numbers(runs).front() == 95);
  runs.drop_until(10);
  CHECK(runs.rows() == 105);
  runs.drop_until(500);
  CHECK(runs.empty());
  CHECK(runs.last() == 0);
}

TEST_CASE("runs that are too old go as a whole") {
  element_runs runs;
  runs.append(make_run(1, seconds_from(0, 10), 0, 10));
  runs.append(make_run(11, seconds_from(100, 10), 0, 10));
  CHECK(runs.drop_older(5'000'000) == 0);
  CHECK(runs.drop_older(9'000'001) == 10);
  CHECK(runs.first() == 11);
}
