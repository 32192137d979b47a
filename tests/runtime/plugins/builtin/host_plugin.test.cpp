// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/host_plugin.hpp"

#include "tests/runtime/plugins/builtin/host/found_values.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

std::vector<std::string> field_names(const host_plugin& driver) {
  std::vector<std::string> names;
  for (const auto& one : driver.data_structure()->fields())
    names.push_back(one.name);
  return names;
}

} // namespace

TEST_CASE("host reads everything there is by default") {
  manual_clock time{from_microseconds(5)};
  host_plugin driver{plugin_context{.time = time, .machine_root = tree("laptop")}};
  REQUIRE(driver.configure({}));
  CHECK(driver.poll_period() == seconds{1});
  const auto& layout = *driver.data_structure();
  CHECK(layout.size() == 3 + 7 + 10 + 8 + 6 + 3 + 8 + 10);
  const auto got = driver.poll();
  REQUIRE(got);
  REQUIRE(got->elements->rows() == 1);
  CHECK(got->bad == 0);
  CHECK(got->elements->at(0) == time.now());
  CHECK(got->elements->floating(*layout.find("load_1m"), 0) == 0.42);
  CHECK(got->elements->integer(*layout.find("net_wlan0_rx_bytes"), 0) == 123456789012);
  CHECK(got->elements->text(*layout.find("power_bat0_status"), 0) == "Not charging");
  for (std::size_t column = 0; column < layout.size(); ++column)
    CHECK_FALSE(got->elements->is_null(column, 0));
}

TEST_CASE("host reads chosen sources and devices") {
  const manual_clock time;
  host_plugin driver{plugin_context{.time = time, .machine_root = tree("laptop")}};
  REQUIRE(driver.configure({{"source", "Memory, load"}, {"sampling", "5000"}}));
  CHECK(driver.poll_period() == seconds{5});
  CHECK(field_names(driver).size() == 10);
  REQUIRE(driver.configure({{"source", "thermal"}, {"device", "x86_pkg_temp"}}));
  CHECK(field_names(driver) == std::vector<std::string>{"thermal_x86_pkg_temp_celsius"});
  REQUIRE(driver.configure({{"source", "network"}, {"device", "lo"}}));
  CHECK(field_names(driver).size() == 8);
}

TEST_CASE("host works where there is nothing but load and memory") {
  const manual_clock time;
  host_plugin driver{plugin_context{.time = time, .machine_root = tree("container")}};
  REQUIRE(driver.configure({}));
  const auto got = driver.poll();
  REQUIRE(got);
  CHECK(got->bad == 0);
  CHECK(driver.data_structure()->find("memory_available_bytes").has_value());
}

TEST_CASE("host works on this machine") {
  const manual_clock time;
  host_plugin driver{plugin_context{.time = time}};
  REQUIRE(driver.configure({{"source", "load, memory"}}));
  const auto got = driver.poll();
  REQUIRE(got);
  const auto total = *driver.data_structure()->find("memory_total_bytes");
  CHECK(got->elements->integer(total, 0) > 1 << 20);
}

TEST_CASE("a device that goes away is null and counted; all gone is a failure") {
  const test::scratch_folder root;
  root.write("sys/class/thermal/thermal_zone0/type", "cpu\n");
  root.write("sys/class/thermal/thermal_zone0/temp", "40000\n");
  root.write("sys/class/thermal/thermal_zone1/type", "gpu\n");
  root.write("sys/class/thermal/thermal_zone1/temp", "50000\n");
  root.write("sys/class/thermal/thermal_zone2/type", "off\n"); // has no value now
  root.write("sys/class/thermal/thermal_zone2/temp", "\n");
  const manual_clock time;
  host_plugin driver{plugin_context{.time = time, .machine_root = root.path()}};
  REQUIRE(driver.configure({{"source", "thermal"}}));
  CHECK(field_names(driver) ==
        std::vector<std::string>{"thermal_cpu_celsius", "thermal_gpu_celsius"});
  std::filesystem::remove_all(root.path() / "sys/class/thermal/thermal_zone0");
  auto got = driver.poll();
  REQUIRE(got);
  CHECK(got->elements->is_null(0, 0));
  CHECK(got->elements->floating(1, 0) == 50);
  CHECK(got->bad == 1);
  CHECK(got->last_bad.find("thermal_zone0/temp") != std::string::npos);
  root.write("sys/class/thermal/thermal_zone1/temp", "broken\n");
  got = driver.poll();
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::device_unavailable);
}

TEST_CASE("host names what is wrong with its settings") {
  const manual_clock time;
  host_plugin driver{plugin_context{.time = time, .machine_root = tree("container")}};
  CHECK(driver.poll().error().code == errc::plugin_configuration);
  auto refused = driver.configure({{"source", "load, weather"}});
  CHECK(refused.error().code == errc::plugin_configuration);
  CHECK(refused.error().where == "source");
  refused = driver.configure({{"source", "thermal"}});
  CHECK(refused.error().code == errc::device_unavailable);
  refused = driver.configure({{"device", "eth7"}});
  CHECK(refused.error().code == errc::device_unavailable);
}

TEST_CASE("host refuses more fields than a schema has") {
  const test::scratch_folder root;
  for (int zone = 0; zone < 251; ++zone) {
    const auto folder = "sys/class/thermal/thermal_zone" + std::to_string(zone);
    root.write(folder + "/type", "t\n");
    root.write(folder + "/temp", "1000\n");
  }
  const manual_clock time;
  host_plugin driver{plugin_context{.time = time, .machine_root = root.path()}};
  const auto refused = driver.configure({});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::plugin_configuration);
}
