// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/nearest_name.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace plexus::config;

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("window", "window") == 0);
  CHECK(edit_distance("windw", "window") == 1);
  CHECK(edit_distance("windoww", "window") == 1);
  CHECK(edit_distance("windov", "window") == 1);
  CHECK(edit_distance("widnow", "window") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "xyz") == 3);
  CHECK(edit_distance(std::string(65, 'a'), "a") == 65);
}

TEST_CASE("the nearest name is within a third of the length") {
  constexpr std::array<std::string_view, 3> known{"storage.commit_interval", "name", "sql"};
  CHECK(nearest_name("storage.comit_interval", known) == "storage.commit_interval");
  CHECK(nearest_name("naem", known) == "name");
  CHECK(nearest_name("sq", known) == "sql");
  CHECK(nearest_name("ab", known).empty());
  CHECK(nearest_name("something_else", known).empty());
  CHECK(nearest_name("storage.commmit_intervall", known, 1).empty());
  CHECK(suggestion("something_else", known).empty());
  CHECK(suggestion("naem", known).find("'name'") != std::string::npos);
}
