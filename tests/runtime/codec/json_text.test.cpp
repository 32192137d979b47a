// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/json_text.hpp"

#include "runtime/base/rng.hpp"
#include "runtime/codec/json_codec.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using namespace plexus::codec;

namespace {

errc parse_error(const std::string& text) {
  const auto outcome = parse_json(text);
  REQUIRE_FALSE(outcome);
  return outcome.error().code;
}

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i)
    text += open;
  text += "1";
  for (std::size_t i = 0; i < depth; ++i)
    text += close;
  return text;
}

} // namespace

TEST_CASE("nesting is cut at the limit") {
  CHECK(parse_json(nested(json_depth_max, "[", "]")));
  CHECK(parse_json(nested(json_depth_max, "{\"a\":", "}")));
  CHECK(parse_error(nested(json_depth_max + 1, "[", "]")) == errc::limit_exceeded);
  CHECK(parse_error(nested(json_depth_max + 1, "{\"a\":", "}")) == errc::limit_exceeded);
  std::string empty_inside(json_depth_max + 1, '[');
  empty_inside.append(json_depth_max + 1, ']');
  CHECK(parse_error(empty_inside) == errc::limit_exceeded);
}

TEST_CASE("hostile depth is refused, closed or not") {
  CHECK(parse_error(nested(200'000, "[", "]")) == errc::limit_exceeded);
  CHECK(parse_error(nested(200'000, "{\"a\":", "}")) == errc::limit_exceeded);
  CHECK(parse_error(std::string(200'000, '[')) == errc::limit_exceeded);
  CHECK(parse_error("[1," + nested(200'000, "[", "]") + ",2]") == errc::limit_exceeded);
}

TEST_CASE("more values than the limit are refused") {
  std::string text{"["};
  text.reserve(json_values_max * 2 + 2);
  for (std::size_t i = 0; i < json_values_max; ++i)
    text += "1,";
  text.back() = ']';
  CHECK(parse_error(text) == errc::limit_exceeded); // the array itself is the one too many
}

TEST_CASE("what is not JSON is refused with the byte") {
  for (const char* wrong : {"", " ", "{", "[1,]", "{\"a\":1,}", "nul", "01", "'a'", "\"\\x\"",
                            "\"\xff\"", "[1] [2]", "NaN", "1e", "\"open"}) {
    INFO(wrong);
    const auto outcome = parse_json(wrong);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == errc::malformed_json);
    CHECK(outcome.error().where.starts_with("byte "));
  }
  CHECK(parse_error("1e400") == errc::malformed_json);
  CHECK(parse_error("[" + std::string(100'000, '9') + "]") == errc::malformed_json);
}

TEST_CASE("an error does not repeat a long text") {
  const auto outcome = parse_json('"' + std::string(1'000'000, 'x'));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().what.size() < 1000);
}

TEST_CASE("only whole numbers that fit are whole numbers") {
  CHECK(whole_number(*parse_json("-9223372036854775808")) ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(whole_number(*parse_json("9223372036854775807")) ==
        std::numeric_limits<std::int64_t>::max());
  for (const char* wrong :
       {"9223372036854775808", "18446744073709551615", "1.0", "true", "\"1\"", "null", "[1]"})
    CHECK_FALSE(whole_number(*parse_json(wrong)));
}

TEST_CASE("bytes that are not UTF-8 are replaced when written") {
  const auto text = dump_json(nlohmann::json("a\xff"));
  CHECK(parse_json(text));
  CHECK(text == "\"a\xef\xbf\xbd\"");
}

TEST_CASE("random damage never does more than fail") {
  rng random{11};
  const std::string whole = R"([[1,null,-2.5e3,"a\u00e9\n",true],{"k":[{}],"l":[]}])";
  for (int i = 0; i < 20'000; ++i) {
    auto text = whole.substr(0, random.below(whole.size() + 1));
    for (auto changes = random.below(4); changes > 0 && !text.empty(); --changes)
      text[random.below(text.size())] = static_cast<char>(random());
    const auto outcome = parse_json(text);
    if (!outcome && outcome.error().code != errc::malformed_json)
      FAIL(text);
  }
}
