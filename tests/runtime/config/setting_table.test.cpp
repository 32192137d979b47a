// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/setting_table.hpp"

#include "runtime/config/toml_tree.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

TEST_CASE("values are read by key and misfits reported in their line") {
  problem_list problems{"f"};
  const auto document = parse_toml("a = 'x'\nb = 5\n[t]\nc = 1\n", problems);
  REQUIRE(document);
  setting_table root{*document, {}, problems};
  CHECK(root.read("a", as_text) == "x");
  CHECK_FALSE(root.read("absent", as_text));
  CHECK_FALSE(problems.has_errors());
  CHECK_FALSE(root.read("b", as_text));
  CHECK_FALSE(root.table("b"));
  CHECK_FALSE(root.table("absent"));
  auto inner = root.table("t");
  REQUIRE(inner);
  CHECK(inner->path_of("c") == "t.c");
  CHECK(inner->place("c").line == 4);
  CHECK(inner->place("absent").line == 3);
  CHECK(inner->place().element == "t");
  const auto found = problems.take();
  REQUIRE(found.size() == 2);
  CHECK(found[0].position.line == 2);
  CHECK(found[0].code == errc::invalid_setting);
  CHECK(found[0].element == "b");
}

TEST_CASE("what nobody asked for is left, and warned about at the end") {
  problem_list problems{"f"};
  const auto document = parse_toml("window = 1\nwindo = 2\n", problems);
  REQUIRE(document);
  setting_table root{*document, {}, problems};
  CHECK(root.rest().size() == 2);
  root.find("window");
  REQUIRE(root.rest().size() == 1);
  CHECK(root.rest()[0]->key == "windo");
  root.finish();
  CHECK_FALSE(problems.has_errors());
  const auto found = problems.take();
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == errc::unknown_setting);
  CHECK(found[0].position.line == 2);
  CHECK(found[0].reason.find("'window'") != std::string::npos);
}
