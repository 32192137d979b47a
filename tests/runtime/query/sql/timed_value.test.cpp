// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/timed_value.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace plexus;
using namespace plexus::query;

namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();
// 2^43 milliseconds, in the year 2248.
constexpr std::int64_t last_exact = (std::int64_t{1} << 43) * 1'000 - 1;

} // namespace

TEST_CASE("every stamp survives the way through SQL until the year 2248") {
  rng random{7};
  for (int i = 0; i < 200'000; ++i) {
    const auto stamp = random.between(-last_exact, last_exact);
    const auto back =
        is_whole_milliseconds(stamp) ? from_timed(stamp / 1000) : from_timed(to_timed(stamp));
    REQUIRE(back == stamp);
  }
}

TEST_CASE("what 64 bits of microseconds do not hold is nothing") {
  CHECK(!from_timed(highest));
  CHECK(!from_timed(lowest));
  CHECK(!from_timed(1e300));
  CHECK(!from_timed(-1e300));
  CHECK(!from_timed(std::nan("")));
  CHECK(from_timed(highest / 1000) == highest / 1000 * 1000);
}

TEST_CASE("whole bounds") {
  CHECK(first_stamp(std::int64_t{5}, false) == 5'000);
  CHECK(first_stamp(std::int64_t{5}, true) == 5'001);
  CHECK(last_stamp(std::int64_t{5}, false) == 5'000);
  CHECK(last_stamp(std::int64_t{5}, true) == 4'999);
  CHECK(first_stamp(std::int64_t{-5}, true) == -4'999);
}

TEST_CASE("bounds that lie between stamps, beyond all or nowhere") {
  CHECK(first_stamp(5.0004, false) == 5'001);
  CHECK(last_stamp(5.0004, false) == 5'000);
  CHECK(first_stamp(-5.0004, false) == -5'000);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(first_stamp(infinity, false) == std::nullopt);
  CHECK(first_stamp(-infinity, false) == lowest);
  CHECK(last_stamp(infinity, false) == highest);
  CHECK(last_stamp(-infinity, false) == std::nullopt);
  CHECK(first_stamp(std::nan(""), false) == std::nullopt);
  CHECK(last_stamp(std::nan(""), true) == std::nullopt);
  CHECK(first_stamp(highest, false) == std::nullopt);
  CHECK(last_stamp(highest, false) == highest);
  CHECK(first_stamp(lowest, false) == lowest);
}

TEST_CASE("bounds part the stamps exactly as comparison with timed does") {
  rng random{11};
  for (int i = 0; i < 50'000; ++i) {
    const auto near = random.between(-last_exact, last_exact);
    double bound = to_timed(near);
    for (auto steps = random.below(3); steps > 0; --steps)
      bound = std::nextafter(bound, random.chance(0.5) ? 1e300 : -1e300);
    for (const bool exclusive : {false, true}) {
      const auto first = *first_stamp(bound, exclusive);
      const auto last = *last_stamp(bound, exclusive);
      const auto above = [&](std::int64_t at) {
        return exclusive ? to_timed(at) > bound : to_timed(at) >= bound;
      };
      const auto below = [&](std::int64_t at) {
        return exclusive ? to_timed(at) < bound : to_timed(at) <= bound;
      };
      REQUIRE((above(first) && !above(first - 1)));
      REQUIRE((below(last) && !below(last + 1)));
    }
  }
}
