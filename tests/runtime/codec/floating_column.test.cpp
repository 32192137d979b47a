// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/floating_column.hpp"

#include "runtime/base/rng.hpp"
#include "runtime/codec/integer_column.hpp"

#include <catch2/catch.hpp>

using namespace plexus;

namespace {

std::size_t round_trip(const std::vector<double>& values, bool single = false) {
  std::vector<std::uint8_t> bytes;
  codec::encode_floating(values, single, bytes);
  const auto size = bytes.size();
  bytes.resize(size + codec::integer_column_slack);
  codec::byte_reader in{std::span{bytes}.first(size)};
  std::vector<std::uint64_t> bits(values.size());
  codec::decode_floating(in, single, bits);
  REQUIRE_FALSE(in.failed());
  for (std::size_t i = 0; i < values.size(); ++i)
    REQUIRE(bits[i] == std::bit_cast<std::uint64_t>(values[i]));
  return size;
}

} // namespace

TEST_CASE("decimal readings are kept as decimals") {
  rng random{2};
  for (const double power : {1.0, 10.0, 100.0, 1e6}) {
    std::vector<double> values;
    std::int64_t level = 2000;
    for (int i = 0; i < 1000; ++i)
      values.push_back(static_cast<double>(level += random.between(-20, 20)) / power);
    CHECK(round_trip(values) < 1000);
  }
}

TEST_CASE("the last places that averaging leaves cost little") {
  std::vector<double> values;
  rng random{3};
  for (int i = 0; i < 1000; ++i) {
    double number = static_cast<double>(700'000 + random.between(-500, 500)) / 10'000;
    if (i % 20 == 0)
      number = std::bit_cast<double>(std::bit_cast<std::uint64_t>(number) + 1 + random.below(3));
    values.push_back(number);
  }
  CHECK(round_trip(values) < 1700);
}

TEST_CASE("noise of full precision is kept as patterns") {
  std::vector<double> values;
  rng random{4};
  for (int i = 0; i < 1000; ++i)
    values.push_back(random.unit());
  CHECK(round_trip(values) < 8200);
  for (auto& number : values)
    number = static_cast<double>(static_cast<float>(number));
  CHECK(round_trip(values, true) < 4800);
}

TEST_CASE("a late surprise makes the decimals be chosen again") {
  std::vector<double> values(2000, 1.5);
  for (std::size_t i = 1001; i < 2000; i += 2) // where the sample does not look
    values[i] = 1.2345678;
  CHECK(round_trip(values) < 2000 * 4);
}

TEST_CASE("bytes that are no column of doubles are refused") {
  std::vector<std::uint64_t> bits(4);
  for (const std::uint8_t mode : {0x00, 0x3f, 0x40 | 13, 0xc0, 0xff}) {
    std::vector<std::uint8_t> bytes(64, 0);
    bytes[0] = mode;
    codec::byte_reader in{std::span{bytes}.first(50)};
    codec::decode_floating(in, false, bits);
    CHECK(in.failed());
  }
  // A correction beyond the last row.
  std::vector<std::uint8_t> beyond{0x40, 0, 0, 0, 1, 4, 2};
  beyond.resize(32);
  codec::byte_reader in{std::span{beyond}.first(7)};
  codec::decode_floating(in, false, bits);
  CHECK(in.failed());
}
