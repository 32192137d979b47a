// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_element.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

namespace {

struct document {
  explicit document(std::string_view text) : tree(parse_xml(text, problems)) { REQUIRE(tree); }
  gsn_element root() { return {*tree, tree->name, problems}; }

  problem_list problems{"f"};
  std::optional<xml_element> tree;
};

} // namespace

TEST_CASE("attributes are read with their type") {
  document file{"<a n=' 5 ' b='True' bad='x' big='11'/>"};
  auto root = file.root();
  CHECK(root.required_attribute("n") == "5");
  CHECK(root.integer_attribute("n", 0, 0, 10) == 5);
  CHECK(root.integer_attribute("absent", 7, 0, 10) == 7);
  CHECK(root.boolean_attribute("b", false));
  CHECK(root.boolean_attribute("absent", true));
  CHECK_FALSE(file.problems.has_errors());
  CHECK(root.integer_attribute("bad", 7, 0, 10) == 7);
  CHECK(root.integer_attribute("big", 7, 0, 10) == 7);
  CHECK(root.boolean_attribute("bad", true));
  CHECK(root.required_attribute("absent").empty());
  const auto found = file.problems.take();
  REQUIRE(found.size() == 4);
  CHECK(found[0].element == "a@bad");
  CHECK(found[0].code == errc::invalid_setting);
  CHECK(found[3].code == errc::missing_setting);
}

TEST_CASE("children are found by name in any order") {
  document file{"<a>\n<b/>\n<c/>\n<b/>\n</a>"};
  auto root = file.root();
  const auto all = root.children("b");
  REQUIRE(all.size() == 2);
  CHECK(all[1].place().element == "a/b[2]");
  CHECK(all[1].place().line == 4);
  CHECK(root.child("c"));
  CHECK_FALSE(root.child("absent"));
  CHECK_FALSE(file.problems.has_errors());
  CHECK_FALSE(root.required_child("absent"));
  CHECK(root.child("b")->place().line == 2);
  const auto found = file.problems.take();
  REQUIRE(found.size() == 2);
  CHECK(found[0].code == errc::missing_setting);
  CHECK(found[1].position.line == 4);
}

TEST_CASE("only what nobody asked for is warned about") {
  document file{"<a x='1' y='2'><b/><d/>words</a>"};
  auto root = file.root();
  root.attribute("x");
  root.child("b");
  root.finish();
  CHECK_FALSE(file.problems.has_errors());
  CHECK(file.problems.take().size() == 3);
  root.finish(true);
  CHECK(file.problems.take().size() == 2);
  root.ignored_attribute("y", "of no use");
  root.ignored_attribute("z", "of no use");
  CHECK(file.problems.take().size() == 1);
}
