// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/moment.hpp"

#include "runtime/base/duration.hpp"
#include "runtime/base/rng.hpp"
#include "tests/runtime/query/functions/function_fixture.hpp"

#include <limits>

using namespace plexus;
using namespace plexus::query;

namespace {

constexpr std::int64_t per_day = 86'400'000'000;

std::int64_t at(const char* text) { return to_microseconds(*parse_timestamp(text)); }

std::string shown(std::optional<std::int64_t> moment) {
  return moment ? datetime_text(*moment) : "none";
}

} // namespace

TEST_CASE("units have one name, a plural and no more") {
  CHECK(parse_time_unit("hour") == time_unit::hour);
  CHECK(parse_time_unit("HOURS") == time_unit::hour);
  CHECK(parse_time_unit("ms") == time_unit::millisecond);
  CHECK(parse_time_unit("Quarters") == time_unit::quarter);
  for (const auto* each : {"", "h", "s", "hou", "hourss", "dow", "day "}) {
    INFO(each);
    CHECK(!parse_time_unit(each));
  }
}

TEST_CASE("a moment broken down, before the epoch as after") {
  const auto leap = calendar_of(at("2024-02-29 23:59:58.000001"));
  CHECK(leap.year == 2024);
  CHECK(leap.month == 2);
  CHECK(leap.day == 29);
  CHECK(leap.hour == 23);
  CHECK(leap.minute == 59);
  CHECK(leap.second == 58);
  CHECK(leap.microsecond == 1);
  CHECK(leap.day_of_week == 5); // Thursday
  CHECK(leap.day_of_year == 60);

  const auto before = calendar_of(-1);
  CHECK(before.year == 1969);
  CHECK(before.month == 12);
  CHECK(before.day == 31);
  CHECK(before.second == 59);
  CHECK(before.microsecond == 999'999);
  CHECK(before.day_of_week == 4); // Wednesday
  CHECK(before.day_of_year == 365);
}

TEST_CASE("texts of a moment") {
  CHECK(date_text(0) == "1970-01-01");
  CHECK(time_text(-1) == "23:59:59");
  CHECK(datetime_text(at("0987-06-05 04:03:02")) == "0987-06-05 04:03:02");
}

TEST_CASE("months keep the day or take the last of a shorter month") {
  CHECK(shown(add_units(at("2023-01-31"), 1, time_unit::month)) == "2023-02-28 00:00:00");
  CHECK(shown(add_units(at("2024-01-31"), 1, time_unit::month)) == "2024-02-29 00:00:00");
  CHECK(shown(add_units(at("2024-03-31 12:30"), -1, time_unit::month)) == "2024-02-29 12:30:00");
  CHECK(shown(add_units(at("2024-02-29"), 1, time_unit::year)) == "2025-02-28 00:00:00");
  CHECK(shown(add_units(at("2024-11-30"), 1, time_unit::quarter)) == "2025-02-28 00:00:00");
  CHECK(shown(add_units(at("1970-01-01"), -1, time_unit::month)) == "1969-12-01 00:00:00");
  CHECK(shown(add_units(at("2024-12-31"), 2, time_unit::week)) == "2025-01-14 00:00:00");
}

TEST_CASE("nothing lies outside the years -9999 to 9999") {
  const auto last = at("9999-12-31 23:59:59.999999");
  CHECK(add_units(last, 0, time_unit::microsecond) == last);
  CHECK(!add_units(last, 1, time_unit::microsecond));
  CHECK(!add_units(last, 1, time_unit::month));
  CHECK(shown(add_units(last, -9999, time_unit::year)) == "0000-12-31 23:59:59");
  CHECK(!add_units(0, 120'001, time_unit::month));
  CHECK(!add_units(0, -11'970, time_unit::year));
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  for (const auto unit : {time_unit::microsecond, time_unit::second, time_unit::week,
                          time_unit::month, time_unit::quarter, time_unit::year}) {
    CHECK(!add_units(0, most, unit));
    CHECK(!add_units(-1, least, unit));
  }
}

TEST_CASE("whole units go towards zero, months by the day of the month") {
  CHECK(whole_units_between(0, 119'999'999, time_unit::minute) == 1);
  CHECK(whole_units_between(0, -119'999'999, time_unit::minute) == -1);
  CHECK(whole_units_between(at("2024-01-31"), at("2024-02-29"), time_unit::month) == 0);
  CHECK(whole_units_between(at("2024-01-29"), at("2024-02-29"), time_unit::month) == 1);
  CHECK(whole_units_between(at("2024-02-29"), at("2024-01-29 00:00:01"), time_unit::month) == 0);
  CHECK(whole_units_between(at("2024-02-29"), at("2024-01-29"), time_unit::month) == -1);
  CHECK(whole_units_between(at("2020-06-01"), at("2024-05-31"), time_unit::year) == 3);
  CHECK(whole_units_between(at("2024-01-01"), at("2024-07-01"), time_unit::quarter) == 2);
}

TEST_CASE("beginnings of units between two moments") {
  CHECK(unit_starts_between(at("2024-01-31"), at("2024-02-01"), time_unit::month) == 1);
  CHECK(unit_starts_between(at("2024-02-01"), at("2024-01-31"), time_unit::month) == -1);
  CHECK(unit_starts_between(at("2024-12-31 23:00"), at("2025-01-01 01:00"), time_unit::year) == 1);
  CHECK(unit_starts_between(-1, 0, time_unit::day) == 1);
  CHECK(unit_starts_between(0, per_day - 1, time_unit::day) == 0);
  // Saturday to Monday
  CHECK(unit_starts_between(at("2026-02-28"), at("2026-03-02"), time_unit::week) == 1);
  CHECK(unit_starts_between(at("2026-03-01"), at("2026-03-01 23:59"), time_unit::week) == 0);
}

TEST_CASE("a unit begins at or before what lies in it") {
  CHECK(shown(start_of_unit(at("2026-03-01 10:00"), time_unit::week)) == "2026-02-23 00:00:00");
  CHECK(shown(start_of_unit(at("1969-12-31"), time_unit::week)) == "1969-12-29 00:00:00");
  CHECK(shown(start_of_unit(at("2026-03-31"), time_unit::quarter)) == "2026-01-01 00:00:00");
  CHECK(date_text(start_of_unit(-63'000'000'000'000'000, time_unit::year)) == "-0027-01-01");
  CHECK(start_of_unit(-1, time_unit::second) == -1'000'000);
  rng random{3};
  for (int i = 0; i < 20'000; ++i) {
    const auto moment = random.between(-100'000 * per_day, 100'000 * per_day);
    for (const auto unit : {time_unit::second, time_unit::day, time_unit::week, time_unit::month,
                            time_unit::quarter, time_unit::year}) {
      const auto start = start_of_unit(moment, unit);
      REQUIRE(start <= moment);
      REQUIRE(start_of_unit(start, unit) == start);
      REQUIRE(start_of_unit(start - 1, unit) < start);
      REQUIRE(*add_units(start, 1, unit) > moment);
      REQUIRE(unit_starts_between(start - 1, moment, unit) == 1);
    }
  }
}

TEST_CASE_METHOD(function_fixture, "what is a moment in SQL, and what is none") {
  CHECK(value("to_timed(1500), to_timed(1500.5), to_timed(-1), to_timed('1500')") ==
        "1500|1500.5|-1|1500");
  CHECK(value("to_timed('1970-01-02'), to_timed('1970-01-01T00:00:01.5Z')") == "86400000|1500");
  CHECK(value("to_timed('10:05'), to_timed('1:05:30'), to_timed('NOW') = now()") ==
        "36300000|3930000|1");
  for (const auto* each :
       {"'24:00'", "'10:60'", "'10:5'", "'10:05:60'", "'10:05:00x'", "'10:'", "':10'", "''", "'x'",
        "null", "x'31'", "1e300", "-1e300", "9223372036854775807", "253402300800000"}) {
    INFO(each);
    CHECK(value(std::string{"to_timed("} + each + ")") == "null");
  }
  CHECK(value("to_timed(253402300799999), to_timed(-377705116800000)") ==
        "253402300799999|-377705116800000");
}
