// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sampling.hpp"

#include <catch2/catch.hpp>

using plexus::query::sampling;

TEST_CASE("sampling looks at the last two digits of the millisecond stamp") {
  const sampling half{0.5};
  CHECK(half.keeps(1'000'000));       // ...00 ms
  CHECK(half.keeps(1'049'999));       // 49.999 ms
  CHECK_FALSE(half.keeps(1'050'000)); // 50 ms
  CHECK_FALSE(half.keeps(1'099'000)); // 99 ms
  CHECK(half.keeps(1'100'000));       // 100 ms
}

TEST_CASE("rates at and beyond the ends keep nothing or everything") {
  for (std::int64_t timed = 0; timed < 200'000; timed += 1000) {
    REQUIRE_FALSE(sampling{0.0}.keeps(timed));
    REQUIRE(sampling{1.0}.keeps(timed));
    REQUIRE(sampling{1000.0}.keeps(timed));
  }
}

TEST_CASE("stamps before the epoch are sampled in the same rhythm") {
  CHECK(sampling{0.5}.keeps(-100'000));
  CHECK_FALSE(sampling{0.5}.keeps(-1'000)); // 99 ms of its period
}
