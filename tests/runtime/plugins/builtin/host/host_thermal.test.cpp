// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

using namespace plexus::plugins;

TEST_CASE("zones of one type get numbers") {
  auto found = find_thermal(tree("laptop"), "");
  make_names_unique(found);
  CHECK(read_found(found) == found_values{{"thermal_acpitz_celsius", "27.8"},
                                          {"thermal_x86_pkg_temp_celsius", "51"},
                                          {"thermal_acpitz_celsius_2", "-5"}});
  CHECK(found[0].field.unit == "Cel");
  CHECK(found[0].device == "acpitz");
  CHECK(read_found(find_thermal(tree("board"), "")) ==
        found_values{{"thermal_cpu_thermal_celsius", "45.622"}});
}
