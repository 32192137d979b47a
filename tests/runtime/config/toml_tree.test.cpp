// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/toml_tree.hpp"

#include "runtime/config/text_file.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

namespace {

setting parsed(std::string_view text) {
  problem_list problems{"f"};
  const auto tree = parse_toml(text, problems);
  CHECK(problems.take().empty());
  REQUIRE(tree);
  return *tree;
}

diagnostic refused(std::string_view text) {
  problem_list problems{"f"};
  CHECK_FALSE(parse_toml(text, problems));
  const auto found = problems.take();
  REQUIRE(found.size() == 1);
  return found[0];
}

} // namespace

TEST_CASE("keys keep the order of the file and their lines") {
  const auto root = parsed("z = 1\n\n[t.u]\nb = 'x'\na = 2.5\n[[l]]\nk = true\n[[l]]\n[a]\n");
  REQUIRE(root.children.size() == 4);
  CHECK(root.children[0].key == "z");
  CHECK(root.children[0].line == 1);
  CHECK(root.children[1].key == "t");
  CHECK(root.children[2].key == "l");
  CHECK(root.children[3].key == "a");
  CHECK(root.children[3].line == 9);
  const auto& inner = root.children[1].children.at(0);
  CHECK(inner.key == "u");
  CHECK(inner.line == 3);
  CHECK(inner.children.at(0).key == "b");
  CHECK(inner.children.at(1).key == "a");
  CHECK(inner.children.at(1).line == 5);
  const auto& list = root.children[2];
  CHECK(list.kind == setting_kind::list);
  REQUIRE(list.children.size() == 2);
  CHECK(list.children[0].line == 6);
  CHECK(list.children[1].line == 8);
}

TEST_CASE("inline keys and dotted keys keep their order as well") {
  const auto root = parsed("t = { z = 1, a = 2 }\nu.z = 1\nu.a = 2\n");
  CHECK(root.children[0].children.at(0).key == "z");
  CHECK(root.children[1].children.at(0).key == "z");
  CHECK(root.children[1].children.at(1).line == 3);
}

TEST_CASE("every kind of leaf") {
  const auto root = parsed("a = true\nb = -7\nc = 0.5\nd = 'x'\ne = 2020-01-02\n"
                           "f = 10:00:00\ng = 2020-01-02T10:00:00Z\nh = [1]\n");
  CHECK(root.children[0].kind == setting_kind::boolean);
  CHECK(root.children[0].truth);
  CHECK(root.children[1].kind == setting_kind::integer);
  CHECK(root.children[1].integer == -7);
  CHECK(root.children[2].kind == setting_kind::floating);
  CHECK(root.children[2].floating == 0.5);
  CHECK(root.children[3].text == "x");
  CHECK(root.children[4].kind == setting_kind::text);
  CHECK(root.children[4].text == "2020-01-02");
  CHECK(root.children[5].text == "10:00:00");
  CHECK(root.children[6].text == "2020-01-02T10:00:00Z");
  CHECK(root.children[7].kind == setting_kind::list);
}

TEST_CASE("a malformed document is refused with its line") {
  CHECK(refused("a = 1\nb =\n").code == errc::malformed_toml);
  CHECK(refused("a = 1\nb =\n").position.line == 2);
  CHECK(refused("a = 1\na = 2\n").code == errc::malformed_toml);
  CHECK(refused("a = '\xff'\n").code == errc::malformed_toml);
  CHECK(refused(std::string(file_bytes_max + 1, ' ')).code == errc::limit_exceeded);
}

TEST_CASE("TOML depth is bounded") {
  const auto nested = [](std::size_t depth) {
    return "a = " + std::string(depth, '[') + std::string(depth, ']');
  };
  parsed(nested(setting_depth_max));
  CHECK(refused(nested(setting_depth_max + 1)).code == errc::limit_exceeded);
  CHECK(refused(nested(100'000)).code == errc::malformed_toml);
}
