// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/replay_plugin.hpp"

#include "runtime/base/duration.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace plexus;
using namespace plexus::plugins;

namespace {

struct fixture {
  test::scratch_folder folder;
  manual_clock time{from_microseconds(1'000'000'000'000'000)};
  plugin_context context{.time = time, .base_folder = folder.path()};
  // Recorded at 0, 1, 1.5 and 11.5 s.
  fixture() { folder.write("f", "0,10\n1000,11\n1500,12\n11500,13"); }

  std::unique_ptr<replay_plugin> make(model::parameters more = {}) {
    more.insert(more.end(), {{"file", "f"}, {"fields", "timed,a"}, {"formats", "bigint,bigint"}});
    auto driver = std::make_unique<replay_plugin>(context);
    REQUIRE(driver->configure(more));
    return driver;
  }
};

using list = std::vector<std::int64_t>;

list values(const result<readings>& got) {
  REQUIRE(got);
  list all;
  for (std::size_t row = 0; got->elements && row < got->elements->rows(); ++row)
    all.push_back(got->elements->integer(0, row));
  return all;
}

/// What a recording that comes with Plexus holds, read as the demonstrations read it.
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

TEST_CASE_METHOD(fixture, "replay keeps the recorded pauses") {
  auto driver = make();
  CHECK(driver->poll_period() == microseconds{0});
  auto got = driver->poll();
  CHECK(values(got) == list{10});
  CHECK(got->next_poll == seconds{1});
  CHECK_FALSE(got->more);
  CHECK(got->elements->at(0) == from_microseconds(0));

  time.advance(milliseconds{999});
  got = driver->poll();
  CHECK(values(got).empty());
  CHECK(got->next_poll == milliseconds{1});
  time.advance(milliseconds{1});
  CHECK(values(driver->poll()) == list{11});
  time.advance(seconds{10});
  got = driver->poll();
  CHECK(values(got) == list{12});
  CHECK(got->next_poll == milliseconds{500});
  CHECK_FALSE(got->ended);
  time.advance(milliseconds{500});
  got = driver->poll();
  CHECK(values(got) == list{13});
  CHECK(got->elements->at(0) == from_microseconds(11'500'000));
  CHECK(got->ended);
  CHECK_FALSE(got->next_poll.has_value());
  got = driver->poll();
  CHECK(values(got).empty());
  CHECK(got->ended);
}

TEST_CASE_METHOD(fixture, "a late poll gives everything that is due") {
  auto driver = make();
  REQUIRE(values(driver->poll()) == list{10});
  time.advance(seconds{5});
  const auto got = driver->poll();
  CHECK(values(got) == list{11, 12});
  CHECK(got->next_poll == milliseconds{6500});
}

TEST_CASE_METHOD(fixture, "speed divides and gap-max bounds the pauses") {
  auto driver = make({{"speed", "2"}, {"gap-max", "1s"}});
  CHECK(driver->poll()->next_poll == milliseconds{500});
  time.advance(milliseconds{500});
  CHECK(driver->poll()->next_poll == milliseconds{250});
  time.advance(milliseconds{250});
  CHECK(driver->poll()->next_poll == seconds{1});
}

TEST_CASE_METHOD(fixture, "speed max gives everything as fast as it is polled") {
  for (const auto* speed : {"max", "0"}) {
    auto driver = make({{"speed", speed}, {"rows-per-poll", "3"}});
    auto got = driver->poll();
    CHECK(values(got) == list{10, 11, 12});
    CHECK(got->more);
    CHECK(got->next_poll == microseconds{0});
    got = driver->poll();
    CHECK(values(got) == list{13});
    CHECK(got->ended);
  }
}

TEST_CASE_METHOD(fixture, "restamped rows carry the time of the replay") {
  auto driver = make({{"restamp", "true"}});
  const auto start = time.now();
  CHECK(driver->poll()->elements->at(0) == start);
  time.advance(seconds{2}); // rows were due after 1 and 1.5 s
  const auto got = driver->poll();
  REQUIRE(got->elements->rows() == 2);
  CHECK(got->elements->at(0) == start + seconds{1});
  CHECK(got->elements->at(1) == start + milliseconds{1500});
  auto fast = make({{"restamp", "true"}, {"speed", "max"}});
  const auto all = fast->poll();
  REQUIRE(all->elements->rows() == 4);
  CHECK(all->elements->at(3) == time.now() + microseconds{3});
}

TEST_CASE_METHOD(fixture, "a loop starts again after its last pause") {
  auto driver = make({{"loop", "true"}, {"restamp", "true"}, {"gap-max", "100ms"}});
  list all;
  for (int i = 0; i < 10; ++i) {
    const auto got = driver->poll();
    for (const auto value : values(got))
      all.push_back(value);
    CHECK_FALSE(got->ended);
    CHECK(got->next_poll.value() <= milliseconds{100});
    time.advance(milliseconds{100});
  }
  CHECK(all == list{10, 11, 12, 13, 10, 11, 12, 13, 10, 11});
}

TEST_CASE_METHOD(fixture, "a loop over nothing ends") {
  folder.write("f", "x,y\n");
  auto driver = make({{"loop", "true"}, {"restamp", "true"}});
  const auto got = driver->poll();
  REQUIRE(got);
  CHECK(got->bad == 1);
  CHECK(got->ended);
  context.until_end = true;
  folder.write("f", "1,1\n");
  auto once = make({{"loop", "true"}, {"restamp", "true"}});
  CHECK(once->poll()->ended);
}

TEST_CASE_METHOD(fixture, "time that goes back is no pause") {
  folder.write("f", "5000,1\n1000,2\n2000,3\n");
  auto driver = make();
  const auto got = driver->poll();
  CHECK(values(got) == list{1, 2});
  CHECK(got->next_poll == seconds{1});
}

TEST_CASE_METHOD(fixture, "replay names what it cannot play") {
  std::filesystem::remove(folder.path() / "f");
  auto driver = make();
  CHECK(driver->poll().error().code == errc::device_unavailable);
  const model::parameters basic{{"file", "f"}, {"fields", "timed,a"}, {"formats", "bigint,bigint"}};
  for (const auto& bad : {model::parameter{"speed", "-1"},
                          {"speed", "fast"},
                          {"loop", "true"},
                          {"gap-max", "x"},
                          {"restamp", "2"}}) {
    auto given = basic;
    given.push_back(bad);
    const auto refused = driver->configure(given);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::plugin_configuration);
    CHECK(refused.error().where == bad.key);
  }
  CHECK(driver->configure({{"file", "f"}, {"fields", "a"}, {"formats", "bigint"}}).error().where ==
        "fields");
}

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
