// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <random>

using namespace plexus;

static_assert(std::uniform_random_bit_generator<rng>);

// Reference values: the authors' xoshiro256plusplus.c and splitmix64.c, seed 0 and 42.
TEST_CASE("the sequence is that of the published generator") {
  rng zero{0};
  CHECK(zero() == 5'987'356'902'031'041'503U);
  CHECK(zero() == 7'051'070'477'665'621'255U);
  rng other{42};
  const auto first = other();
  CHECK(first != rng{0}());
  CHECK(first == rng{42}());
}

TEST_CASE("bounded draws stay in their bounds and reach both ends") {
  rng random{3};
  std::array<int, 7> hits{};
  for (int i = 0; i < 70'000; ++i)
    ++hits.at(random.below(7));
  for (const int count : hits)
    CHECK(std::abs(count - 10'000) < 500);
  CHECK(random.below(1) == 0);

  bool low = false;
  bool high = false;
  for (int i = 0; i < 200; ++i) {
    const auto drawn = random.between(-1, 1);
    REQUIRE(drawn >= -1);
    REQUIRE(drawn <= 1);
    low = low || drawn == -1;
    high = high || drawn == 1;
  }
  CHECK((low && high));
  using limits = std::numeric_limits<std::int64_t>;
  CHECK(random.between(limits::min(), limits::min()) == limits::min());
  CHECK(random.between(limits::min(), limits::max()) !=
        random.between(limits::min(), limits::max()));
}

TEST_CASE("unit draws fill [0, 1)") {
  rng random{4};
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double drawn = random.unit();
    REQUIRE(drawn >= 0.0);
    REQUIRE(drawn < 1.0);
    sum += drawn;
  }
  CHECK(sum / 100'000 == Approx(0.5).margin(0.005));
}

TEST_CASE("chances are kept") {
  rng random{8};
  int hits = 0;
  for (int i = 0; i < 100'000; ++i)
    hits += random.chance(0.2) ? 1 : 0;
  CHECK(hits == Approx(20'000).margin(600));
  CHECK_FALSE(random.chance(0.0));
  CHECK(random.chance(1.0));
}

TEST_CASE("normal draws have their mean and deviation") {
  rng random{6};
  double sum = 0;
  double squares = 0;
  constexpr int count = 200'000;
  for (int i = 0; i < count; ++i) {
    const double drawn = random.normal(20.0, 3.0);
    sum += drawn;
    squares += (drawn - 20.0) * (drawn - 20.0);
  }
  CHECK(sum / count == Approx(20.0).margin(0.05));
  CHECK(std::sqrt(squares / count) == Approx(3.0).margin(0.05));
}

TEST_CASE("a split generator does not follow its parent") {
  rng parent{9};
  rng child = parent.split();
  rng same_parent{9};
  rng same_child = same_parent.split();
  CHECK(child() == same_child());
  CHECK(parent() == same_parent());
  CHECK(child() != parent());
}
