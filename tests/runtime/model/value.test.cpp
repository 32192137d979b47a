// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/value.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

using namespace plexus;
using namespace plexus::model;

namespace {

constexpr value_type all_types[] = {value_type::boolean, value_type::int8,   value_type::int16,
                                    value_type::int32,   value_type::int64,  value_type::float32,
                                    value_type::float64, value_type::string, value_type::binary};

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

errc convert_error(value v, value_type type) {
  const auto outcome = convert(std::move(v), type);
  REQUIRE_FALSE(outcome);
  return outcome.error().code;
}

value converted(value v, value_type type) {
  auto outcome = convert(std::move(v), type);
  REQUIRE(outcome);
  return *outcome;
}

errc parse_error(std::string_view text, value_type type) {
  INFO(text);
  const auto outcome = parse_value(text, type);
  REQUIRE_FALSE(outcome);
  return outcome.error().code;
}

value parsed(std::string_view text, value_type type) {
  INFO(text);
  auto outcome = parse_value(text, type);
  REQUIRE(outcome);
  return *outcome;
}

value whole(std::int64_t number) { return value{number}; }

} // namespace

TEST_CASE("every type has a name that reads back") {
  for (const auto type : all_types) {
    const auto read = parse_value_type(name_of(type));
    REQUIRE(read);
    CHECK(*read == type);
  }
  CHECK(*parse_value_type("DouBLE") == value_type::float64);
  for (const auto* wrong : {"", "int", "float64", "int64 ", "varchar(10)"})
    CHECK(parse_value_type(wrong).error().code == errc::invalid_value_type);
}

TEST_CASE("null converts to null of every type") {
  for (const auto type : all_types)
    CHECK(is_null(converted(value{}, type)));
}

TEST_CASE("integers convert within the range of their type") {
  const struct {
    value_type type;
    std::int64_t low, high;
  } ranges[] = {{value_type::int8, -128, 127},
                {value_type::int16, -32768, 32767},
                {value_type::int32, -2147483648LL, 2147483647LL}};
  for (const auto& [type, low, high] : ranges) {
    CHECK(converted(whole(low), type) == whole(low));
    CHECK(converted(whole(high), type) == whole(high));
    CHECK(convert_error(whole(low - 1), type) == errc::value_out_of_range);
    CHECK(convert_error(whole(high + 1), type) == errc::value_out_of_range);
    CHECK(convert_error(static_cast<double>(high + 1), type) == errc::value_out_of_range);
    CHECK(converted(static_cast<double>(low), type) == whole(low));
  }
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  CHECK(converted(whole(least), value_type::int64) == whole(least));
  CHECK(converted(-0x1p63, value_type::int64) == whole(least));
  CHECK(convert_error(0x1p63, value_type::int64) == errc::value_out_of_range);
  CHECK(convert_error(std::nextafter(-0x1p63, -infinity), value_type::int64) ==
        errc::value_out_of_range);
}

TEST_CASE("only whole finite numbers become integers") {
  CHECK(converted(3.0, value_type::int8) == whole(3));
  CHECK(converted(-0.0, value_type::int8) == whole(0));
  for (const double number : {0.5, -3.25, not_a_number, infinity, -infinity})
    CHECK(convert_error(number, value_type::int64) == errc::type_mismatch);
}

TEST_CASE("truth and the integers 0 and 1 are the same") {
  CHECK(converted(true, value_type::int16) == whole(1));
  CHECK(converted(false, value_type::float64) == value{0.0});
  CHECK(converted(whole(1), value_type::boolean) == value{true});
  CHECK(converted(whole(0), value_type::boolean) == value{false});
  CHECK(convert_error(whole(2), value_type::boolean) == errc::type_mismatch);
  CHECK(convert_error(0.5, value_type::boolean) == errc::type_mismatch);
}

TEST_CASE("a float field holds the nearest float") {
  CHECK(converted(0.1, value_type::float32) == value{static_cast<double>(0.1F)});
  CHECK(converted(whole(16'777'217), value_type::float32) == value{16'777'216.0});
  CHECK(convert_error(1e39, value_type::float32) == errc::value_out_of_range);
  CHECK(converted(infinity, value_type::float32) == value{infinity});
  CHECK(std::isnan(std::get<double>(converted(not_a_number, value_type::float32))));
  CHECK(converted(0.1, value_type::float64) == value{0.1});
}

TEST_CASE("texts, binaries and numbers do not mix") {
  const value text{std::string{"1"}};
  const value binary{bytes{1}};
  for (const auto type : all_types) {
    if (type != value_type::string)
      CHECK(convert_error(text, type) == errc::type_mismatch);
    if (type != value_type::binary)
      CHECK(convert_error(binary, type) == errc::type_mismatch);
  }
  for (const auto type : {value_type::string, value_type::binary})
    for (const value& v : {value{true}, whole(1), value{1.0}})
      CHECK(convert_error(v, type) == errc::type_mismatch);
  CHECK(converted(text, value_type::string) == text);
  CHECK(converted(binary, value_type::binary) == binary);
}

TEST_CASE("texts for people") {
  CHECK(to_text(value{}).empty());
  CHECK(to_text(value{true}) == "true");
  CHECK(to_text(whole(-7)) == "-7");
  CHECK(to_text(value{0.1}) == "0.1");
  CHECK(to_text(value{5.0}) == "5");
  CHECK(to_text(value{infinity}) == "inf");
  CHECK(to_text(value{-infinity}) == "-inf");
  CHECK(to_text(value{std::copysign(not_a_number, -1.0)}) == "nan");
  CHECK(to_text(value{static_cast<double>(0.1F)}, value_type::float32) == "0.1");
  CHECK(to_text(value{0.1}, value_type::float64) == "0.1");
  CHECK(to_text(value{bytes{0xFB, 0xFF}}) == "+/8=");
}

TEST_CASE("any double and any float reads back from its text") {
  rng random{1};
  for (int i = 0; i < 20'000; ++i) {
    const auto number = std::bit_cast<double>(random());
    const auto read = parsed(to_text(value{number}), value_type::float64);
    if (std::isnan(number))
      CHECK(std::isnan(std::get<double>(read)));
    else if (std::bit_cast<std::uint64_t>(std::get<double>(read)) !=
             std::bit_cast<std::uint64_t>(number))
      FAIL("double " << to_text(value{number}));
    const double narrow = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    const auto again = parsed(to_text(value{narrow}, value_type::float32), value_type::float32);
    if (!std::isnan(narrow) && std::get<double>(again) != narrow)
      FAIL("float " << to_text(value{narrow}));
  }
}

TEST_CASE("any integer reads back from its text") {
  rng random{2};
  for (int i = 0; i < 5'000; ++i) {
    const auto number = static_cast<std::int64_t>(random() >> random.below(64));
    if (parsed(to_text(whole(number)), value_type::int64) != whole(number))
      FAIL(number);
  }
}

TEST_CASE("edges of what integers are read from") {
  CHECK(parsed(" +12\t", value_type::int8) == whole(12));
  CHECK(parsed("-128", value_type::int8) == whole(-128));
  CHECK(parse_error("128", value_type::int8) == errc::value_out_of_range);
  CHECK(parsed("-9223372036854775808", value_type::int64) ==
        whole(std::numeric_limits<std::int64_t>::min()));
  CHECK(parse_error("9223372036854775808", value_type::int64) == errc::value_out_of_range);
  for (const auto* wrong : {"", " ", "+", "-", "+-5", "++5", "1.0", "0x10", "1 2", "12a", "1e3"})
    CHECK(parse_error(wrong, value_type::int64) == errc::bad_reading);
}

TEST_CASE("edges of what floating numbers are read from") {
  CHECK(parsed("3.0026592E7", value_type::float64) == value{3.0026592e7});
  CHECK(parsed(" +.5 ", value_type::float64) == value{0.5});
  CHECK(parsed("-Infinity", value_type::float64) == value{-infinity});
  CHECK(std::isnan(std::get<double>(parsed("NaN", value_type::float64))));
  CHECK(parsed("4.9e-324", value_type::float64) == value{4.9e-324});
  for (const auto* large : {"1e309", "-1e309", "1e99999999999", "0.001e400"})
    CHECK(parse_error(large, value_type::float64) == errc::value_out_of_range);
  CHECK(parse_error("1" + std::string(400, '0'), value_type::float64) == errc::value_out_of_range);
  for (const auto* tiny : {"1e-400", "0.1e-99999999999", "1000e-400"})
    CHECK(parsed(tiny, value_type::float64) == value{0.0});
  CHECK(parsed("0." + std::string(400, '0') + "1", value_type::float64) == value{0.0});
  CHECK(std::signbit(std::get<double>(parsed("-1e-400", value_type::float64))));
  CHECK(parse_error("1e39", value_type::float32) == errc::value_out_of_range);
  CHECK(parsed("1e-60", value_type::float32) == value{0.0});
  for (const auto* wrong : {"", "+-5", "1,5", "1.2.3", "0x1p3", "five", "1e", "1e400x"})
    CHECK(parse_error(wrong, value_type::float64) == errc::bad_reading);
}

TEST_CASE("truth, strings and binaries are read") {
  for (const auto* yes : {"true", "TRUE", " 1 "})
    CHECK(parsed(yes, value_type::boolean) == value{true});
  for (const auto* no : {"false", "False", "0"})
    CHECK(parsed(no, value_type::boolean) == value{false});
  for (const auto* wrong : {"", "2", "yes", "tru"})
    CHECK(parse_error(wrong, value_type::boolean) == errc::bad_reading);
  CHECK(parsed(" as it is ", value_type::string) == value{std::string{" as it is "}});
  CHECK(parsed("+/8=", value_type::binary) == value{bytes{0xFB, 0xFF}});
  CHECK(parse_error("+/8", value_type::binary) == errc::bad_reading);
}

TEST_CASE("base64 follows the vectors of RFC 4648, section 10") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    const bytes content(plain, plain + std::strlen(plain));
    CHECK(to_base64(content.data(), content.size()) == coded);
    CHECK(*from_base64(coded) == content);
  }
}

TEST_CASE("any content reads back from base64") {
  rng random{3};
  for (std::size_t size = 0; size < 300; ++size) {
    bytes content(size);
    for (auto& byte : content)
      byte = static_cast<std::uint8_t>(random());
    const auto read = from_base64(to_base64(content.data(), content.size()));
    REQUIRE(read);
    CHECK(*read == content);
  }
}

TEST_CASE("what is not base64 is refused") {
  for (const auto* wrong : {"Z", "Zg", "Zg=", "====", "Z===", "Zg=g", "=Zg=", "Zg==Zg==", "Zm9v\n",
                            "Zh==", "Zm9=", "Zm-_", "\xff\xff\xff\xff"}) {
    INFO(wrong);
    const auto outcome = from_base64(wrong);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == errc::bad_reading);
  }
}
