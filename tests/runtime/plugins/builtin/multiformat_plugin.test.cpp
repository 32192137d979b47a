// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/multiformat_plugin.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace plexus;
using namespace plexus::plugins;

namespace {

std::vector<double> temperatures(const plugin_context& context, const model::parameters& wanted) {
  multiformat_plugin driver{context};
  REQUIRE(driver.configure(wanted));
  std::vector<double> drawn;
  for (int i = 0; i < 50; ++i)
    drawn.push_back(driver.poll()->elements->floating(1, 0));
  return drawn;
}

} // namespace

TEST_CASE("multiformat keeps GSN's ranges and steps") {
  manual_clock time{from_microseconds(77)};
  multiformat_plugin driver{plugin_context{.time = time}};
  REQUIRE(driver.configure({{"rate", "250"}, {"seed", "1"}}));
  CHECK(driver.poll_period() == milliseconds{250});
  const auto& layout = *driver.data_structure();
  REQUIRE(layout.size() == 3);
  CHECK(layout[0].type == model::value_type::int32);
  CHECK(layout[1].name == "temperature");
  CHECK(layout[2].name == "light");

  double hottest = 0;
  double brightest = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto got = driver.poll();
    REQUIRE(got);
    const auto& rows = *got->elements;
    REQUIRE(rows.rows() == 1);
    CHECK(rows.at(0) == time.now());
    CHECK(rows.integer(0, 0) == 2);
    const auto temperature = rows.floating(1, 0);
    const auto light = rows.floating(2, 0);
    CHECK((temperature >= 0 && temperature <= 99.9));
    CHECK((light >= 0 && light <= 999.9));
    CHECK(temperature == std::round(temperature * 10) / 10);
    hottest = std::max(hottest, temperature);
    brightest = std::max(brightest, light);
  }
  CHECK(hottest > 95);
  CHECK(brightest > 950);
}

TEST_CASE("multiformat repeats itself for the same seed only") {
  const manual_clock time;
  const plugin_context a{.time = time, .instance = "a"};
  const plugin_context b{.time = time, .instance = "b"};
  CHECK(temperatures(a, {{"seed", "3"}}) == temperatures(b, {{"seed", "3"}}));
  CHECK(temperatures(a, {{"seed", "3"}}) != temperatures(a, {{"seed", "4"}}));
  CHECK(temperatures(a, {}) == temperatures(a, {}));
  CHECK(temperatures(a, {}) != temperatures(b, {}));
}

TEST_CASE("multiformat refuses bad parameters") {
  const manual_clock time;
  multiformat_plugin driver{plugin_context{.time = time}};
  const auto refused = driver.configure({{"seed", "x"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::plugin_configuration);
}
