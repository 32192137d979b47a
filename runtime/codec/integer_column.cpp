// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/integer_column.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plexus::codec {
namespace {

using u64 = std::uint64_t;
using i64 = std::int64_t;

constexpr unsigned packed_width_max = 56; // what one unaligned 8-byte load can hold
constexpr unsigned raw_width = 64;
constexpr std::size_t sample_max = 31;

// The first byte of a column: the predictor's order, and one of these or none.
constexpr unsigned order_mask = 3;
constexpr unsigned varints_flag = 4;
constexpr unsigned patched_flag = 8;

constexpr u64 as_unsigned(i64 n) noexcept { return static_cast<u64>(n); }
constexpr i64 as_signed(u64 n) noexcept { return static_cast<i64>(n); }
constexpr i64 minus(i64 a, i64 b) noexcept { return as_signed(as_unsigned(a) - as_unsigned(b)); }

/// How the residuals of one predictor are written.
enum class form { packed, patched, varints };

/// What a predictor would cost. `centre` is what most residuals are near.
class sizing {
public:
  explicit sizing(i64 centre) noexcept : centre_(centre) {}

  void see(i64 residual) noexcept {
    low_ = count_ == 0 ? residual : std::min(low_, residual);
    high_ = count_ == 0 ? residual : std::max(high_, residual);
    varint_bytes_ += (static_cast<unsigned>(std::bit_width(zigzag(residual) | 1)) + 6) / 7;
    ++around_[static_cast<unsigned>(std::bit_width(zigzag(minus(residual, centre_))))];
    ++count_;
  }
  /// After the last residual: settles on the form with the fewest bytes.
  void choose() noexcept {
    const auto bits = static_cast<unsigned>(std::bit_width(as_unsigned(minus(high_, low_))));
    width_ = bits > packed_width_max ? raw_width : bits;
    bytes_ = (count_ * width_ + 7) / 8;
    choose_patched();
    if (varint_bytes_ < bytes_) {
      bytes_ = varint_bytes_;
      form_ = form::varints;
    }
  }

  form chosen() const noexcept { return form_; }
  unsigned width() const noexcept { return width_; }
  i64 low() const noexcept { return low_; }
  std::size_t bytes() const noexcept { return bytes_; }

private:
  // Widths around the centre: those outside cost a position and their high part as varints, about
  // 1 + (bits + 6) / 7 bytes.
  void choose_patched() noexcept {
    std::size_t outside = 0;
    std::size_t bits = 0; // of those outside, in sum
    for (unsigned width = raw_width; width-- > 0;) {
      outside += around_[width + 1];
      bits += around_[width + 1] * (width + 1);
      if (width > packed_width_max)
        continue;
      const auto patches = 2 * outside + (bits - outside * width) / 7;
      const auto total = (count_ * width + 7) / 8 + patches + 2;
      if (total >= bytes_)
        continue;
      bytes_ = total;
      form_ = form::patched;
      width_ = width;
      low_ = width == 0 ? centre_ : minus(centre_, as_signed(u64{1} << (width - 1)));
    }
  }

  i64 centre_;
  i64 low_ = 0;
  i64 high_ = 0;
  std::size_t count_ = 0;
  std::size_t varint_bytes_ = 0;
  std::array<std::size_t, raw_width + 1> around_{}; // by the bits of the zigzag from the centre
  form form_ = form::packed;
  unsigned width_ = 0;
  std::size_t bytes_ = 0;
};

/// What most residuals of the three predictors are near: medians of a sample.
std::array<i64, 3> centres_of(std::span<const i64> values) {
  std::array<std::array<i64, sample_max>, 3> samples{};
  std::size_t taken = 0;
  const auto stride = values.size() / sample_max + 1;
  for (std::size_t i = 2; i < values.size() && taken < sample_max; i += stride, ++taken) {
    samples[0][taken] = values[i];
    samples[1][taken] = minus(values[i], values[i - 1]);
    samples[2][taken] = minus(samples[1][taken], minus(values[i - 1], values[i - 2]));
  }
  std::array<i64, 3> centres{};
  for (std::size_t order = 0; order < 3 && taken > 0; ++order) {
    auto* const begin = samples[order].data();
    std::nth_element(begin, begin + taken / 2, begin + taken);
    centres[order] = begin[taken / 2];
  }
  return centres;
}

void pack(std::span<const i64> residuals, i64 low, unsigned width, std::vector<std::uint8_t>& out) {
  const auto start = out.size();
  out.resize(start + (residuals.size() * width + 7) / 8 + integer_column_slack);
  auto* to = out.data() + start;
  const u64 mask = (u64{1} << width) - 1;
  std::size_t bit = 0;
  for (const i64 residual : residuals) {
    const u64 part = as_unsigned(minus(residual, low)) & mask;
    auto* at = to + (bit >> 3);
    u64 word;
    std::memcpy(&word, at, sizeof word);
    word |= part << (bit & 7);
    std::memcpy(at, &word, sizeof word);
    bit += width;
  }
  out.resize(out.size() - integer_column_slack);
}

/// What the packed width cuts off: rows and high parts.
void write_patches(std::span<const i64> residuals, i64 low, unsigned width, byte_writer& writer) {
  const auto high_part = [&](i64 residual) { return minus(residual, low) >> width; };
  writer.varint(static_cast<u64>(
      std::ranges::count_if(residuals, [&](i64 residual) { return high_part(residual) != 0; })));
  std::size_t last = 0;
  for (std::size_t row = 0; row < residuals.size(); ++row)
    if (const i64 high = high_part(residuals[row]); high != 0) {
      writer.varint(row - std::exchange(last, row));
      writer.varint(zigzag(high));
    }
}

void read_patches(byte_reader& in, unsigned width, std::span<i64> residuals) {
  const auto patches = in.varint();
  if (patches > residuals.size())
    return in.refuse();
  std::size_t row = 0;
  for (u64 i = 0; i < patches && !in.failed(); ++i) {
    const auto step = in.varint();
    const u64 high = as_unsigned(unzigzag(in.varint()));
    if (step >= residuals.size() - row)
      return in.refuse();
    row += step;
    residuals[row] = as_signed(as_unsigned(residuals[row]) + (high << width));
  }
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

void write(unsigned order, const sizing& cost, std::span<const i64> values,
           std::span<const i64> residuals, std::vector<std::uint8_t>& out) {
  byte_writer writer{out};
  const unsigned flag = cost.chosen() == form::varints   ? varints_flag
                        : cost.chosen() == form::patched ? patched_flag
                                                         : 0U;
  writer.fixed(static_cast<std::uint8_t>(order | flag));
  for (unsigned i = 0; i < order; ++i)
    writer.varint(zigzag(values[i]));
  const auto coded = residuals.subspan(order);
  if (flag == varints_flag) {
    for (const i64 residual : coded)
      writer.varint(zigzag(residual));
    return;
  }
  const unsigned width = cost.width();
  writer.fixed(static_cast<std::uint8_t>(width));
  writer.varint(zigzag(cost.low()));
  if (width == raw_width) {
    for (const i64 residual : coded)
      writer.fixed(minus(residual, cost.low()));
  } else if (width > 0) {
    pack(coded, cost.low(), width, out);
  }
  if (flag == patched_flag)
    write_patches(coded, cost.low(), width, writer);
}

} // namespace

void encode_integers(std::span<const i64> values, std::vector<std::uint8_t>& out) {
  const auto centres = centres_of(values);
  std::array<sizing, 3> costs{sizing{centres[0]}, sizing{centres[1]}, sizing{centres[2]}};
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
  for (auto& cost : costs)
    cost.choose();
  for (unsigned candidate = 1; candidate < 3 && candidate < values.size(); ++candidate)
    if (costs[candidate].bytes() + 8 < costs[order].bytes() + 8 * order)
      order = candidate;

  std::vector<i64> residuals(values.begin(), values.end());
  for (unsigned round = 0; round < order; ++round)
    for (std::size_t i = residuals.size() - 1; i > round; --i)
      residuals[i] = minus(residuals[i], residuals[i - 1]);
  write(order, costs[order], values, residuals, out);
}

void decode_integers(byte_reader& in, std::span<i64> values) {
  const auto code = in.fixed<std::uint8_t>();
  const unsigned order = code & order_mask;
  const unsigned flag = code & ~order_mask;
  if ((flag != 0 && flag != varints_flag && flag != patched_flag) || order > 2 ||
      order > values.size())
    return in.refuse();
  for (unsigned i = 0; i < order; ++i)
    values[i] = unzigzag(in.varint());
  const auto coded = values.subspan(order);
  if (flag == varints_flag) {
    for (auto& value : coded)
      value = unzigzag(in.varint());
  } else {
    const unsigned width = in.fixed<std::uint8_t>();
    if (width > packed_width_max && (width != raw_width || flag != 0))
      return in.refuse();
    const i64 low = unzigzag(in.varint());
    const auto* from = in.take((coded.size() * width + 7) / 8);
    if (in.failed())
      return;
    unpack(from, width, low, coded);
    if (flag == patched_flag)
      read_patches(in, width, coded);
  }
  if (!in.failed())
    restore(order, values);
}

} // namespace plexus::codec
