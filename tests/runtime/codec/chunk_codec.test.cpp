// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/chunk_codec.hpp"

#include "runtime/base/rng.hpp"
#include "runtime/model/batch_builder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace plexus;
using codec::chunk_codec;
using codec::row_range;
using model::value_type;

namespace {

using bytes = std::vector<std::uint8_t>;

model::schema_ptr layout_of(const std::vector<value_type>& types) {
  std::vector<model::field> fields;
  for (const auto type : types)
    fields.push_back({"f" + std::to_string(fields.size()), type, {}, {}, {}, {}, 0});
  return model::schema::make(std::move(fields)).value();
}

const std::vector<value_type> every_type{
    value_type::boolean, value_type::int8,   value_type::int16,
    value_type::int32,   value_type::int64,  value_type::float32,
    value_type::float64, value_type::string, value_type::binary};

model::value random_value(rng& random, value_type type, int shape) {
  const auto whole = static_cast<std::int64_t>(random());
  switch (type) {
    case value_type::boolean:
      return random.below(2) == 1;
    case value_type::int8:
      return whole % 128;
    case value_type::int16:
      return whole % 32'768;
    case value_type::int32:
      return whole % 2'147'483'648;
    case value_type::int64:
      return shape == 0 ? whole % 50 : whole;
    case value_type::float32:
      return static_cast<double>(shape == 0 ? static_cast<float>(whole % 1000) / 10.0F
                                            : static_cast<float>(whole) * 1e-7F);
    case value_type::float64:
      return shape == 0 ? static_cast<double>(whole % 100'000) / 100.0
                        : std::bit_cast<double>(whole);
    case value_type::string:
      return std::string(random.below(shape == 0 ? 3 : 40), static_cast<char>('a' + whole % 3 + 3));
    case value_type::binary:
      return model::bytes(random.below(20), static_cast<std::uint8_t>(whole));
  }
  return {};
}

model::batch_ptr random_batch(rng& random, const model::schema_ptr& layout, std::size_t rows,
                              int shape, double null_share) {
  model::batch_builder builder{layout};
  std::int64_t time = 1'700'000'000'000'000 + random.between(0, 1'000'000);
  for (std::size_t row = 0; row < rows; ++row) {
    time += shape == 0 ? 1'000'000 : random.between(-5'000, 2'000'000);
    builder.begin_row(from_microseconds(time));
    for (std::size_t column = 0; column < layout->size(); ++column)
      if (!random.chance(null_share))
        REQUIRE(builder.set(column, random_value(random, (*layout)[column].type, shape)));
  }
  return builder.finish();
}

bytes encode(const chunk_codec& codec, const model::batch_ptr& rows, std::uint64_t first = 1) {
  bytes out;
  const row_range all{rows.get(), 0, static_cast<std::uint32_t>(rows->rows())};
  codec.encode({&all, 1}, first, out);
  return out;
}

/// Bit by bit: slots, nulls and texts.
bool same(const model::batch& a, const model::batch& b) {
  if (a.rows() != b.rows() || !std::ranges::equal(a.timestamps(), b.timestamps()))
    return false;
  for (std::size_t column = 0; column < a.layout().size(); ++column)
    for (std::size_t row = 0; row < a.rows(); ++row) {
      if (a.is_null(column, row) != b.is_null(column, row))
        return false;
      if (model::is_variable_length(a.layout()[column].type)
              ? a.text(column, row) != b.text(column, row)
              : a.slots(column)[row] != b.slots(column)[row])
        return false;
    }
  return true;
}

model::batch_ptr doubles(const std::vector<double>& values, value_type type = value_type::float64) {
  model::batch_builder builder{layout_of({type})};
  std::int64_t time = 0;
  for (const double number : values) {
    builder.begin_row(from_microseconds(time += 1'000));
    builder.set_floating(0, number);
  }
  return builder.finish();
}

} // namespace

TEST_CASE("chunks give back every value of every type") {
  rng random{7};
  const auto layout = layout_of(every_type);
  const chunk_codec codec{layout};
  for (const std::size_t rows : {1U, 2U, 3U, 63U, 64U, 65U, 500U})
    for (const int shape : {0, 1})
      for (const double null_share : {0.0, 0.3, 1.0}) {
        const auto batch = random_batch(random, layout, rows, shape, null_share);
        const auto chunk = encode(codec, batch, 42);
        const auto decoded = codec.decode(chunk);
        REQUIRE(decoded);
        CHECK(same(*batch, **decoded));
        const auto header = codec.header(chunk);
        REQUIRE(header);
        CHECK(header->first == 42);
        CHECK(header->rows == rows);
        const auto times = batch->timestamps();
        CHECK(header->time_min == *std::ranges::min_element(times));
        CHECK(header->time_max == *std::ranges::max_element(times));
        std::vector<std::int64_t> stamps;
        REQUIRE(codec.decode_timestamps(chunk, stamps));
        CHECK(std::ranges::equal(stamps, times));
      }
}

TEST_CASE("a chunk of ranges of several batches is their concatenation") {
  rng random{8};
  const auto layout = layout_of(every_type);
  const chunk_codec codec{layout};
  const auto a = random_batch(random, layout, 100, 1, 0.1);
  const auto b = random_batch(random, layout, 70, 1, 0.1);
  const std::vector<row_range> ranges{{a.get(), 90, 100}, {b.get(), 0, 33}, {b.get(), 60, 61}};
  bytes chunk;
  codec.encode(ranges, 1, chunk);
  model::batch_builder expected{layout};
  for (const auto& range : ranges)
    for (auto row = range.begin; row < range.end; ++row)
      expected.append_row(*range.block, row);
  const auto decoded = codec.decode(chunk);
  REQUIRE(decoded);
  CHECK(same(*expected.finish(), **decoded));
}

TEST_CASE("awkward numbers come back bit by bit") {
  const auto infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> odd{0.0,
                                -0.0,
                                infinity,
                                -infinity,
                                std::numeric_limits<double>::quiet_NaN(),
                                std::bit_cast<double>(0xfff8'0000'dead'beefU),
                                std::numeric_limits<double>::denorm_min(),
                                std::numeric_limits<double>::max(),
                                4'503'599'627'370'496.0,
                                4'503'599'627'370'495.5,
                                9'007'199'254'740'993.0,
                                0.1 + 0.2,
                                74.935'881'999'999'98};
  SECTION("alone") {
    const chunk_codec codec{layout_of({value_type::float64})};
    for (const double number : odd) {
      const auto batch = doubles({number});
      CHECK(same(*batch, **codec.decode(encode(codec, batch))));
    }
  }
  SECTION("among decimals") {
    std::vector<double> values;
    for (int i = 0; i < 1000; ++i) {
      values.push_back(20 + i % 37 * 0.01);
      if (i % 50 == 0)
        values.push_back(odd[static_cast<std::size_t>(i / 50) % odd.size()]);
    }
    const chunk_codec codec{layout_of({value_type::float64})};
    const auto batch = doubles(values);
    CHECK(same(*batch, **codec.decode(encode(codec, batch))));
  }
  SECTION("as floats") {
    std::vector<double> values;
    for (const double number : odd)
      values.push_back(static_cast<double>(static_cast<float>(number)));
    for (int i = 0; i < 100; ++i)
      values.push_back(static_cast<double>(static_cast<float>(i) * 0.1F));
    const chunk_codec codec{layout_of({value_type::float32})};
    const auto batch = doubles(values, value_type::float32);
    CHECK(same(*batch, **codec.decode(encode(codec, batch))));
  }
  SECTION("extreme integers and timestamps") {
    model::batch_builder builder{layout_of({value_type::int64})};
    for (const auto number : {std::numeric_limits<std::int64_t>::min(), std::int64_t{0},
                              std::numeric_limits<std::int64_t>::max(), std::int64_t{-1},
                              std::numeric_limits<std::int64_t>::min()}) {
      builder.begin_row(from_microseconds(number));
      builder.set_integer(0, number);
    }
    const chunk_codec codec{builder.layout()};
    const auto batch = builder.finish();
    CHECK(same(*batch, **codec.decode(encode(codec, batch))));
  }
}

TEST_CASE("what readings look like takes few bytes") {
  rng random{9};
  model::batch_builder builder{
      layout_of({value_type::float64, value_type::boolean, value_type::string})};
  double level = 21.5;
  for (int i = 0; i < 900; ++i) {
    builder.begin_row(from_microseconds(1'700'000'000'000'000 + i * 1'000'000LL));
    level += static_cast<double>(random.between(-20, 20)) / 100.0;
    builder.set_floating(0, std::round(level * 100.0) / 100.0);
    builder.set_boolean(1, i % 300 < 150);
    REQUIRE(builder.set_bytes(2, i % 400 < 200 ? "ok" : "low battery"));
  }
  const chunk_codec codec{builder.layout()};
  const auto batch = builder.finish();
  CHECK(encode(codec, batch).size() < 900 * 3 / 2);
}

TEST_CASE("a chunk of another layout is refused") {
  rng random{10};
  const chunk_codec codec{layout_of({value_type::int32})};
  const auto chunk = encode(codec, random_batch(random, codec.layout(), 10, 0, 0));
  const chunk_codec other_type{layout_of({value_type::int16})};
  CHECK(other_type.decode(chunk).error().code == errc::schema_mismatch);
  const chunk_codec other_name{
      model::schema::make({{"x", value_type::int32, {}, {}, {}, {}, 0}}).value()};
  CHECK(other_name.header(chunk).error().code == errc::schema_mismatch);
  const chunk_codec described{
      model::schema::make({{"f0", value_type::int32, "Cel", "a text", {}, {}, 0}}).value()};
  CHECK(described.decode(chunk));
}

TEST_CASE("every damaged or shortened chunk is refused") {
  rng random{11};
  const auto layout = layout_of(every_type);
  const chunk_codec codec{layout};
  const auto chunk = encode(codec, random_batch(random, layout, 40, 1, 0.2));
  for (std::size_t size = 0; size < chunk.size(); ++size) {
    const auto code = codec.decode(std::span{chunk}.first(size)).error().code;
    REQUIRE((code == errc::malformed_chunk || code == errc::checksum_mismatch));
  }
  for (std::size_t bit = 0; bit < chunk.size() * 8; bit += 3) {
    auto damaged = chunk;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ 1u << bit % 8);
    REQUIRE_FALSE(codec.decode(damaged));
    REQUIRE_FALSE(codec.header(damaged));
  }
}

TEST_CASE("bytes with a right checksum and wrong contents never crash") {
  rng random{12};
  const auto layout = layout_of(every_type);
  const chunk_codec codec{layout};
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto chunk = encode(codec, random_batch(random, layout, 1 + random.below(20), round % 2, 0.2));
    for (std::uint64_t hits = 1 + random.below(4); hits > 0; --hits)
      chunk[random.below(chunk.size())] = static_cast<std::uint8_t>(random());
    if (random.below(4) == 0)
      chunk.resize(8 + random.below(chunk.size() - 8));
    codec::reseal_chunk(chunk);
    const auto decoded = codec.decode(chunk);
    ++(decoded ? taken : refused);
    if (!decoded)
      continue;
    // Whatever it says now, it must be a whole batch: every value can be read.
    std::size_t sum = 0;
    for (std::size_t column = 0; column < layout->size(); ++column)
      for (std::size_t row = 0; row < (*decoded)->rows(); ++row)
        sum += (*decoded)->get(column, row).index();
    REQUIRE(sum <= (*decoded)->rows() * layout->size() * 5);
  }
  CHECK(refused > 1000);
  CHECK(taken > 1000);
}
