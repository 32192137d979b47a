// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/system_time_plugin.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

TEST_CASE("system-time ticks with the node's clock") {
  manual_clock time{from_microseconds(5'000'000)};
  system_time_plugin driver{plugin_context{.time = time}};
  REQUIRE(driver.configure({{"clock-period", "1500"}}));
  CHECK(driver.poll_period() == milliseconds{1500});
  CHECK(driver.data_structure()->size() == 0);

  auto got = driver.poll();
  REQUIRE(got);
  REQUIRE(got->elements->rows() == 1);
  CHECK(got->elements->at(0) == time.now());
  time.advance(milliseconds{1500});
  got = driver.poll();
  REQUIRE(got);
  CHECK(got->elements->at(0) == from_microseconds(6'500'000));
}

TEST_CASE("system-time leaves out ticks that are too late") {
  manual_clock time;
  system_time_plugin driver{plugin_context{.time = time}};
  REQUIRE(driver.configure({{"clock-period", "1000"}, {"max-delay", "200"}}));
  REQUIRE(driver.poll()->elements->rows() == 1);
  time.advance(milliseconds{1200});
  CHECK(driver.poll()->elements->rows() == 1);
  time.advance(milliseconds{1201});
  auto late = driver.poll();
  REQUIRE(late);
  CHECK_FALSE(late->elements);
  CHECK(late->bad == 1);
  CHECK_FALSE(late->last_bad.empty());
  time.advance(milliseconds{1000});
  CHECK(driver.poll()->elements->rows() == 1);
}

TEST_CASE("system-time refuses bad parameters") {
  const manual_clock time;
  system_time_plugin driver{plugin_context{.time = time}};
  const auto refused = driver.configure({{"clock-period", "soon"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::plugin_configuration);
  CHECK_FALSE(driver.configure({{"max-delay", "-2"}}).has_value());
  REQUIRE(driver.configure({}));
  CHECK(driver.poll_period() == seconds{1});
}
