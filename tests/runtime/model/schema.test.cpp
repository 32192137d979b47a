// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/schema.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::model;

namespace {

field named(std::string name, value_type type = value_type::float64) {
  field made;
  made.name = std::move(name);
  made.type = type;
  return made;
}

errc make_error(std::vector<field> fields) {
  const auto outcome = schema::make(std::move(fields));
  REQUIRE_FALSE(outcome);
  return outcome.error().code;
}

} // namespace

TEST_CASE("field names are lower-cased and found in any case") {
  const auto made = schema::make({named("Temp"), named("_h2O", value_type::int8)});
  REQUIRE(made);
  const auto& layout = **made;
  REQUIRE(layout.size() == 2);
  CHECK(layout[0].name == "temp");
  CHECK(layout[1].name == "_h2o");
  CHECK(layout.find("TEMP") == 0);
  CHECK(layout.find("_H2o") == 1);
  CHECK_FALSE(layout.find("tem"));
  CHECK_FALSE(layout.find("temp2"));
  CHECK_FALSE(layout.find(""));
}

TEST_CASE("names that no field may have") {
  for (const auto* wrong : {"", "1a", "a-b", "a b", "a.b", "timed", "TIMED", "h\xc3\xb6he", "a\n"})
    CHECK(make_error({named(wrong)}) == errc::invalid_name);
  CHECK(make_error({named(std::string(65, 'a'))}) == errc::invalid_name);
  CHECK(schema::make({named(std::string(64, 'a'))}));
}

TEST_CASE("two fields of one name are refused, whatever their case") {
  CHECK(make_error({named("a"), named("b"), named("A")}) == errc::duplicate_field);
}

TEST_CASE("a schema has a bounded number of fields") {
  std::vector<field> fields;
  for (std::size_t i = 0; i < fields_max; ++i)
    fields.push_back(named("f" + std::to_string(i)));
  CHECK(schema::make(fields));
  fields.push_back(named("one_more"));
  CHECK(make_error(fields) == errc::limit_exceeded);
}

TEST_CASE("the layout is names and types in order") {
  auto described = named("a");
  described.unit = "Cel";
  const auto plain = *schema::make({named("a"), named("b")});
  const auto with_unit = *schema::make({described, named("b")});
  CHECK(plain->same_layout(*with_unit));
  CHECK_FALSE(*plain == *with_unit);
  CHECK(plain->same_layout(*plain));
  CHECK_FALSE(plain->same_layout(**schema::make({named("b"), named("a")})));
  CHECK_FALSE(plain->same_layout(**schema::make({named("a")})));
  CHECK_FALSE(plain->same_layout(**schema::make({named("a"), named("b", value_type::float32)})));
  CHECK(schema::empty()->size() == 0);
  CHECK(schema::empty()->same_layout(*schema::empty()));
}

TEST_CASE("lower case touches ASCII letters only") {
  CHECK(to_lower("AZaz[@_09\xc3\x84") == "azaz[@_09\xc3\x84");
}
