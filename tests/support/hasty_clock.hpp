// SPDX-License-Identifier: Apache-2.0
// A clock that goes on by a step whenever it is read, for tests of what reads it how often.
#pragma once

#include "runtime/base/clock.hpp"

namespace plexus::test {

class hasty_clock final : public clock {
public:
  /// Begins at the epoch; the first answer is one step later.
  explicit hasty_clock(microseconds step) : step_(step) {}

  timestamp now() const noexcept override { return from_microseconds((wall_ += step_).count()); }
  nanoseconds monotonic() const noexcept override { return monotonic_ += step_; }

private:
  microseconds step_;
  mutable microseconds wall_{};
  mutable nanoseconds monotonic_{};
};

} // namespace plexus::test
