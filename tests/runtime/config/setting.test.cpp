// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/setting.hpp"

#include "runtime/config/toml_tree.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

namespace {

setting value(std::string_view toml) {
  problem_list problems{"f"};
  const auto document = parse_toml("v = " + std::string{toml}, problems);
  REQUIRE(document);
  return document->children.at(0);
}

} // namespace

TEST_CASE("leaves convert to what they are and to nothing else") {
  CHECK(*as_text(value("'x'")) == "x");
  CHECK(as_text(value("5")).error().code == errc::invalid_setting);
  CHECK(*as_boolean(value("true")));
  CHECK(as_boolean(value("1")).error().code == errc::invalid_setting);
  CHECK(*as_integer(value("5")) == 5);
  CHECK(as_integer(value("5.0")).error().code == errc::invalid_setting);
  CHECK(*as_number(value("5")) == 5.0);
  CHECK(*as_number(value("0.5")) == 0.5);
  CHECK(as_number(value("inf")).error().code == errc::invalid_setting);
  CHECK(as_number(value("'5'")).error().code == errc::invalid_setting);
}

TEST_CASE("durations are texts") {
  CHECK(*as_duration(value("'1h30m'")) == std::chrono::minutes{90});
  CHECK(as_duration(value("5")).error().code == errc::invalid_duration);
  CHECK(as_duration(value("'5'")).error().code == errc::invalid_duration);
}

TEST_CASE("byte sizes are numbers or texts with a unit") {
  CHECK(*as_byte_size(value("4096")) == 4096);
  CHECK(*as_byte_size(value("'64MiB'")) == 64u << 20);
  CHECK(*parse_byte_size("1.5 GB") == 1'500'000'000);
  CHECK(*parse_byte_size("1TiB") == 1ull << 40);
  CHECK(*parse_byte_size("10kb") == 10'000);
  CHECK(*parse_byte_size("7") == 7);
  for (const auto* text : {"", "MB", "-1MB", "1XB", "1.2.3MB", "99999999TiB", "1 0MB"})
    CHECK(parse_byte_size(text).error().code == errc::invalid_setting);
  CHECK(as_byte_size(value("-1")).error().code == errc::invalid_setting);
  CHECK(as_byte_size(value("true")).error().code == errc::invalid_setting);
}

TEST_CASE("lists of texts") {
  CHECK(as_texts(value("['a', 'b']"))->size() == 2);
  CHECK(as_texts(value("'a'"))->size() == 1);
  CHECK(as_texts(value("['a', 5]")).error().code == errc::invalid_setting);
  CHECK(as_texts(value("5")).error().code == errc::invalid_setting);
}

TEST_CASE("any leaf becomes the text of a parameter") {
  CHECK(*as_parameter(value("'a b '")) == "a b ");
  CHECK(*as_parameter(value("-5")) == "-5");
  CHECK(*as_parameter(value("0.1")) == "0.1");
  CHECK(*as_parameter(value("false")) == "false");
  CHECK(*as_parameter(value("['a', 1, true]")) == "a,1,true");
  CHECK(as_parameter(value("[]"))->empty());
  CHECK(as_parameter(value("[[1]]")).error().code == errc::invalid_setting);
  CHECK(as_parameter(value("{ a = 1 }")).error().code == errc::invalid_setting);
}
