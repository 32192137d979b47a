// SPDX-License-Identifier: Apache-2.0
// GSN's sampling rate: which elements of a source its view shows. Deterministic, by the timestamp;
// not a random choice.
#pragma once

#include <cstdint>

namespace plexus::query {

class sampling {
public:
  /// `rate` is the share of elements kept: 0 or less none, 1 or more all.
  explicit sampling(double rate = 1.0) noexcept : hundredths_(rate * 100.0) {}

  bool keeps_all() const noexcept { return hundredths_ >= 100.0; }

  /// An element is kept iff `timed mod 100 < rate * 100`, timed in whole milliseconds: a run of
  /// stamps is kept or lost together, as in GSN. `timed` in microseconds since the epoch.
  bool keeps(std::int64_t timed) const noexcept {
    if (keeps_all())
      return true;
    const auto in_period = (timed % 100'000 + 100'000) % 100'000 / 1'000;
    return static_cast<double>(in_period) < hundredths_;
  }

private:
  double hundredths_;
};

} // namespace plexus::query
