// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/posix_zone_rule.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace plexus::plugins;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

std::int64_t local(year_month_day day, seconds time) {
  return (sys_seconds{sys_days{day}} + time).time_since_epoch().count();
}

} // namespace

TEST_CASE("zones without summer time") {
  const auto utc = parse_posix_zone_rule("UTC0");
  REQUIRE(utc);
  CHECK(utc->standard_offset == 0);
  CHECK_FALSE(utc->has_summer);
  CHECK(parse_posix_zone_rule("<+0330>-3:30")->standard_offset == 12'600);
  CHECK(parse_posix_zone_rule("<-03>3")->standard_offset == -10'800);
}

TEST_CASE("changes by month, week and weekday") {
  const auto zurich = parse_posix_zone_rule("CET-1CEST,M3.5.0,M10.5.0/3");
  REQUIRE(zurich);
  REQUIRE(zurich->has_summer);
  CHECK(zurich->standard_offset == 3600);
  CHECK(zurich->summer_offset == 7200);
  CHECK(zurich->to_summer.in_year(2030) == local(2030y / 3 / 31, 2h));
  CHECK(zurich->to_standard.in_year(2030) == local(2030y / 10 / 27, 3h));
  const auto york = parse_posix_zone_rule("EST5EDT,M3.2.0,M11.1.0");
  REQUIRE(york);
  CHECK(york->to_summer.in_year(2024) == local(2024y / 3 / 10, 2h));
  CHECK(york->to_standard.in_year(2024) == local(2024y / 11 / 3, 2h));
}

TEST_CASE("hours may lie outside of the day") {
  const auto nuuk = parse_posix_zone_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  REQUIRE(nuuk);
  CHECK(nuuk->summer_offset == -3600);
  CHECK(nuuk->to_summer.in_year(2024) == local(2024y / 3 / 30, 23h));
}

TEST_CASE("changes by day of the year") {
  const auto julian = parse_posix_zone_rule("AAA0BBB,J60,300");
  REQUIRE(julian);
  CHECK(julian->to_summer.in_year(2023) == local(2023y / 3 / 1, 2h));
  CHECK(julian->to_summer.in_year(2024) == local(2024y / 3 / 1, 2h));
  CHECK(julian->to_standard.in_year(2023) == local(2023y / 10 / 28, 2h));
}

TEST_CASE("other texts are no rules") {
  for (const auto* text :
       {"", "CET", "-1", "AB0", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x",
        "<+03-3", "CET-200"}) {
    INFO(text);
    CHECK_FALSE(parse_posix_zone_rule(text).has_value());
  }
}
