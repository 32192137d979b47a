// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/sensor_descriptor.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace plexus::model;

TEST_CASE("a place is read from addressing predicates") {
  const auto found = place_from({{"Latitude", " 51.03 "},
                                 {"LONGITUDE", "-13.7"},
                                 {"altitude", "1.13e2"},
                                 {"place", "Room 3"},
                                 {"owner", "nobody"}});
  CHECK(found == place{51.03, -13.7, 113.0, "Room 3"});
  CHECK(place_from({}) == place{});
}

TEST_CASE("a coordinate that is none is left out and leaves the others alone") {
  const auto found = place_from({{"latitude", "north"}, {"longitude", "180"}, {"altitude", "inf"}});
  CHECK(found == place{{}, 180.0, {}, ""});
  for (const auto* wrong : {"90.001", "-91", "nan", "", "1e400"})
    CHECK_FALSE(place_from({{"latitude", wrong}}).latitude);
  CHECK_FALSE(place_from({{"longitude", "180.5"}}).longitude);
}

TEST_CASE("every state of health has a name of its own") {
  std::set<std::string_view> names;
  for (const auto state : {health_state::starting, health_state::good, health_state::degraded,
                           health_state::failed, health_state::stopped})
    names.insert(name_of(state));
  CHECK(names.size() == 5);
}

TEST_CASE("counters add up one by one") {
  stream_counters sum{1, 2, 3, 4, 5, 6};
  sum += stream_counters{10, 20, 30, 40, 50, 60};
  CHECK(sum == stream_counters{11, 22, 33, 44, 55, 66});
}
