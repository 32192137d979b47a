// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/host/host_subjects.hpp"

#include "runtime/plugins/builtin/machine_file.hpp"
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace plexus;
using namespace plexus::plugins;

TEST_CASE("the subjects have the names of the documentation") {
  std::set<std::string_view> names;
  for (const auto& subject : host_subjects())
    names.insert(subject.name);
  CHECK(names == std::set<std::string_view>{"load", "memory", "cpu", "network", "disk", "thermal",
                                            "hwmon", "power", "iio"});
}

TEST_CASE("a folder without anything has no devices") {
  for (const auto find : {find_network, find_disk, find_thermal, find_hwmon, find_power, find_iio})
    CHECK(find(tree("container"), "").empty());
}
