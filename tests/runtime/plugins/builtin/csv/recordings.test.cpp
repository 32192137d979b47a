// SPDX-License-Identifier: Apache-2.0
// The recordings that come with Plexus, read as the demonstrations read them.
#include "runtime/base/duration.hpp"
#include "runtime/plugins/builtin/replay_plugin.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

struct tally {
  std::size_t rows = 0;
  std::size_t nulls = 0; // of the first field
  std::uint64_t bad = 0;
  double sum = 0; // of the first field
  timestamp first;
  timestamp last;
};

tally play(model::parameters settings) {
  const manual_clock time{*parse_timestamp("2026-03-01")};
  replay_plugin driver{plugin_context{
      .time = time, .base_folder = std::filesystem::path{PLEXUS_SOURCE_DIR} / "data/recordings"}};
  settings.push_back({"skip-first-lines", "1"});
  settings.push_back({"speed", "max"});
  REQUIRE(driver.configure(settings));
  tally all;
  for (bool ended = false; !ended;) {
    const auto got = driver.poll();
    REQUIRE(got);
    const auto& rows = *got->elements;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      if (all.rows++ == 0)
        all.first = rows.at(row);
      all.last = rows.at(row);
      all.nulls += rows.is_null(0, row) ? 1 : 0;
      all.sum += rows.floating(0, row);
    }
    all.bad += got->bad;
    ended = got->ended;
  }
  return all;
}

} // namespace

TEST_CASE("the machine temperature recording") {
  const auto all = play({{"file", "nab/machine_temperature_system_failure.csv"},
                         {"fields", "timed,temperature"},
                         {"formats", "timestamp(yyyy-MM-dd HH:mm:ss),numeric"}});
  CHECK(all.rows == 22'695);
  CHECK(all.bad == 0);
  CHECK(all.nulls == 0);
  CHECK(all.first == *parse_timestamp("2013-12-02T21:15:00Z"));
  CHECK(all.last == *parse_timestamp("2014-02-19T15:25:00Z"));
  CHECK(all.sum / static_cast<double>(all.rows) == Approx(85.926498));
}

TEST_CASE("the air quality recording: joined date and time, -200 is null") {
  const auto all = play({{"file", "uci-air-quality/AirQualityUCI.csv"},
                         {"fields", "timed,timed,co,pt08_s1,nmhc,c6h6,pt08_s2,nox,pt08_s3,no2,"
                                    "pt08_s4,pt08_s5,t,rh,ah"},
                         {"formats", "timestamp(dd/MM/yyyy),timestamp(HH:mm:ss),numeric,numeric,"
                                     "numeric,numeric,numeric,numeric,numeric,numeric,numeric,"
                                     "numeric,numeric,numeric,numeric"},
                         {"bad-values", "-200"},
                         {"timezone", "Europe/Rome"}});
  CHECK(all.rows == 9'357);
  CHECK(all.bad == 0);
  CHECK(all.nulls == 1'683);
  CHECK(all.first == *parse_timestamp("2004-03-10T17:00:00Z"));
  CHECK(all.last == *parse_timestamp("2005-04-04T12:00:00Z"));
}
