// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/floating_column.hpp"

#include "runtime/codec/integer_column.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace plexus::codec {
namespace {

using u64 = std::uint64_t;
using i64 = std::int64_t;

constexpr unsigned places_max = 12;                 // decimals tried
constexpr i64 near_max = 8;                         // corrections this small are still "decimal"
constexpr double mantissa_max = 4503599627370496.0; // 2^52: exact in a double with its half
constexpr std::size_t sample_max = 48;
constexpr std::array<double, places_max + 1> powers{1e0, 1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                                    1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

constexpr std::uint8_t decimal_mode = 0x40; // low bits: decimals
constexpr std::uint8_t bits_mode = 0x80;    // low bits: trailing zeros dropped

u64 from_decimal(i64 mantissa, double power, bool single) noexcept {
  const double number = static_cast<double>(mantissa) / power;
  return std::bit_cast<u64>(single ? static_cast<double>(static_cast<float>(number)) : number);
}

struct decimal {
  i64 mantissa = 0;
  i64 correction = 0; // of the bit pattern, wrapping
};

decimal to_decimal(double number, unsigned places, bool single) noexcept {
  const double scaled = number * powers[places];
  if (!(std::abs(scaled) < mantissa_max)) // also NaN
    return {0, std::bit_cast<i64>(number)};
  // Adding and taking away 1.5 * 2^52 rounds to a whole number without a call.
  constexpr double rounder = 6755399441055744.0;
  const auto mantissa = static_cast<i64>((scaled + rounder) - rounder);
  const u64 back = from_decimal(mantissa, powers[places], single);
  return {mantissa, static_cast<i64>(std::bit_cast<u64>(number) - back)};
}

bool is_near(const decimal& d) noexcept {
  return d.correction >= -near_max && d.correction <= near_max;
}

/// Fewest decimals that come near `number`, or nothing below places_max + 1.
unsigned places_of(double number, unsigned at_least, bool single) noexcept {
  for (unsigned places = at_least; places <= places_max; ++places)
    if (is_near(to_decimal(number, places, single)))
      return places;
  return places_max + 1;
}

/// The decimals most of the values need, or places_max + 1 when they are no decimals.
unsigned choose_places(std::span<const double> values, std::size_t stride, bool single) {
  unsigned places = 0;
  std::size_t seen = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < values.size(); i += stride, ++seen) {
    const unsigned needed = places_of(values[i], places, single);
    if (needed > places_max)
      ++odd;
    else
      places = needed;
    if (odd > 4 + seen / 8)
      return places_max + 1;
  }
  return places;
}

struct decimal_column {
  std::vector<i64> mantissas;
  std::vector<std::pair<std::size_t, i64>> corrections; // row, correction
  std::size_t far = 0;                                  // corrections that are not small
};

decimal_column to_decimals(std::span<const double> values, unsigned places, bool single) {
  decimal_column column;
  column.mantissas.resize(values.size());
  i64 last = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto d = to_decimal(values[i], places, single);
    if (!is_near(d)) { // keep the mantissas smooth and store the whole pattern as correction
      ++column.far;
      d.mantissa = last;
      d.correction = static_cast<i64>(std::bit_cast<u64>(values[i]) -
                                      from_decimal(last, powers[places], single));
    }
    column.mantissas[i] = last = d.mantissa;
    if (d.correction != 0)
      column.corrections.emplace_back(i, d.correction);
  }
  return column;
}

void write_decimals(const decimal_column& column, unsigned places, std::vector<std::uint8_t>& out) {
  byte_writer writer{out};
  writer.fixed(static_cast<std::uint8_t>(decimal_mode | places));
  encode_integers(column.mantissas, out);
  writer.varint(column.corrections.size());
  std::size_t last = 0;
  for (const auto& [row, correction] : column.corrections) {
    writer.varint(row - last);
    writer.varint(zigzag(correction));
    last = row;
  }
}

void write_bits(std::span<const double> values, std::vector<std::uint8_t>& out) {
  u64 any = 0;
  for (const double number : values)
    any |= std::bit_cast<u64>(number);
  const auto zeros = any == 0 ? 0u : static_cast<unsigned>(std::countr_zero(any));
  std::vector<i64> patterns(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    patterns[i] = static_cast<i64>(std::bit_cast<u64>(values[i]) >> zeros);
  byte_writer{out}.fixed(static_cast<std::uint8_t>(bits_mode | zeros));
  encode_integers(patterns, out);
}

} // namespace

void encode_floating(std::span<const double> values, bool single, std::vector<std::uint8_t>& out) {
  auto places = choose_places(values, 1 + values.size() / sample_max, single);
  if (places > places_max)
    return write_bits(values, out);
  auto column = to_decimals(values, places, single);
  if (column.far > values.size() / 64) { // the sample missed something; ask every value
    places = choose_places(values, 1, single);
    if (places > places_max)
      return write_bits(values, out);
    column = to_decimals(values, places, single);
  }
  const auto start = out.size();
  write_decimals(column, places, out);
  if (out.size() - start > values.size() * 5) { // seldom; see whether the patterns are smaller
    std::vector<std::uint8_t> patterns;
    write_bits(values, patterns);
    if (patterns.size() < out.size() - start) {
      out.resize(start);
      out.insert(out.end(), patterns.begin(), patterns.end());
    }
  }
}

void decode_floating(byte_reader& in, bool single, std::span<u64> bits) {
  const auto mode = in.fixed<std::uint8_t>();
  const unsigned argument = mode & 0x3fu;
  // SAFETY: int64_t and uint64_t may alias each other.
  const std::span<i64> numbers{reinterpret_cast<i64*>(bits.data()), bits.size()};
  if ((mode & 0xc0u) == bits_mode) {
    decode_integers(in, numbers);
    for (auto& pattern : bits)
      pattern <<= argument;
    return;
  }
  if ((mode & 0xc0u) != decimal_mode || argument > places_max)
    return in.refuse();
  decode_integers(in, numbers);
  const double power = powers[argument];
  if (single)
    for (std::size_t i = 0; i < bits.size(); ++i)
      bits[i] = from_decimal(numbers[i], power, true);
  else
    for (std::size_t i = 0; i < bits.size(); ++i)
      bits[i] = from_decimal(numbers[i], power, false);
  const auto corrections = in.varint();
  if (corrections > bits.size())
    return in.refuse();
  std::size_t row = 0;
  for (u64 i = 0; i < corrections && !in.failed(); ++i) {
    const auto step = in.varint();
    const auto correction = unzigzag(in.varint());
    if (step >= bits.size() - row)
      return in.refuse();
    row += step;
    bits[row] += static_cast<u64>(correction);
  }
}

} // namespace plexus::codec
