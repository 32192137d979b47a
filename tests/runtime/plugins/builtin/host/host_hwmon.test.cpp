// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

TEST_CASE("chips by their names and labels") {
  CHECK(read_found(plexus::plugins::find_hwmon(tree("laptop"), "")) ==
        found_values{{"hwmon_coretemp_package_id_0_celsius", "52"},
                     {"hwmon_coretemp_core_0_celsius", "50"},
                     {"hwmon_thinkpad_fan1_rpm", "2103"},
                     {"hwmon_thinkpad_in0_volts", "12.096"},
                     {"hwmon_amdgpu_power1_average_watts", "9.012"},
                     {"hwmon_amdgpu_sclk_hertz", "2e+08"},
                     {"hwmon_amdgpu_curr1_amperes", "1.5"},
                     {"hwmon_old_chip_temp1_celsius", "33"}});
}
