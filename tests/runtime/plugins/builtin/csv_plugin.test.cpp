// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv_plugin.hpp"

#include "runtime/base/duration.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

struct fixture {
  test::scratch_folder folder;
  manual_clock time{*parse_timestamp("2026-03-01T10:00:00Z")};
  plugin_context context{.time = time,
                         .base_folder = folder.path(),
                         .state_folder = folder.path() / "state",
                         .instance = "vs_main_room"};
  model::parameters settings{{"file", "data.csv"},
                             {"fields", "timed,temperature"},
                             {"formats", "timestamp(yyyy-MM-dd HH:mm:ss),numeric"}};

  std::string rows(int from, int count) const {
    std::string text;
    for (int i = from; i < from + count; ++i)
      text += format_timestamp(time.now() + seconds{i}).replace(10, 1, " ").substr(0, 19) + "," +
              std::to_string(i) + "\n";
    return text;
  }
};

std::vector<double> values(const readings& got) {
  std::vector<double> all;
  for (std::size_t row = 0; got.elements && row < got.elements->rows(); ++row)
    all.push_back(got.elements->floating(0, row));
  return all;
}

/// Polls and acknowledges while there is more; returns how many rows came.
std::size_t drain(csv_plugin& driver) {
  std::size_t rows = 0;
  for (;;) {
    const auto got = driver.poll();
    REQUIRE(got);
    rows += got->elements->rows();
    REQUIRE(driver.acknowledge(got->checkpoint));
    if (!got->more)
      return rows;
  }
}

} // namespace

TEST_CASE_METHOD(fixture, "csv gives at most 251 rows per poll") {
  folder.write("data.csv", rows(0, 600));
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK(driver.poll_period() == seconds{10});
  REQUIRE(driver.data_structure()->size() == 1);
  auto got = driver.poll();
  REQUIRE(got);
  CHECK(got->elements->rows() == 251);
  CHECK(got->elements->at(250) == time.now() + seconds{250});
  CHECK(got->more);
  CHECK(driver.poll()->elements->rows() == 251);
  got = driver.poll();
  CHECK(got->elements->rows() == 98);
  CHECK_FALSE(got->more);
  CHECK_FALSE(got->ended);
}

TEST_CASE_METHOD(fixture, "csv follows a growing file and restarts without repeating") {
  folder.write("data.csv", rows(0, 3));
  settings.push_back({"check-point-directory", "points"});
  {
    csv_plugin driver{context};
    REQUIRE(driver.configure(settings));
    CHECK(drain(driver) == 3);
    folder.append("data.csv", rows(3, 2));
    CHECK(drain(driver) == 2);
  }
  CHECK(folder.read("points/vs_main_room_data.csv").starts_with("1772359204000\n"));
  folder.append("data.csv", rows(5, 1));
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK(values(*driver.poll()) == std::vector<double>{5});
}

TEST_CASE_METHOD(fixture, "csv repeats what was not acknowledged") {
  folder.write("data.csv", rows(0, 3));
  {
    csv_plugin driver{context};
    REQUIRE(driver.configure(settings));
    CHECK(driver.poll()->elements->rows() == 3);
  }
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK(driver.poll()->elements->rows() == 3);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "state/csv-check-points"));
}

TEST_CASE_METHOD(fixture, "csv goes on at the check-point it is given, not at the last poll") {
  folder.write("data.csv", rows(0, 6));
  settings.push_back({"rows-per-poll", "2"});
  {
    csv_plugin driver{context};
    REQUIRE(driver.configure(settings));
    const auto first = driver.poll();
    REQUIRE(driver.poll()->elements->rows() == 2);
    REQUIRE(driver.acknowledge(first->checkpoint));
  }
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK(values(*driver.poll()) == std::vector<double>{2, 3});
}

TEST_CASE_METHOD(fixture, "csv writes few check-points while there is more, but none is lost") {
  const auto point = "state/csv-check-points/vs_main_room_data.csv";
  folder.write("data.csv", rows(0, 8));
  settings.push_back({"rows-per-poll", "2"});
  {
    csv_plugin driver{context};
    REQUIRE(driver.configure(settings));
    REQUIRE(driver.acknowledge(driver.poll()->checkpoint));
    const auto first = folder.read(point);
    CHECK_FALSE(first.empty());
    REQUIRE(driver.acknowledge(driver.poll()->checkpoint));
    CHECK(folder.read(point) == first);
    time.advance(milliseconds{100});
    REQUIRE(driver.acknowledge(driver.poll()->checkpoint));
    const auto third = folder.read(point);
    CHECK(third != first);
    REQUIRE(driver.acknowledge(driver.poll()->checkpoint));
    CHECK(folder.read(point) == third);
  }
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK(driver.poll()->elements->rows() == 0);
}

TEST_CASE_METHOD(fixture, "csv counts rows when told to or when there is no time") {
  folder.write("data.csv", "1\n2\n");
  settings = {{"file", "data.csv"}, {"fields", "a"}, {"formats", "numeric"}};
  {
    csv_plugin driver{context};
    REQUIRE(driver.configure(settings));
    CHECK(drain(driver) == 2);
  }
  CHECK(folder.read("state/csv-check-points/vs_main_room_data.csv").starts_with("2\n"));
  folder.append("data.csv", "3\n");
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK(values(*driver.poll()) == std::vector<double>{3});
}

TEST_CASE_METHOD(fixture, "csv starts from the front after a damaged check-point, and says so") {
  auto sink = std::make_shared<memory_log_sink>();
  context.log = logger{sink, time};
  folder.write("state/csv-check-points/vs_main_room_data.csv", "what?");
  folder.write("data.csv", rows(0, 2));
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK(drain(driver) == 2);
  CHECK(sink->count("csv.checkpoint-unreadable") == 1);
}

TEST_CASE_METHOD(fixture, "csv counts bad rows; strict fails") {
  folder.write("data.csv", rows(0, 1) + "soon,1\n" + rows(1, 1));
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  const auto got = driver.poll();
  REQUIRE(got);
  CHECK(got->elements->rows() == 2);
  CHECK(got->bad == 1);
  CHECK_FALSE(got->last_bad.empty());
  context.compat = model::compatibility::strict;
  csv_plugin strict{context};
  REQUIRE(strict.configure(settings));
  CHECK(strict.poll().error().code == errc::bad_reading);
}

TEST_CASE_METHOD(fixture, "csv waits for a file that is not there yet") {
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  auto got = driver.poll();
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::device_unavailable);
  CHECK(got.error().where == (folder.path() / "data.csv").string());
  folder.write("data.csv", rows(0, 1));
  CHECK(driver.poll()->elements->rows() == 1);
}

TEST_CASE_METHOD(fixture, "csv ends at the end when told to") {
  folder.write("data.csv", rows(0, 3) + "2026-03-01 11:00:00,9");
  context.until_end = true;
  settings.push_back({"rows-per-poll", "2"});
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  CHECK_FALSE(driver.poll()->ended);
  auto got = driver.poll();
  CHECK(values(*got) == std::vector<double>{2, 9});
  if (!got->ended)
    got = driver.poll();
  CHECK(got->ended);
}

TEST_CASE_METHOD(fixture, "csv refuses bad parameters") {
  csv_plugin driver{context};
  CHECK(driver.poll().error().code == errc::plugin_configuration);
  for (const auto& bad : {model::parameter{"file", ""},
                          {"sampling", "-1"},
                          {"rows-per-poll", "0"},
                          {"use-counter-for-check-point", "perhaps"},
                          {"formats", "timestamp(yyyy)"}}) {
    INFO(bad.key);
    model::parameters given{bad};
    given.insert(given.end(), settings.begin(), settings.end());
    const auto refused = driver.configure(given);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::plugin_configuration);
    CHECK(refused.error().where == bad.key);
  }
}

TEST_CASE_METHOD(fixture, "csv reads the air quality format: two columns joined, -200 is null") {
  folder.write("data.csv", "Date,Time,CO_GT,NMHC_GT\n"
                           "10/03/2004,18:00:00,2.6,150\n"
                           "10/03/2004,19:00:00,-200,112\n"
                           "28/03/2004,02:30:00,-200,-200\n");
  settings = {{"file", "data.csv"},
              {"fields", "timed,timed,co_gt,nmhc_gt"},
              {"formats", "timestamp(dd/MM/yyyy),timestamp(HH:mm:ss),numeric,bigint"},
              {"skip-first-lines", "1"},
              {"bad-values", "-200"},
              {"timezone", "Europe/Rome"}};
  csv_plugin driver{context};
  REQUIRE(driver.configure(settings));
  const auto got = driver.poll();
  REQUIRE(got);
  const auto& rows = *got->elements;
  REQUIRE(rows.rows() == 3);
  CHECK(rows.at(0) == *parse_timestamp("2004-03-10T17:00:00Z"));
  CHECK(rows.floating(0, 0) == 2.6);
  CHECK(rows.is_null(0, 1));
  CHECK(rows.integer(1, 1) == 112);
  CHECK(rows.at(2) == *parse_timestamp("2004-03-28T01:30:00Z")); // did not happen in Rome
}
