// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_window_text.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

TEST_CASE("whole numbers are counts, with s, m or h times") {
  using std::chrono::hours;
  using std::chrono::minutes;
  CHECK(*parse_gsn_extent("10") == model::extent{model::element_count{10}});
  CHECK(*parse_gsn_extent(" 1 0 ") == model::extent{model::element_count{10}});
  CHECK(*parse_gsn_extent("0") == model::extent{model::element_count{0}});
  CHECK(*parse_gsn_extent("30s") == model::extent{model::time_span{seconds{30}}});
  CHECK(*parse_gsn_extent("10  m") == model::extent{model::time_span{minutes{10}}});
  CHECK(*parse_gsn_extent("2 H") == model::extent{model::time_span{hours{2}}});
}

TEST_CASE("everything else is no window") {
  for (const auto* text : {"", " ", "m", "10min", "10sec", "1h30m", "1.5h", "1d", "10ms", "h1",
                           "--1", "9223372036854775808", "9223372036854775807h", "---"}) {
    INFO(text);
    CHECK(parse_gsn_extent(text).error().code == errc::invalid_duration);
  }
  CHECK(parse_gsn_extent("-5").error().code == errc::invalid_window);
  CHECK(parse_gsn_extent("-5m").error().code == errc::invalid_window);
}

TEST_CASE("history of -1 or nothing keeps everything") {
  CHECK(*parse_gsn_history("-1") == model::retention{});
  CHECK(*parse_gsn_history("") == model::retention{});
  CHECK(*parse_gsn_history(" - 1 ") == model::retention{});
  CHECK(*parse_gsn_history("0") == model::retention{model::retention_kind::count, 0, {}});
  CHECK(*parse_gsn_history("100") == model::retention{model::retention_kind::count, 100, {}});
  CHECK(*parse_gsn_history("3m") ==
        model::retention{model::retention_kind::age, 0, std::chrono::minutes{3}});
  CHECK(parse_gsn_history("-2").error().code == errc::invalid_window);
  CHECK(parse_gsn_history("7d").error().code == errc::invalid_duration);
}
