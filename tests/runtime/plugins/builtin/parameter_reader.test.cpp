// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

TEST_CASE("parameters are read by type, with defaults") {
  const model::parameters given{{"n", " 12 "}, {"x", "1.5"},    {"b", "Yes"}, {"ms", "1500"},
                                {"d", "2s"},   {"blank", "  "}, {"p", "a/b"}, {"abs", "/a"}};
  parameter_reader read{given};
  CHECK(read.integer("n", 0, 0, 100) == 12);
  CHECK(read.integer("none", 7, 0, 100) == 7);
  CHECK(read.number("x", 0, 0, 10) == 1.5);
  CHECK(read.truth("b", false));
  CHECK(read.span("ms", seconds{1}) == milliseconds{1500});
  CHECK(read.span("d", seconds{1}) == seconds{2});
  CHECK(read.span("blank", seconds{3}) == seconds{3});
  CHECK(read.text("blank", "x") == "x");
  CHECK(read.path("p", "/base") == "/base/a/b");
  CHECK(read.path("abs", "/base") == "/a");
  CHECK(read.path("none", "/base").empty());
  CHECK(read.done().has_value());
}

TEST_CASE("the first bad parameter is the one reported") {
  const model::parameters given{{"n", "101"}, {"x", "many"}};
  parameter_reader read{given};
  CHECK(read.integer("n", 5, 0, 100) == 5);
  read.number("x", 0, 0, 1);
  REQUIRE_FALSE(read.done());
  CHECK(read.done().error().code == errc::plugin_configuration);
  CHECK(read.done().error().where == "n");
}

TEST_CASE("values out of range or of another type are refused") {
  const model::parameters given{{"v", GENERATE("-1", "0", "400d", "x", "1.5", "99999999999999")}};
  parameter_reader read{given};
  read.span("v", seconds{1});
  CHECK_FALSE(read.done().has_value());
}

TEST_CASE("truth is strict and missing texts are named") {
  const model::parameters given{{"b", "maybe"}};
  parameter_reader truth{given};
  truth.truth("b", true);
  CHECK_FALSE(truth.done().has_value());
  parameter_reader text{given};
  text.required_text("file");
  REQUIRE_FALSE(text.done());
  CHECK(text.done().error().where == "file");
}

TEST_CASE("comma lists are trimmed and may quote commas") {
  CHECK(comma_list("").empty());
  CHECK(comma_list(" ").empty());
  CHECK(comma_list("a , b,c") == std::vector<std::string>{"a", "b", "c"});
  CHECK(comma_list("a,") == std::vector<std::string>{"a", ""});
  CHECK(comma_list("\"timestamp(d,M)\", b") == std::vector<std::string>{"timestamp(d,M)", "b"});
}
