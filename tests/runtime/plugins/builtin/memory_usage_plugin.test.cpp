// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/memory_usage_plugin.hpp"

#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

using namespace plexus;
using namespace plexus::plugins;

TEST_CASE("memory-usage splits the resident set into heap and the rest") {
  const test::scratch_folder root;
  const std::int64_t pages = 10'000'000; // more than any heap of this test
  root.write("proc/self/statm", "20000000 " + std::to_string(pages) + " 300 10 0 400 0\n");
  manual_clock time{from_microseconds(9)};
  memory_usage_plugin driver{plugin_context{.time = time, .machine_root = root.path()}};
  REQUIRE(driver.configure({{"sampling-rate", "500"}}));
  CHECK(driver.poll_period() == milliseconds{500});

  const auto got = driver.poll();
  REQUIRE(got);
  const auto& rows = *got->elements;
  REQUIRE(rows.rows() == 1);
  CHECK(rows.at(0) == time.now());
  CHECK(rows.integer(0, 0) >= 0);
  CHECK(rows.integer(0, 0) + rows.integer(1, 0) == pages * ::sysconf(_SC_PAGESIZE));
  CHECK(rows.integer(2, 0) == 0);
}

TEST_CASE("memory-usage names what it cannot read") {
  const test::scratch_folder root;
  const manual_clock time;
  memory_usage_plugin driver{plugin_context{.time = time, .machine_root = root.path()}};
  REQUIRE(driver.configure({}));
  auto got = driver.poll();
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::device_unavailable);
  root.write("proc/self/statm", "12\n");
  got = driver.poll();
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::bad_reading);
}
