// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/integer_column.hpp"

#include <algorithm>
#include <array>

namespace plexus::codec {
namespace {

using u64 = std::uint64_t;
using i64 = std::int64_t;

constexpr unsigned packed_width_max = 56; // what one unaligned 8-byte load can hold
constexpr unsigned raw_width = 64;

constexpr u64 as_unsigned(i64 n) noexcept { return static_cast<u64>(n); }
constexpr i64 as_signed(u64 n) noexcept { return static_cast<i64>(n); }
constexpr i64 minus(i64 a, i64 b) noexcept { return as_signed(as_unsigned(a) - as_unsigned(b)); }

/// What a predictor would cost.
struct sizing {
  i64 low = 0;
  i64 high = 0;
  std::size_t varint_bytes = 0;
  std::size_t count = 0;

  void see(i64 residual) noexcept {
    low = count == 0 ? residual : std::min(low, residual);
    high = count == 0 ? residual : std::max(high, residual);
    varint_bytes += (static_cast<unsigned>(std::bit_width(zigzag(residual) | 1)) + 6) / 7;
    ++count;
  }
  unsigned width() const noexcept {
    const auto bits = static_cast<unsigned>(std::bit_width(as_unsigned(minus(high, low))));
    return bits > packed_width_max ? raw_width : bits;
  }
  std::size_t packed_bytes() const noexcept { return (count * width() + 7) / 8; }
  bool prefers_varint() const noexcept { return varint_bytes < packed_bytes(); }
  std::size_t bytes() const noexcept { return std::min(varint_bytes, packed_bytes()); }
};

void pack(std::span<const i64> residuals, i64 low, unsigned width, std::vector<std::uint8_t>& out) {
  const auto start = out.size();
  out.resize(start + (residuals.size() * width + 7) / 8 + integer_column_slack);
  auto* to = out.data() + start;
  std::size_t bit = 0;
  for (const i64 residual : residuals) {
    const u64 part = as_unsigned(minus(residual, low));
    auto* at = to + (bit >> 3);
    u64 word;
    std::memcpy(&word, at, sizeof word);
    word |= part << (bit & 7);
    std::memcpy(at, &word, sizeof word);
    bit += width;
  }
  out.resize(out.size() - integer_column_slack);
}

/// Adds what was predicted back, in place, from the `order`-th value on.
void restore(unsigned order, std::span<i64> values) noexcept {
  if (order == 1) {
    u64 last = as_unsigned(values[0]);
    for (std::size_t i = 1; i < values.size(); ++i) {
      last += as_unsigned(values[i]);
      values[i] = as_signed(last);
    }
  } else if (order == 2) {
    u64 last = as_unsigned(values[1]);
    u64 step = last - as_unsigned(values[0]);
    for (std::size_t i = 2; i < values.size(); ++i) {
      step += as_unsigned(values[i]);
      last += step;
      values[i] = as_signed(last);
    }
  }
}

void unpack(const std::uint8_t* from, unsigned width, i64 low, std::span<i64> to) noexcept {
  if (width == 0) {
    std::fill(to.begin(), to.end(), low);
    return;
  }
  if (width == raw_width) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      u64 word;
      std::memcpy(&word, from + i * sizeof word, sizeof word);
      to[i] = as_signed(word + as_unsigned(low));
    }
    return;
  }
  const u64 mask = (u64{1} << width) - 1;
  std::size_t bit = 0;
  for (auto& value : to) {
    u64 word;
    std::memcpy(&word, from + (bit >> 3), sizeof word);
    value = as_signed((word >> (bit & 7) & mask) + as_unsigned(low));
    bit += width;
  }
}

} // namespace

void encode_integers(std::span<const i64> values, std::vector<std::uint8_t>& out) {
  std::array<sizing, 3> costs;
  i64 last = 0;
  i64 step = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    costs[0].see(values[i]);
    const i64 next_step = minus(values[i], last);
    if (i >= 1)
      costs[1].see(next_step);
    if (i >= 2)
      costs[2].see(minus(next_step, step));
    last = values[i];
    step = next_step;
  }
  unsigned order = 0;
  for (unsigned candidate = 1; candidate < 3 && candidate < values.size(); ++candidate)
    if (costs[candidate].bytes() + 8 < costs[order].bytes() + 8 * order)
      order = candidate;
  const auto& cost = costs[order];

  std::vector<i64> residuals(values.begin(), values.end());
  for (unsigned round = 0; round < order; ++round)
    for (std::size_t i = residuals.size() - 1; i > round; --i)
      residuals[i] = minus(residuals[i], residuals[i - 1]);

  byte_writer writer{out};
  const bool varints = cost.prefers_varint();
  writer.fixed(static_cast<std::uint8_t>(order | (varints ? 4u : 0u)));
  for (unsigned i = 0; i < order; ++i)
    writer.varint(zigzag(values[i]));
  const auto coded = std::span<const i64>{residuals}.subspan(order);
  if (varints) {
    for (const i64 residual : coded)
      writer.varint(zigzag(residual));
    return;
  }
  const unsigned width = cost.width();
  writer.fixed(static_cast<std::uint8_t>(width));
  writer.varint(zigzag(cost.low));
  if (width == raw_width) {
    for (const i64 residual : coded)
      writer.fixed(minus(residual, cost.low));
  } else if (width > 0) {
    pack(coded, cost.low, width, out);
  }
}

void decode_integers(byte_reader& in, std::span<i64> values) {
  const auto code = in.fixed<std::uint8_t>();
  const unsigned order = code & 3u;
  if (code > 6 || order > 2 || order > values.size())
    return in.refuse();
  for (unsigned i = 0; i < order; ++i)
    values[i] = unzigzag(in.varint());
  const auto coded = values.subspan(order);
  if ((code & 4u) != 0) {
    for (auto& value : coded)
      value = unzigzag(in.varint());
  } else {
    const unsigned width = in.fixed<std::uint8_t>();
    if (width > packed_width_max && width != raw_width)
      return in.refuse();
    const i64 low = unzigzag(in.varint());
    const auto* from = in.take((coded.size() * width + 7) / 8);
    if (in.failed())
      return;
    unpack(from, width, low, coded);
  }
  if (!in.failed())
    restore(order, values);
}

} // namespace plexus::codec
