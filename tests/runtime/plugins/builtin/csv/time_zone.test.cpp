// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/time_zone.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <string>

using namespace plexus;
using namespace plexus::plugins;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

time_zone zone(std::string_view id) {
  auto loaded = time_zone::load(id);
  INFO(id);
  REQUIRE(loaded);
  return *std::move(loaded);
}

local_seconds local(year_month_day day, seconds time = 0s) {
  return local_seconds{local_days{day}} + time;
}
sys_seconds utc(year_month_day day, seconds time = 0s) { return sys_seconds{sys_days{day}} + time; }

} // namespace

TEST_CASE("fixed offsets need no zone files") {
  CHECK(zone("UTC").to_utc(local(2024y / 5 / 1)).at == utc(2024y / 5 / 1));
  CHECK(zone("+01:30").to_utc(local(2024y / 5 / 1)).at == utc(2024y / 4 / 30, 22h + 30min));
  CHECK(zone("-0800").to_utc(local(2024y / 5 / 1)).at == utc(2024y / 5 / 1, 8h));
  CHECK(zone("-08").offset_at(utc(1900y / 1 / 1)) == -8h);
}

TEST_CASE("the sign of Etc names is the other way round") {
  CHECK(zone("Etc/GMT+1").to_utc(local(2024y / 5 / 1, 12h)).at == utc(2024y / 5 / 1, 13h));
  CHECK(zone("Etc/GMT-2").to_utc(local(2024y / 5 / 1, 12h)).at == utc(2024y / 5 / 1, 10h));
}

TEST_CASE("summer time starts and ends where the place says") {
  const auto zurich = zone("Europe/Zurich");
  CHECK(zurich.to_utc(local(2010y / 1 / 15, 12h)).at == utc(2010y / 1 / 15, 11h));
  CHECK(zurich.to_utc(local(2010y / 7 / 15, 12h)).at == utc(2010y / 7 / 15, 10h));
  // 28 March 2010: 02:00 became 03:00.
  const auto before = zurich.to_utc(local(2010y / 3 / 28, 1h + 59min));
  CHECK(before.at == utc(2010y / 3 / 28, 59min));
  CHECK_FALSE(before.skipped);
  const auto within = zurich.to_utc(local(2010y / 3 / 28, 2h + 30min));
  CHECK(within.skipped);
  CHECK(within.at == utc(2010y / 3 / 28, 1h + 30min)); // 03:30 summer time
  const auto after = zurich.to_utc(local(2010y / 3 / 28, 3h));
  CHECK(after.at == utc(2010y / 3 / 28, 1h));
  CHECK_FALSE(after.skipped);
  // 31 October 2010: 03:00 became 02:00; what happened twice means the first.
  CHECK(zurich.to_utc(local(2010y / 10 / 31, 2h + 30min)).at == utc(2010y / 10 / 31, 30min));
  CHECK(zurich.to_utc(local(2010y / 10 / 31, 3h)).at == utc(2010y / 10 / 31, 2h));
  CHECK(zurich.offset_at(utc(2010y / 10 / 31, 59min)) == 2h);
  CHECK(zurich.offset_at(utc(2010y / 10 / 31, 1h)) == 1h);
}

TEST_CASE("rules go on after the listed changes") {
  const auto zurich = zone("Europe/Zurich");
  CHECK(zurich.to_utc(local(2060y / 7 / 15, 12h)).at == utc(2060y / 7 / 15, 10h));
  CHECK(zurich.to_utc(local(2061y / 1 / 15, 12h)).at == utc(2061y / 1 / 15, 11h));
  const auto york = zone("America/New_York");
  CHECK(york.to_utc(local(2050y / 7 / 4, 12h)).at == utc(2050y / 7 / 4, 16h));
  const auto sydney = zone("Australia/Sydney");
  CHECK(sydney.to_utc(local(2050y / 1 / 4, 12h)).at == utc(2050y / 1 / 4, 1h));
  CHECK(sydney.to_utc(local(2050y / 7 / 4, 12h)).at == utc(2050y / 7 / 4, 2h));
}

TEST_CASE("the hint never changes the answer") {
  const auto zurich = zone("Europe/Zurich");
  std::size_t hint = 0;
  for (auto at = local(1970y / 1 / 1); at < local(2045y / 1 / 1); at += 18h + 7min) {
    const auto fresh = zurich.to_utc(at);
    const auto hinted = zurich.to_utc(at, hint);
    REQUIRE(hinted.at == fresh.at);
    REQUIRE(hinted.skipped == fresh.skipped);
  }
  hint = 1'000'000;
  CHECK(zurich.to_utc(local(2010y / 1 / 15, 12h), hint).at == utc(2010y / 1 / 15, 11h));
}

TEST_CASE("what is no zone is refused") {
  CHECK(time_zone::load("Mars/Olympus").error().code == errc::not_found);
  CHECK(time_zone::load("../passwd").error().code == errc::invalid_argument);
  CHECK(time_zone::load("/etc/passwd").error().code == errc::invalid_argument);
  CHECK(time_zone::load("").error().code == errc::invalid_argument);
  CHECK(time_zone::load("+25:00").error().code == errc::invalid_argument);
  CHECK(time_zone::load("Europe").error().code == errc::not_found); // a folder
  CHECK_FALSE(time_zone::load("tzdata.zi").has_value());
}

TEST_CASE("damaged zone files are refused or read, never trusted") {
  std::ifstream in{"/usr/share/zoneinfo/Europe/Zurich", std::ios::binary};
  const std::string content{std::istreambuf_iterator<char>{in}, {}};
  REQUIRE(time_zone::parse(content));
  for (std::size_t size = 0; size < content.size(); ++size) {
    const auto cut = time_zone::parse(std::string_view{content}.substr(0, size));
    if (cut) // only the rule may be missing
      CHECK(cut->to_utc(local(2010y / 7 / 15, 12h)).at == utc(2010y / 7 / 15, 10h));
  }
  for (std::size_t at = 0; at < content.size(); ++at) {
    auto damaged = content;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
    if (const auto read = time_zone::parse(damaged))
      read->to_utc(local(2010y / 7 / 15, 12h));
  }
}
