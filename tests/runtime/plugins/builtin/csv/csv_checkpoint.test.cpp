// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_checkpoint.hpp"

#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

csv_checkpoint sample() {
  csv_checkpoint made;
  made.rows = 12;
  made.lines = 14;
  made.newest = from_microseconds(1'500'000'000'123'456);
  made.place = file_place{4711, 0xfedcba9876543210u};
  return made;
}

} // namespace

TEST_CASE("checkpoints read back what was written") {
  for (const bool counts : {false, true}) {
    const auto read = parse_checkpoint(format_checkpoint(sample(), counts), counts);
    REQUIRE(read);
    CHECK(*read == sample());
  }
  auto timeless = sample();
  timeless.newest.reset();
  CHECK(*parse_checkpoint(format_checkpoint(timeless, true), true) == timeless);
}

TEST_CASE("the first line is GSN's checkpoint") {
  CHECK(format_checkpoint(sample(), false).starts_with("1500000000123\n"));
  CHECK(format_checkpoint(sample(), true).starts_with("12\n"));
  const auto time = parse_checkpoint("1500000000123", false);
  REQUIRE(time);
  CHECK(time->newest == from_microseconds(1'500'000'000'123'999));
  CHECK_FALSE(time->place.has_value());
  const auto count = parse_checkpoint(" 12\n", true);
  REQUIRE(count);
  CHECK(count->rows == 12);
  CHECK_FALSE(count->newest.has_value());
}

TEST_CASE("other texts are no checkpoints") {
  for (const auto* text : {"", "x", "-1", "1\nplexus-2 1 2 3 4 5", "1\nplexus-1 1 2 3 4",
                           "1\nplexus-1 x 2 3 4 5", "99999999999999999999"}) {
    INFO(text);
    const auto read = parse_checkpoint(text, false);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::invalid_argument);
  }
}

TEST_CASE("checkpoints are stored whole and replace the last one") {
  const test::scratch_folder folder;
  const auto file = folder.path() / "deep/er/point";
  CHECK(load_checkpoint(file, false).error().code == errc::not_found);
  REQUIRE(store_checkpoint(file, format_checkpoint(sample(), false)));
  REQUIRE(store_checkpoint(file, "7\n"));
  CHECK(folder.read("deep/er/point") == "7\n");
  CHECK(std::distance(std::filesystem::directory_iterator{file.parent_path()}, {}) == 1);
  REQUIRE(load_checkpoint(file, true));
  CHECK(load_checkpoint(file, true)->rows == 7);
  folder.write("deep/er/point", "junk");
  CHECK(load_checkpoint(file, true).error().code == errc::invalid_argument);
  folder.write("blocked", "");
  CHECK(store_checkpoint(folder.path() / "blocked/x", "7\n").error().code == errc::io_failed);
}

TEST_CASE("names of checkpoint files are tame") {
  CHECK(checkpoint_name("vs_main_room", "/data/a b.csv") == "vs_main_room_a_b.csv");
  CHECK(checkpoint_name("../x", "y") == ".._x_y");
}
