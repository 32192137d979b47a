// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/clock.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace std::chrono_literals;

TEST_CASE("a manual clock moves only when told to") {
  manual_clock time{timestamp{10s}};
  CHECK(time.now() == timestamp{10s});
  CHECK(time.monotonic() == 0ns);
  time.advance(1500ms);
  CHECK(time.now() == timestamp{11'500ms});
  CHECK(time.monotonic() == 1500ms);
  time.advance(999ns);
  CHECK(time.now() == timestamp{11'500ms});
  time.advance(1ns);
  CHECK(time.now() == timestamp{11'500'001us});
}

TEST_CASE("a manual clock never goes back") {
  manual_clock time{timestamp{10s}};
  time.advance_to(timestamp{12s});
  CHECK(time.now() == timestamp{12s});
  time.advance_to(timestamp{11s});
  CHECK(time.now() == timestamp{12s});
  CHECK(time.monotonic() == 2s);
}

TEST_CASE("the machine's clocks run") {
  const system_clock time;
  const auto before = time.monotonic();
  CHECK(time.now() > timestamp{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}});
  CHECK(time.monotonic() >= before);
}

TEST_CASE("timestamps count microseconds") {
  CHECK(to_microseconds(from_microseconds(-5)) == -5);
  CHECK(from_microseconds(1'000'000) == timestamp{1s});
}
