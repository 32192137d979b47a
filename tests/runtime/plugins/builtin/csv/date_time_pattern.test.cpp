// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/date_time_pattern.hpp"

#include "runtime/base/duration.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

/// The text by the pattern as ISO 8601 local time, or "" when it does not fit.
std::string read(std::string_view pattern, std::string_view text) {
  const auto compiled = date_time_pattern::compile(pattern, 2026);
  INFO(pattern);
  REQUIRE(compiled);
  date_time_parts parts;
  if (!compiled->parse(text, parts))
    return "";
  const auto moment = parts.moment();
  return moment ? format_timestamp(timestamp{moment->time_since_epoch()}) : "";
}

} // namespace

TEST_CASE("patterns of real files") {
  CHECK(read("yyyy-MM-dd HH:mm:ss", "2013-12-02 21:15:00") == "2013-12-02T21:15:00Z");
  CHECK(read("dd/MM/yyyy HH:mm", "10/03/2004 18:05") == "2004-03-10T18:05:00Z");
  CHECK(read("yyyyMMddHHmmss", "20101022165224") == "2010-10-22T16:52:24Z");
  CHECK(read("yyyy-MM-dd'T'HH:mm:ss.SSS", "2013-12-02T21:15:00.250") ==
        "2013-12-02T21:15:00.250000Z");
  CHECK(read("d.M.yyyy", "1.2.2020") == "2020-02-01T00:00:00Z");
  CHECK(read("H:m:s", "6:07:8") == "1970-01-01T06:07:08Z");
  CHECK(read("yyyy-DDD", "2020-366") == "2020-12-31T00:00:00Z");
  CHECK(read("EEE MMM dd yyyy", "Tue Mar 03 2020") == "2020-03-03T00:00:00Z");
  CHECK(read("dd MMMM yyyy", "3 september 2020") == "2020-09-03T00:00:00Z");
}

TEST_CASE("numbers take fewer or as many digits as Joda-Time") {
  CHECK(read("dd/MM/yyyy", "1/2/2020") == "2020-02-01T00:00:00Z");
  CHECK(read("d/M/yyyy", "01/02/2020") == "2020-02-01T00:00:00Z");
  CHECK(read("dd/MM/yyyy", "001/02/2020").empty());
  CHECK(read("yyyyMMdd", "2020312").empty());          // month 31
  CHECK(read("Hmm", "030") == "1970-01-01T03:00:00Z"); // hours take two digits if they can
  CHECK(read("HHmm", "0030") == "1970-01-01T00:30:00Z");
}

TEST_CASE("hours in all four counts") {
  CHECK(read("HH", "23") == "1970-01-01T23:00:00Z");
  CHECK(read("HH", "24").empty());
  CHECK(read("kk", "24") == "1970-01-01T00:00:00Z");
  CHECK(read("kk", "00").empty());
  CHECK(read("hh a", "12 AM") == "1970-01-01T00:00:00Z");
  CHECK(read("hh a", "12 pm") == "1970-01-01T12:00:00Z");
  CHECK(read("hh a", "11 PM") == "1970-01-01T23:00:00Z");
  CHECK(read("KK a", "11 PM") == "1970-01-01T23:00:00Z");
  CHECK(read("hh a", "13 PM").empty());
  CHECK(read("hh a", "11 XM").empty());
}

TEST_CASE("fractions by the number of their digits") {
  CHECK(read("s.S", "1.5") == "1970-01-01T00:00:01.500000Z");
  CHECK(read("s.SSSSSS", "1.000001") == read("s.SSSSSSSSS", "1.000001999"));
  CHECK(read("s.SSS", "1.25") == "1970-01-01T00:00:01.250000Z");
  CHECK(read("s.SSS", "1.2500").empty());
}

TEST_CASE("two-digit years are near this one") {
  CHECK(read("dd/MM/yy", "01/01/26") == "2026-01-01T00:00:00Z");
  CHECK(read("dd/MM/yy", "01/01/45") == "2045-01-01T00:00:00Z");
  CHECK(read("dd/MM/yy", "01/01/46") == "1946-01-01T00:00:00Z");
  CHECK(read("dd/MM/yy", "01/01/99") == "1999-01-01T00:00:00Z");
  CHECK(read("dd/MM/yy", "01/01/2011") == "2011-01-01T00:00:00Z");
  CHECK(read("yyMMdd", "200131") == "2020-01-31T00:00:00Z");
}

TEST_CASE("a missing year is 2000 once there is a day") {
  CHECK(read("dd/MM", "29/02") == "2000-02-29T00:00:00Z");
  CHECK(read("HH:mm", "01:02") == "1970-01-01T01:02:00Z");
}

TEST_CASE("days that do not exist") {
  CHECK(read("dd/MM/yyyy", "31/02/2020").empty());
  CHECK(read("dd/MM/yyyy", "29/02/2021").empty());
  CHECK(read("dd/MM/yyyy", "00/02/2021").empty());
  CHECK(read("dd/MM/yyyy", "01/13/2021").empty());
  CHECK(read("yyyy-DDD", "2021-366").empty());
  CHECK(read("HH:mm", "10:60").empty());
}

TEST_CASE("zones in the text") {
  const auto off = [](std::string_view pattern, std::string_view text) {
    const auto compiled = date_time_pattern::compile(pattern, 2026);
    REQUIRE(compiled);
    date_time_parts parts;
    return compiled->parse(text, parts) ? parts.off : std::nullopt;
  };
  CHECK(off("HHZ", "10+0130") == seconds{5400});
  CHECK(off("HHZZ", "10-01:30") == seconds{-5400});
  CHECK(off("HHZ", "10Z") == seconds{0});
  CHECK(off("HH z", "10 UTC") == seconds{0});
  CHECK_FALSE(off("HH z", "10 CET").has_value());
  CHECK_FALSE(off("HHZ", "10+1").has_value());
  CHECK_FALSE(off("HH", "10").has_value());
}

TEST_CASE("literals and quotes") {
  CHECK(read("HH 'o''clock'", "10 o'clock") == "1970-01-01T10:00:00Z");
  CHECK(read("HH''mm", "10'05") == "1970-01-01T10:05:00Z");
  CHECK(read("'T'HH", "t10") == "1970-01-01T10:00:00Z");
  CHECK(read("HH:mm", "10-05").empty());
  CHECK(read("HH:mm", "10:05 ").empty());
  CHECK(read("HH:mm", "").empty());
}

TEST_CASE("two texts fill one moment") {
  const auto date = date_time_pattern::compile("dd/MM/yyyy", 2026);
  const auto time = date_time_pattern::compile("HH:mm:ss", 2026);
  date_time_parts parts;
  REQUIRE(date->parse("10/03/2004", parts));
  REQUIRE(time->parse("18:00:00", parts));
  CHECK(format_timestamp(timestamp{parts.moment()->time_since_epoch()}) == "2004-03-10T18:00:00Z");
}

TEST_CASE("patterns that are refused") {
  for (const auto* pattern : {"", "xxxx", "yyyy-ww", "G", "ZZZ", "HH 'o", "b"}) {
    INFO(pattern);
    const auto compiled = date_time_pattern::compile(pattern, 2026);
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().code == errc::invalid_argument);
  }
}
