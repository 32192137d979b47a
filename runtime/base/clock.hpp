// SPDX-License-Identifier: Apache-2.0
// Time as a constructor argument. The only file of the runtime that reads the machine's clocks;
// tests and the simulator hand in a manual_clock and step it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace plexus {

/// A point in time: microseconds since the Unix epoch, UTC.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::int64_t to_microseconds(timestamp at) noexcept {
  return at.time_since_epoch().count();
}
constexpr timestamp from_microseconds(std::int64_t count) noexcept {
  return timestamp{microseconds{count}};
}

class clock {
public:
  virtual ~clock() = default;

  /// Wall time; may jump when the machine's clock is set.
  virtual timestamp now() const noexcept = 0;

  /// Time since an arbitrary start; never goes back. For deadlines, rates and timers.
  virtual nanoseconds monotonic() const noexcept = 0;
};

/// The machine's clocks.
class system_clock final : public clock {
public:
  timestamp now() const noexcept override;
  nanoseconds monotonic() const noexcept override;
};

/// A clock that moves only when told to. Safe to read from several threads.
class manual_clock final : public clock {
public:
  explicit manual_clock(timestamp start = from_microseconds(0));

  void advance(nanoseconds step) noexcept;
  /// Moves forward to `at`; never back.
  void advance_to(timestamp at) noexcept;

  timestamp now() const noexcept override;
  nanoseconds monotonic() const noexcept override;

private:
  timestamp start_;
  std::atomic<std::int64_t> elapsed_{0}; // nanoseconds
};

} // namespace plexus
