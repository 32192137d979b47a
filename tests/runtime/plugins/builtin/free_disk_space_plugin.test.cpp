// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/free_disk_space_plugin.hpp"

#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

TEST_CASE("free-disk-space reads the file system of its directory") {
  const test::scratch_folder folder;
  manual_clock time{from_microseconds(3)};
  free_disk_space_plugin driver{plugin_context{.time = time, .base_folder = folder.path()}};
  REQUIRE(driver.configure({{"directory", "."}, {"sampling-rate", "60000"}}));
  CHECK(driver.poll_period() == seconds{60});
  const auto got = driver.poll();
  REQUIRE(got);
  REQUIRE(got->elements->rows() == 1);
  CHECK(got->elements->at(0) == time.now());
  const auto room = std::filesystem::space(folder.path());
  CHECK(got->elements->integer(0, 0) > 0);
  CHECK(got->elements->integer(0, 0) <= static_cast<std::int64_t>(room.capacity));
}

TEST_CASE("free-disk-space names a directory that is not there") {
  const test::scratch_folder folder;
  const manual_clock time;
  free_disk_space_plugin driver{plugin_context{.time = time, .base_folder = folder.path()}};
  REQUIRE(driver.configure({{"directory", "gone"}}));
  const auto got = driver.poll();
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::device_unavailable);
  CHECK(got.error().where == (folder.path() / "gone").string());
}
