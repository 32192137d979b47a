// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/rng.hpp"

#include "runtime/base/assert.hpp"

#include <bit>
#include <cmath>

namespace plexus {

namespace {

// splitmix64: spreads any seed, also 0 and 1, over the whole state.
std::uint64_t next_seed(std::uint64_t& state) noexcept {
  state += 0x9E3779B97F4A7C15U;
  auto bits = state;
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  return bits ^ (bits >> 31U);
}

__extension__ using wide = unsigned __int128;

} // namespace

rng::rng(std::uint64_t seed) noexcept {
  for (auto& word : state_)
    word = next_seed(seed);
}

rng::result_type rng::operator()() noexcept {
  auto& s = state_;
  const auto bits = std::rotl(s[0] + s[3], 23) + s[0];
  const auto shifted = s[1] << 17U;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = std::rotl(s[3], 45);
  return bits;
}

std::uint64_t rng::below(std::uint64_t bound) noexcept {
  PLEXUS_ASSERT(bound >= 1);
  auto product = static_cast<wide>((*this)()) * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const auto threshold = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < threshold)
      product = static_cast<wide>((*this)()) * bound;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

std::int64_t rng::between(std::int64_t low, std::int64_t high) noexcept {
  PLEXUS_ASSERT(low <= high);
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const auto step = span == max() ? (*this)() : below(span + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step);
}

double rng::unit() noexcept { return static_cast<double>((*this)() >> 11U) * 0x1.0p-53; }

double rng::normal(double mean, double deviation) noexcept {
  // The second value of a pair is thrown away: the state stays four words, and equal draws give
  // equal states. A pair is accepted with probability pi/4, so the loop ends.
  for (;;) {
    const double x = 2.0 * unit() - 1.0;
    const double y = 2.0 * unit() - 1.0;
    const double square = x * x + y * y;
    if (square > 0.0 && square < 1.0)
      return mean + deviation * x * std::sqrt(-2.0 * std::log(square) / square);
  }
}

rng rng::split() noexcept { return rng{(*this)()}; }

} // namespace plexus
