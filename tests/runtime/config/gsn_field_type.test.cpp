// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_field_type.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;
using model::value_type;

TEST_CASE("every GSN field type") {
  const auto parsed = [](std::string_view text) {
    const auto type = parse_gsn_field_type(text);
    INFO(text);
    REQUIRE(type);
    return *type;
  };
  CHECK(parsed("tinyint") == gsn_field_type{value_type::int8, 0, {}});
  CHECK(parsed("smallint") == gsn_field_type{value_type::int16, 0, {}});
  CHECK(parsed("int") == gsn_field_type{value_type::int32, 0, {}});
  CHECK(parsed(" InTeGeR ") == gsn_field_type{value_type::int32, 0, {}});
  CHECK(parsed("bigint") == gsn_field_type{value_type::int64, 0, {}});
  CHECK(parsed("float") == gsn_field_type{value_type::float32, 0, {}});
  CHECK(parsed("double") == gsn_field_type{value_type::float64, 0, {}});
  CHECK(parsed("numeric") == gsn_field_type{value_type::float64, 0, {}});
  CHECK(parsed("string") == gsn_field_type{value_type::string, 0, {}});
  CHECK(parsed("VARCHAR(50)") == gsn_field_type{value_type::string, 50, {}});
  CHECK(parsed("char ( 8 )") == gsn_field_type{value_type::string, 8, {}});
  CHECK(parsed("binary") == gsn_field_type{value_type::binary, 0, {}});
  CHECK(parsed("blob") == gsn_field_type{value_type::binary, 0, {}});
  CHECK(parsed("binary:image/JPEG") == gsn_field_type{value_type::binary, 0, "image/jpeg"});
  CHECK(parsed("blob(100) :image/svg+xml") ==
        gsn_field_type{value_type::binary, 0, "image/svg+xml"});
}

TEST_CASE("what GSN does not store, or nobody knows, is refused") {
  for (const auto* text :
       {"", " ", "time", "varchar", "char", "varchar()", "varchar(0)", "varchar(-1)", "varchar(5",
        "varchar(5)x", "varchar(99999999999)", "binary:", "binary:a b", "binary/x", "blob(0)x",
        "string(5)", "integer(5)", "boolean", "---"}) {
    INFO(text);
    const auto type = parse_gsn_field_type(text);
    REQUIRE_FALSE(type);
    CHECK(type.error().code == errc::invalid_value_type);
  }
}
