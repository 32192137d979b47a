// SPDX-License-Identifier: Apache-2.0
// Seeded random numbers that are the same on every machine: xoshiro256++ by D. Blackman and S.
// Vigna (2019), seeded through splitmix64. A constructor argument like the clock. Not for secrets.
#pragma once

#include <array>
#include <cstdint>

namespace plexus {

class rng {
public:
  explicit rng(std::uint64_t seed) noexcept;

  /// 64 random bits. With min() and max() this is a standard uniform random bit generator.
  using result_type = std::uint64_t;
  result_type operator()() noexcept;
  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return ~std::uint64_t{0}; }

  /// Uniform in [0, bound); `bound` >= 1. No modulo bias (D. Lemire, 2019).
  std::uint64_t below(std::uint64_t bound) noexcept;

  /// Uniform in [low, high], both included; `low` <= `high`.
  std::int64_t between(std::int64_t low, std::int64_t high) noexcept;

  /// Uniform in [0, 1), 53 random bits.
  double unit() noexcept;

  /// True with `probability`.
  bool chance(double probability) noexcept { return unit() < probability; }

  /// Normal distribution (Marsaglia's polar method). Equal across machines as far as their
  /// logarithm is.
  double normal(double mean = 0.0, double deviation = 1.0) noexcept;

  /// A generator of its own for a child, so that what one child draws does not move another.
  rng split() noexcept;

private:
  std::array<std::uint64_t, 4> state_{};
};

} // namespace plexus
