// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/thinning.hpp"

#include "tests/runtime/query/pipeline_fixture.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using namespace plexus::query;
using test::batch_of;
using test::reading;

namespace {

using numbers = std::vector<double>;

numbers pass(thinning& through, const std::vector<reading>& readings) {
  const auto passed = through.apply(batch_of(readings));
  numbers all;
  for (std::size_t row = 0; row < passed->rows(); ++row)
    all.push_back(passed->floating(0, row));
  return all;
}

model::request every_100_ms() {
  model::request wanted;
  wanted.every = milliseconds{100};
  return wanted;
}

} // namespace

TEST_CASE("a request for everything gets the batch itself", "[thinning]") {
  thinning all{model::request{}, row_order::by_time};
  CHECK(all.passes_all());
  const auto rows = batch_of({{1, 1}, {2, 2}});
  CHECK(all.apply(rows).get() == rows.get());
}

TEST_CASE("a batch that passes whole is not copied", "[thinning]") {
  thinning spaced{every_100_ms(), row_order::by_time};
  const auto rows = batch_of({{1, 1}, {101, 2}});
  CHECK(spaced.apply(rows).get() == rows.get());
}

TEST_CASE("elements come in order, the rows of a result in any", "[thinning]") {
  const std::vector<reading> backwards{{400, 4}, {350, 3}, {300, 2}, {150, 1}};
  thinning elements{every_100_ms(), row_order::by_time};
  CHECK(pass(elements, backwards) == numbers{4});
  thinning result{every_100_ms(), row_order::any};
  CHECK(pass(result, backwards) == numbers{4, 2, 1});
}

TEST_CASE("stamps at both ends of time are far apart", "[thinning]") {
  model::batch_builder rows{test::input_layout()};
  for (const auto stamp :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()})
    rows.begin_row(from_microseconds(stamp));
  const auto ends = rows.finish();
  thinning elements{every_100_ms(), row_order::by_time};
  CHECK(elements.apply(ends)->rows() == 2);
  thinning result{every_100_ms(), row_order::any};
  CHECK(result.apply(ends)->rows() == 3);
}

TEST_CASE("change is from the last row that passed, across batches", "[thinning]") {
  model::request wanted;
  wanted.change_field = "V";
  wanted.minimum_change = 2;
  thinning changed{wanted, row_order::by_time};
  CHECK(pass(changed, {{1, 1}, {2, 2}, {3, 3}}) == numbers{1, 3});
  CHECK(pass(changed, {{4, 4}, {5, 1}}) == numbers{1});
}
