// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

TEST_CASE("load averages") {
  CHECK(read_found(plexus::plugins::find_load(tree("laptop"), "")) ==
        found_values{{"load_1m", "0.42"}, {"load_5m", "0.36"}, {"load_15m", "0.29"}});
  CHECK(read_found(plexus::plugins::find_load(tree("container"), "")).size() == 3);
}
