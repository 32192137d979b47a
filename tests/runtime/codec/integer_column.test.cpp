// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/integer_column.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;

namespace {

std::vector<std::uint8_t> encoded(const std::vector<std::int64_t>& values) {
  std::vector<std::uint8_t> bytes;
  codec::encode_integers(values, bytes);
  return bytes;
}

void check_round_trip(const std::vector<std::int64_t>& values) {
  auto bytes = encoded(values);
  const auto size = bytes.size();
  bytes.resize(size + codec::integer_column_slack);
  codec::byte_reader in{std::span{bytes}.first(size)};
  std::vector<std::int64_t> back(values.size());
  codec::decode_integers(in, back);
  REQUIRE_FALSE(in.failed());
  CHECK(in.remaining() == 0);
  CHECK(back == values);
}

} // namespace

TEST_CASE("columns of every width and shape come back") {
  rng random{1};
  for (unsigned width = 0; width <= 64; ++width)
    for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 100U}) {
      std::vector<std::int64_t> noise;
      std::vector<std::int64_t> walk;
      std::uint64_t level = random();
      for (std::size_t i = 0; i < count; ++i) {
        const auto drawn = width == 0 ? 0 : random() >> (64 - width);
        noise.push_back(static_cast<std::int64_t>(drawn));
        walk.push_back(static_cast<std::int64_t>(level += drawn));
      }
      check_round_trip(noise);
      check_round_trip(walk);
    }
}

TEST_CASE("constant and evenly rising columns take no payload") {
  std::vector<std::int64_t> same(1000, -7);
  std::vector<std::int64_t> rising;
  for (std::int64_t i = 0; i < 1000; ++i)
    rising.push_back(std::numeric_limits<std::int64_t>::max() - 500 + i % 500 * 1 + i / 500);
  CHECK(encoded(same).size() < 8);
  for (std::int64_t i = 0; i < 1000; ++i)
    rising[static_cast<std::size_t>(i)] = 1'700'000'000'000'000 + i * 300'000'000;
  CHECK(encoded(rising).size() < 24);
  check_round_trip(rising);
}

TEST_CASE("one outlier does not widen the whole column") {
  std::vector<std::int64_t> values(1000, 3);
  values[500] = std::numeric_limits<std::int64_t>::min();
  CHECK(encoded(values).size() < 32);
  check_round_trip(values);
}

TEST_CASE("outliers cost a noisy column a bit for each value at most") {
  rng random{7};
  std::vector<std::int64_t> values;
  for (int i = 0; i < 1000; ++i)
    values.push_back(500 + static_cast<std::int64_t>(random() % 16));
  const auto quiet = encoded(values).size();
  CHECK(quiet < 1000 * 4 / 8 + 8);
  for (const std::size_t row : {0U, 1U, 2U, 130U, 131U, 998U, 999U}) {
    values[row] += row % 2 == 0 ? 1'000'000 : -3'000'000'000;
    check_round_trip(values);
  }
  CHECK(encoded(values).size() < quiet + 1000 / 8 + 7 * 8);
}

TEST_CASE("patches beyond the column are refused") {
  for (const std::vector<std::uint8_t>& patches :
       {std::vector<std::uint8_t>{11}, {1, 10, 2}, {2, 9, 2, 1, 2}, {1}}) {
    std::vector<std::uint8_t> bytes{8, 0, 6}; // patched, no bits, all 3
    bytes.insert(bytes.end(), patches.begin(), patches.end());
    const auto size = bytes.size();
    bytes.resize(size + codec::integer_column_slack);
    codec::byte_reader in{std::span{bytes}.first(size)};
    std::vector<std::int64_t> back(10);
    codec::decode_integers(in, back);
    CHECK(in.failed());
  }
}

TEST_CASE("bytes that are no column of integers are refused") {
  std::vector<std::int64_t> back(10);
  for (const std::uint8_t code : {3, 7, 11, 12, 16, 255}) {
    std::vector<std::uint8_t> bytes(64, 0);
    bytes[0] = code;
    codec::byte_reader in{std::span{bytes}.first(50)};
    codec::decode_integers(in, back);
    CHECK(in.failed());
  }
  std::vector<std::uint8_t> too_wide{0, 57, 0};
  too_wide.resize(200);
  codec::byte_reader in{std::span{too_wide}.first(190)};
  codec::decode_integers(in, back);
  CHECK(in.failed());
}
