// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/duration.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

errc code_of(std::string_view text) {
  const auto read = parse_duration(text);
  return read ? errc{} : read.error().code;
}

timestamp at(std::string_view text) {
  INFO(text);
  const auto read = parse_timestamp(text);
  REQUIRE(read);
  return *read;
}

} // namespace

TEST_CASE("durations are read in every unit") {
  CHECK(*parse_duration("250us") == 250us);
  CHECK(*parse_duration("500ms") == 500ms);
  CHECK(*parse_duration("7s") == 7s);
  CHECK(*parse_duration("10m") == 10min);
  CHECK(*parse_duration("2h") == 2h);
  CHECK(*parse_duration("1d") == 24h);
  CHECK(*parse_duration("1h30m") == 90min);
  CHECK(*parse_duration("1d2h3m4s5ms6us") == 26h + 3min + 4s + 5ms + 6us);
  CHECK(*parse_duration("90m") == 90min);
  CHECK(*parse_duration("0s") == 0s);
  CHECK(*parse_duration("  1s\n") == 1s);
}

TEST_CASE("only the last part of a duration has a fraction") {
  CHECK(*parse_duration("1.5s") == 1500ms);
  CHECK(*parse_duration("1m0.25s") == 60'250ms);
  CHECK(*parse_duration("0.5d") == 12h);
  CHECK(*parse_duration("1.50ms") == 1500us);
  CHECK(*parse_duration("3.000us") == 3us);
  CHECK(code_of("1.5m3s") == errc::invalid_duration);
  CHECK(code_of("1.s") == errc::invalid_duration);
  CHECK(code_of(".5s") == errc::invalid_duration);
  CHECK(code_of("0.5us") == errc::invalid_duration);
  CHECK(code_of("0.0000001s") == errc::invalid_duration);
}

TEST_CASE("what is no duration is refused") {
  for (const auto* text : {"", " ", "5", "s", "-1s", "1 s", "1x", "1S", "3m1h", "1s1s", "1h30",
                           "+1s", "1e3s", "9223372036854775808us", "106751992d"}) {
    INFO(text);
    CHECK(code_of(text) == errc::invalid_duration);
  }
  CHECK(*parse_duration("9223372036854775807us") == microseconds::max());
  CHECK(code_of("106751991d9223372036854775807us") == errc::invalid_duration);
}

TEST_CASE("durations are written short") {
  CHECK(format_duration(0us) == "0s");
  CHECK(format_duration(250us) == "250us");
  CHECK(format_duration(1500us) == "1.5ms");
  CHECK(format_duration(1500ms) == "1.5s");
  CHECK(format_duration(90min) == "1h30m");
  CHECK(format_duration(24h + 1us) == "1d1us");
  CHECK(format_duration(-3s) == "-3s");
}

TEST_CASE("a written duration is read back equal") {
  rng random{11};
  for (int i = 0; i < 2000; ++i) {
    const microseconds span{random.between(0, std::int64_t{1} << random.below(63))};
    INFO(format_duration(span));
    CHECK(*parse_duration(format_duration(span)) == span);
  }
  CHECK(*parse_duration(format_duration(microseconds::max())) == microseconds::max());
  CHECK(format_duration(microseconds::min()).front() == '-');
}

TEST_CASE("timestamps are read in every spelling") {
  const auto ten = timestamp{1'772'359'200s};
  CHECK(at("2026-03-01T10:00:00Z") == ten);
  CHECK(at("2026-03-01 10:00") == ten);
  CHECK(at("2026-03-01 10:00:00") == ten);
  CHECK(at("2026-03-01T11:00+01:00") == ten);
  CHECK(at("2026-03-01T05:30:00.000-0430") == ten);
  CHECK(at("2026-03-01T11:00+01") == ten);
  CHECK(at("2026-03-01") == ten - 10h);
  CHECK(at("2026-03-01T10:00:00.5") == ten + 500ms);
  CHECK(at("2026-03-01T10:00:00.000001Z") == ten + 1us);
  CHECK(at("2026-03-01T10:00:00.0000019Z") == ten + 1us);
  CHECK(at("1772359200000") == ten);
  CHECK(at("-1") == timestamp{-1ms});
  CHECK(at(" 0 ") == timestamp{0us});
}

TEST_CASE("what is no point in time is refused") {
  for (const auto* text :
       {"", "yesterday", "2026-02-29", "2026-13-01", "2026-3-1", "2026-03-01T", "2026-03-01T24:00",
        "2026-03-01T10:60", "2026-03-01T10:00:60", "2026-03-01T10:00:00.", "2026-03-01T10:00 Z",
        "2026-03-01T10:00Zz", "2026-03-01T10:00+1", "2026-03-01T10:00+24:00", "9223372036854775807",
        "1.5", "--1", "20260301T1000"}) {
    INFO(text);
    const auto read = parse_timestamp(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::invalid_argument);
  }
}

TEST_CASE("timestamps are written in ISO 8601") {
  CHECK(format_timestamp(from_microseconds(0)) == "1970-01-01T00:00:00Z");
  CHECK(format_timestamp(from_microseconds(-1)) == "1969-12-31T23:59:59.999999Z");
  CHECK(format_timestamp(at("2024-02-29T23:59:59.25")) == "2024-02-29T23:59:59.250000Z");
  CHECK(format_timestamp(at("0001-01-01")) == "0001-01-01T00:00:00Z");
}

TEST_CASE("dates agree with the standard library's calendar") {
  rng random{5};
  for (int i = 0; i < 5000; ++i) {
    const std::chrono::sys_days day{std::chrono::days{random.between(-700'000, 2'900'000)}};
    const auto text = format_timestamp(timestamp{day} + 1us);
    INFO(text);
    CHECK(at(text) == timestamp{day} + 1us);
  }
}

TEST_CASE("the ends of the time scale can be written") {
  CHECK(format_timestamp(timestamp::max()) == "294247-01-10T04:00:54.775807Z");
  CHECK(format_timestamp(timestamp::min()) == "-290308-12-21T19:59:05.224192Z");
}
