// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/recent_timestamps.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <set>

using namespace plexus;
using storage::recent_timestamps;
using storage::seen;

TEST_CASE("what is known is right and what is old is unknown") {
  recent_timestamps recent{64};
  std::set<std::int64_t> all;
  rng random{1};
  std::int64_t now = 0;
  for (int i = 0; i < 5000; ++i) {
    now += random.between(0, 3);
    const auto timed = random.chance(0.2) ? now - random.between(0, 100) : now;
    if (recent.find(timed) == seen::no || (recent.find(timed) == seen::unknown)) {
      if (all.insert(timed).second)
        recent.insert(timed);
    }
    const auto asked = now - random.between(-2, 150);
    switch (recent.find(asked)) {
      case seen::yes:
        REQUIRE(all.contains(asked));
        break;
      case seen::no:
        REQUIRE_FALSE(all.contains(asked));
        break;
      case seen::unknown:
        REQUIRE(asked < recent.floor());
        break;
    }
  }
  CHECK(recent.find(*all.rbegin()) == seen::yes);
  CHECK(recent.find(*std::prev(all.end(), 60)) == seen::yes);
  CHECK(recent.find(*all.begin()) == seen::unknown);
}

TEST_CASE("unread history is unknown up to its newest") {
  recent_timestamps recent;
  CHECK(recent.find(std::numeric_limits<std::int64_t>::min()) == seen::no);
  recent.insert(5);
  recent.forget_up_to(10);
  CHECK(recent.find(5) == seen::unknown);
  CHECK(recent.find(10) == seen::unknown);
  CHECK(recent.find(11) == seen::no);
  recent.insert(7);
  CHECK(recent.find(7) == seen::unknown);
}
