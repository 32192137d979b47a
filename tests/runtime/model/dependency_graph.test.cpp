// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/dependency_graph.hpp"

#include <catch2/catch.hpp>

using namespace plexus::model;
using names = std::vector<std::string>;

TEST_CASE("dependants come before what they depend on", "[dependency_graph]") {
  const dependencies graph{{"a", {}}, {"b", {"a"}}, {"c", {"b"}}, {"d", {"a"}}};
  CHECK(dependants_of(graph, "a") == names{"c", "b", "d"});
  CHECK(dependants_of(graph, "b") == names{"c"});
  CHECK(dependants_of(graph, "c").empty());
  CHECK(dependants_of(graph, "not_deployed").empty());
}

TEST_CASE("a diamond is stopped from its far end", "[dependency_graph]") {
  const dependencies graph{
      {"top", {}}, {"left", {"top"}}, {"right", {"top"}}, {"end", {"left", "right"}}};
  const auto order = dependants_of(graph, "top");
  REQUIRE(order.size() == 3);
  CHECK(order.front() == "end");
}

TEST_CASE("circles are found through their members only", "[dependency_graph]") {
  const dependencies graph{{"a", {"b"}}, {"b", {"c"}}, {"c", {"a"}}, {"d", {"a"}}, {"e", {"e"}}};
  CHECK(circle_through(graph, "a") == names{"a", "b", "c", "a"});
  CHECK_FALSE(circle_through(graph, "d"));
  CHECK(circle_through(graph, "e") == names{"e", "e"});
  CHECK_FALSE(circle_through(graph, "unknown"));
  CHECK(dependants_of(graph, "a").size() == 3); // ends in spite of the circle
}
