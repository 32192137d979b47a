// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

TEST_CASE("batteries and mains") {
  const auto found = read_found(plexus::plugins::find_power(tree("laptop"), ""));
  CHECK(found.size() == 10);
  CHECK(found.at("power_bat0_capacity_percent") == "87");
  CHECK(found.at("power_bat0_voltage_volts") == "12.345");
  CHECK(found.at("power_bat0_energy_watt_hours") == "43.21");
  CHECK(found.at("power_bat0_temperature_celsius") == "30.5");
  CHECK(found.at("power_bat0_status") == "Not charging");
  CHECK(found.at("power_bat0_cycles") == "123");
  CHECK(found.at("power_ac_online") == "1");
}
