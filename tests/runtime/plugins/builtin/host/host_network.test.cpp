// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

TEST_CASE("counters of the interfaces, without the loopback") {
  const auto found = read_found(plexus::plugins::find_network(tree("laptop"), ""));
  CHECK(found.size() == 8);
  CHECK(found.at("net_wlan0_rx_bytes") == "123456789012");
  CHECK(found.at("net_wlan0_tx_errors") == "1");
  const auto loopback = read_found(plexus::plugins::find_network(tree("laptop"), "lo"));
  CHECK(loopback.at("net_lo_rx_bytes") == "5000");
}
