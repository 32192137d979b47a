// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/json_codec.hpp"

#include "runtime/base/rng.hpp"
#include "runtime/model/batch_builder.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <limits>

using namespace plexus;
using namespace plexus::codec;
using model::value_type;

namespace {

constexpr value_type all_types[] = {value_type::boolean, value_type::int8,   value_type::int16,
                                    value_type::int32,   value_type::int64,  value_type::float32,
                                    value_type::float64, value_type::string, value_type::binary};

model::schema_ptr layout_of(const std::vector<value_type>& types) {
  std::vector<model::field> fields(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    fields[i].name = "f" + std::to_string(i);
    fields[i].type = types[i];
  }
  return *model::schema::make(std::move(fields));
}

model::batch_ptr element(const model::schema_ptr& layout, const std::vector<model::value>& values) {
  auto made = model::make_element(layout, from_microseconds(17), values);
  REQUIRE(made);
  return *made;
}

error rows_error(const std::vector<value_type>& types, const std::string& text) {
  INFO(text);
  const auto outcome = rows_from_json(layout_of(types), text);
  REQUIRE_FALSE(outcome);
  return outcome.error();
}

errc schema_error(const std::string& text) {
  INFO(text);
  const auto outcome = schema_from_json(text);
  REQUIRE_FALSE(outcome);
  return outcome.error().code;
}

double random_double(rng& random) {
  const auto number = std::bit_cast<double>(random());
  return std::isnan(number) ? std::numeric_limits<double>::infinity() : number;
}

void add_random_row(rng& random, model::batch_builder& into) {
  into.begin_row(from_microseconds(static_cast<std::int64_t>(random())));
  for (std::size_t column = 0; column < into.layout()->size(); ++column) {
    if (random.chance(0.2))
      continue;
    const auto type = (*into.layout())[column].type;
    if (type == value_type::boolean)
      into.set_boolean(column, random.chance(0.5));
    else if (type == value_type::int64)
      into.set_integer(column, static_cast<std::int64_t>(random()));
    else if (model::is_integer(type))
      into.set_integer(column, random.between(-128, 127));
    else if (type == value_type::float32)
      into.set_floating(column, random.normal() * 1e6);
    else if (type == value_type::float64)
      into.set_floating(column, random_double(random));
    else if (type == value_type::string)
      REQUIRE(into.set_bytes(column, std::string(random.below(9), '"') + "\n\xc3\xa4"));
    else
      REQUIRE(into.set_bytes(column, std::string(random.below(9), static_cast<char>(random()))));
  }
}

} // namespace

TEST_CASE("rows read back from their JSON") {
  rng random{5};
  const auto layout = layout_of({std::begin(all_types), std::end(all_types)});
  model::batch_builder builder{layout};
  for (int row = 0; row < 500; ++row)
    add_random_row(random, builder);
  const auto written = builder.finish();
  const auto read = rows_from_json(layout, rows_to_json(*written));
  REQUIRE(read);
  REQUIRE((*read)->rows() == written->rows());
  for (std::size_t row = 0; row < written->rows(); ++row) {
    CHECK((*read)->at(row) == written->at(row));
    for (std::size_t column = 0; column < layout->size(); ++column)
      if ((*read)->get(column, row) != written->get(column, row))
        FAIL("row " << row << " column " << column);
  }
}

TEST_CASE("the form of rows is stable") {
  const auto layout = layout_of({std::begin(all_types), std::end(all_types)});
  const auto row = element(layout, {true, std::int64_t{-1}, std::int64_t{2}, std::int64_t{3},
                                    std::numeric_limits<std::int64_t>::max(), 0.1, 0.1,
                                    std::string{"a\"b"}, model::bytes{0xFB, 0xFF}});
  CHECK(rows_to_json(*row) == R"([[17,true,-1,2,3,9223372036854775807,0.1,0.1,"a\"b","+/8="]])");
  CHECK(rows_to_json(*element(layout, std::vector<model::value>(9))) ==
        "[[17,null,null,null,null,null,null,null,null,null]]");
  CHECK(rows_to_json(*model::batch_builder{layout}.finish()) == "[]");
}

TEST_CASE("floating values without a JSON form are texts") {
  const auto layout = layout_of({value_type::float64, value_type::float32});
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  const auto row = element(layout, {std::numeric_limits<double>::quiet_NaN(), -infinity});
  CHECK(rows_to_json(*row) == R"([[17,"NaN","-Infinity"]])");
  const auto read = rows_from_json(layout, R"([[1,"NaN","-Infinity"],[2,"Infinity",null]])");
  REQUIRE(read);
  CHECK(std::isnan((*read)->floating(0, 0)));
  CHECK((*read)->floating(1, 0) == -infinity);
  CHECK((*read)->floating(0, 1) == infinity);
  CHECK((*read)->is_null(1, 1));
  CHECK(rows_error({value_type::float64}, R"([[1,"1.5"]])").code == errc::type_mismatch);
  CHECK(rows_error({value_type::int8}, R"([[1,"NaN"]])").code == errc::type_mismatch);
}

TEST_CASE("rows of the wrong shape are refused with their place") {
  for (const char* wrong : {"{}", "1", "null", "[1]", "[[]]", "[[1]]", "[[1,2,3]]", "[[\"1\",2]]",
                            "[[1.5,2]]", "[[9223372036854775808,2]]", "[[1,[2]]]", "[[1,{}]]", "["})
    CHECK(rows_error({value_type::int64}, wrong).code == errc::malformed_json);
  CHECK(rows_error({value_type::int64}, "[[1,2],[1]]").where == "/1");
  CHECK(rows_error({value_type::int64}, "[[1,2],[1,[]]]").where == "/1/1");
}

TEST_CASE("values that do not fit are refused with their place") {
  const auto large = rows_error({value_type::int64, value_type::int8}, "[[1,2,3],[1,2,300]]");
  CHECK(large.code == errc::value_out_of_range);
  CHECK(large.where == "/1/2");
  CHECK(rows_error({value_type::int64}, "[[1,18446744073709551615]]").code ==
        errc::value_out_of_range);
  CHECK(rows_error({value_type::int64}, "[[1,1e30]]").code == errc::value_out_of_range);
  CHECK(rows_error({value_type::int64}, "[[1,1e999]]").code == errc::malformed_json);
  CHECK(rows_error({value_type::int64}, "[[1,0.5]]").code == errc::type_mismatch);
  CHECK(rows_error({value_type::float32}, "[[1,1e300]]").code == errc::value_out_of_range);
  CHECK(rows_error({value_type::string}, "[[1,5]]").code == errc::type_mismatch);
  CHECK(rows_error({value_type::binary}, "[[1,\"***\"]]").code == errc::bad_reading);
  const auto whole = rows_from_json(layout_of({value_type::float64}), "[[1,18446744073709551615]]");
  REQUIRE(whole);
  CHECK((*whole)->floating(0, 0) == 0x1p64);
}

TEST_CASE("more rows than a batch holds are refused") {
  std::string text{"["};
  for (std::size_t row = 0; row < model::batch_rows_max; ++row)
    text += "[1],";
  auto fitting = text;
  fitting.back() = ']';
  CHECK((*rows_from_json(model::schema::empty(), fitting))->rows() == model::batch_rows_max);
  CHECK(rows_error({}, text + "[1]]").code == errc::limit_exceeded);
}

TEST_CASE("a schema reads back from its JSON") {
  std::vector<model::field> fields;
  for (const auto type : all_types) {
    model::field each;
    each.name = "f" + std::to_string(fields.size());
    each.type = type;
    fields.push_back(each);
  }
  fields[0].unit = "Cel";
  fields[1].description = "a \"quoted\" text";
  fields[2].observed_property = "http://example.org/p";
  fields[8].mime_type = "image/png";
  fields[7].length_max = std::numeric_limits<std::uint32_t>::max();
  const auto layout = *model::schema::make(fields);
  const auto read = schema_from_json(to_json(*layout));
  REQUIRE(read);
  CHECK(**read == *layout);
  CHECK((*schema_from_json("[]"))->size() == 0);
}

TEST_CASE("what is no schema is refused") {
  for (const char* wrong :
       {"{}", "[1]", "[{\"name\":1}]", "[{\"name\":\"a\",\"colour\":\"red\"}]",
        "[{\"name\":\"a\",\"length_max\":-1}]", "[{\"name\":\"a\",\"length_max\":4294967296}]",
        "[{\"name\":\"a\",\"type\":1}]", "nothing"})
    CHECK(schema_error(wrong) == errc::malformed_json);
  CHECK(schema_error(R"([{"type":"double"}])") == errc::invalid_name);
  CHECK(schema_error(R"([{"name":"a","type":"complex"}])") == errc::invalid_value_type);
  CHECK(schema_error(R"([{"name":"a"},{"name":"A"}])") == errc::duplicate_field);
  CHECK(schema_error(std::string(200'000, '[')) == errc::limit_exceeded);
  std::string many{"["};
  for (std::size_t i = 0; i <= model::fields_max; ++i)
    many += (i ? ",{\"name\":\"f" : "{\"name\":\"f") + std::to_string(i) + "\"}";
  CHECK(schema_error(many + "]") == errc::limit_exceeded);
}
