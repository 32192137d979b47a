// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch_builder.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <optional>
#include <string>

using namespace plexus;
using namespace plexus::model;

namespace {

constexpr value_type all_types[] = {value_type::boolean, value_type::int8,   value_type::int16,
                                    value_type::int32,   value_type::int64,  value_type::float32,
                                    value_type::float64, value_type::string, value_type::binary};

schema_ptr layout_of(const std::vector<value_type>& types) {
  std::vector<field> fields(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    fields[i].name = "f" + std::to_string(i);
    fields[i].type = types[i];
  }
  return *schema::make(std::move(fields));
}

value random_value(rng& random, value_type type) {
  if (random.chance(0.2))
    return {};
  std::string text(random.below(20), 'x');
  for (auto& c : text)
    c = static_cast<char>(random());
  switch (type) {
    case value_type::boolean:
      return random.chance(0.5);
    case value_type::int8:
      return random.between(-128, 127);
    case value_type::int16:
      return random.between(-32768, 32767);
    case value_type::int32:
      return random.between(std::numeric_limits<std::int32_t>::min(),
                            std::numeric_limits<std::int32_t>::max());
    case value_type::int64:
      return static_cast<std::int64_t>(random());
    case value_type::float32:
      return static_cast<double>(static_cast<float>(random.normal()));
    case value_type::float64:
      return random.normal();
    case value_type::string:
      return text;
    case value_type::binary:
      return bytes(text.begin(), text.end());
  }
  return {};
}

// What the builder should hold, kept in the plainest form there is.
struct expected_row {
  std::int64_t at;
  std::vector<value> values;
};

void check_equal(const batch& built, const std::vector<expected_row>& expected) {
  REQUIRE(built.rows() == expected.size());
  for (std::size_t row = 0; row < expected.size(); ++row) {
    REQUIRE(built.timestamps()[row] == expected[row].at);
    for (std::size_t column = 0; column < built.layout().size(); ++column) {
      const auto& wanted = expected[row].values[column];
      REQUIRE(built.get(column, row) == wanted);
      REQUIRE(built.is_null(column, row) == is_null(wanted));
      if (is_null(wanted))
        REQUIRE(built.slots(column)[row] == 0);
    }
  }
  // Nothing is set behind the last row: equal rows make equal bitmaps.
  for (std::size_t column = 0; column < built.layout().size(); ++column)
    if (const auto used = built.rows() % 64; used != 0)
      REQUIRE(built.nulls(column).back() >> used == 0);
}

expected_row add_random_row(rng& random, batch_builder& builder) {
  expected_row row{static_cast<std::int64_t>(random()), {}};
  builder.begin_row(from_microseconds(row.at));
  for (std::size_t column = 0; column < builder.layout()->size(); ++column) {
    row.values.push_back(random_value(random, (*builder.layout())[column].type));
    REQUIRE(builder.set(column, row.values.back()));
  }
  return row;
}

} // namespace

TEST_CASE("a batch holds what was put into its builder") {
  rng random{GENERATE(1U, 2U, 3U, 4U, 5U)};
  std::vector<value_type> types;
  for (auto columns = random.below(12); columns > 0; --columns)
    types.push_back(all_types[random.below(std::size(all_types))]);
  batch_builder builder{layout_of(types)};
  for (int round = 0; round < 8; ++round) {
    std::vector<expected_row> expected;
    for (auto rows = random.below(200); rows > 0; --rows) {
      expected.push_back(add_random_row(random, builder));
      if (random.chance(0.1)) {
        builder.abandon_row();
        expected.pop_back();
      }
    }
    CHECK(builder.rows() == expected.size());
    const auto built = builder.finish();
    CHECK(builder.empty());
    CHECK(builder.tail_bytes() == 0);
    check_equal(*built, expected);
  }
}

TEST_CASE("rows taken over from another batch are the same rows") {
  rng random{7};
  const auto layout = layout_of({std::begin(all_types), std::end(all_types)});
  batch_builder builder{layout};
  std::vector<expected_row> rows;
  for (int i = 0; i < 150; ++i)
    rows.push_back(add_random_row(random, builder));
  const auto first = builder.finish();
  std::vector<expected_row> picked;
  for (int i = 0; i < 150; ++i) {
    const auto row = random.below(150);
    builder.append_row(*first, row);
    picked.push_back(rows[row]);
  }
  check_equal(*builder.finish(), picked);
}

TEST_CASE("a row starts null and can be changed until the next begins") {
  batch_builder builder{layout_of({value_type::int64, value_type::string, value_type::boolean})};
  builder.begin_row(from_microseconds(5));
  builder.set_integer(0, 7);
  CHECK(builder.set_bytes(1, "first"));
  CHECK(builder.set_bytes(1, "second"));
  builder.set_boolean(2, true);
  builder.set_null(2);
  builder.begin_row(from_microseconds(4));
  builder.begin_row(from_microseconds(3));
  builder.set_integer(0, 9);
  builder.abandon_row();
  builder.set_boolean(2, false); // the row before is current again
  const auto built = builder.finish();
  check_equal(*built, {{5, {std::int64_t{7}, std::string{"second"}, {}}}, {4, {{}, {}, false}}});
}

TEST_CASE("a value that does not fit leaves a null behind") {
  batch_builder builder{layout_of({value_type::int8, value_type::string, value_type::float32})};
  builder.begin_row(from_microseconds(0));
  for (const std::size_t column : {0U, 1U, 2U})
    CHECK(builder.set(column, column == 1 ? value{std::string{"x"}} : value{std::int64_t{1}}));
  CHECK(builder.set(0, std::int64_t{200}).error().code == errc::value_out_of_range);
  CHECK(builder.set(1, std::int64_t{1}).error().code == errc::type_mismatch);
  CHECK(builder.set(2, 1e300).error().code == errc::value_out_of_range);
  const auto built = builder.finish();
  for (const std::size_t column : {0U, 1U, 2U})
    CHECK(built->is_null(column, 0));
}

TEST_CASE("a float column rounds once") {
  batch_builder builder{layout_of({value_type::float32, value_type::float64})};
  builder.begin_row(from_microseconds(0));
  builder.set_floating(0, 0.1);
  builder.set_floating(1, 0.1);
  const auto built = builder.finish();
  CHECK(built->floating(0, 0) == static_cast<double>(0.1F));
  CHECK(built->floating(1, 0) == 0.1);
}

TEST_CASE("a builder counts to the largest number of rows") {
  batch_builder builder{layout_of({value_type::int32})};
  for (std::size_t row = 0; row < batch_rows_max; ++row) {
    CHECK_FALSE(builder.full());
    builder.begin_row(from_microseconds(static_cast<std::int64_t>(row)));
    if (row % 3 == 0)
      builder.set_integer(0, static_cast<std::int64_t>(row));
  }
  CHECK(builder.full());
  const auto built = builder.finish();
  REQUIRE(built->rows() == batch_rows_max);
  for (std::size_t row = 0; row < batch_rows_max; ++row)
    if (built->is_null(0, row) == (row % 3 == 0) ||
        built->integer(0, row) != (row % 3 == 0 ? static_cast<std::int64_t>(row) : 0))
      FAIL("row " << row);
}

TEST_CASE("the tail of a batch is bounded") {
  const auto layout = layout_of({value_type::binary});
  const std::string half(batch_tail_bytes_max / 2, 'h');
  batch_builder builder{layout};
  for (int i = 0; i < 2; ++i) {
    builder.begin_row(from_microseconds(i));
    REQUIRE(builder.set_bytes(0, half));
  }
  CHECK(builder.full());
  CHECK(builder.set_bytes(0, "x").error().code == errc::limit_exceeded);
  CHECK(builder.set(0, bytes{1}).error().code == errc::limit_exceeded);
  builder.abandon_row();
  CHECK_FALSE(builder.full());
  const auto large = builder.finish();

  // A row may go over the bound when it is taken over, so that no row of a batch is ever stuck.
  builder.begin_row(from_microseconds(0));
  REQUIRE(builder.set_bytes(0, std::string(batch_tail_bytes_max - 1, 'b')));
  CHECK_FALSE(builder.full());
  builder.append_row(*large, 0);
  CHECK(builder.full());
  const auto over = builder.finish();
  CHECK(over->text(0, 1) == half);
}

TEST_CASE("an element is a batch of one row") {
  const auto layout = layout_of({value_type::int16, value_type::string});
  const auto made =
      make_element(layout, from_microseconds(42), {std::int64_t{-3}, std::string{"x"}});
  REQUIRE(made);
  check_equal(**made, {{42, {std::int64_t{-3}, std::string{"x"}}}});
  CHECK(make_element(layout, from_microseconds(0), {std::int64_t{1}}).error().code ==
        errc::schema_mismatch);
  CHECK(make_element(layout, from_microseconds(0), {std::int64_t{1}, 2.0}).error().code ==
        errc::type_mismatch);
  CHECK((*make_element(schema::empty(), from_microseconds(1), {}))->rows() == 1);
}
