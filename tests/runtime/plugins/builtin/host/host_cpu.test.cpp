// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

TEST_CASE("processor time and frequencies") {
  const auto found = read_found(plexus::plugins::find_cpu(tree("laptop"), ""));
  CHECK(found.size() == 10);
  CHECK(found.at("cpu_user_seconds") == "4023.15");
  CHECK(found.at("cpu_idle_seconds") == "81234.56");
  CHECK(found.at("cpu_steal_seconds") == "0");
  CHECK(found.at("cpu0_frequency_hertz") == "1800000000");
  CHECK(found.at("cpu1_frequency_hertz") == "2400123000");
  CHECK(read_found(plexus::plugins::find_cpu(tree("container"), "")).empty());
}
