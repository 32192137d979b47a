// SPDX-License-Identifier: Apache-2.0
#include "apps/wiring/log_output.hpp"

#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <iterator>

using namespace plexus;

TEST_CASE("lines at and above the level are appended to the file", "[log_output]") {
  const test::scratch_folder place;
  config::log_settings settings;
  settings.file = place.write("node.log", "earlier\n");
  settings.level = log_level::warn;
  const manual_clock time;
  {
    const auto log = apps::log_output::open(settings);
    REQUIRE(log);
    const auto logger = (*log)->make_logger(time);
    logger.info("test.quiet", "not this");
    logger.warn("test.loud", "this");
  }
  std::ifstream in{settings.file};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  CHECK(text.starts_with("earlier\n"));
  CHECK(text.find("test.loud") != std::string::npos);
  CHECK(text.find("test.quiet") == std::string::npos);
}

TEST_CASE("a file that cannot be opened", "[log_output]") {
  const test::scratch_folder place;
  config::log_settings settings;
  settings.file = place.path() / "missing" / "node.log";
  const auto log = apps::log_output::open(settings);
  REQUIRE_FALSE(log);
  CHECK(log.error().code == errc::io_failed);
}
