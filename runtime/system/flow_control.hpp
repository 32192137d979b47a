// SPDX-License-Identifier: Apache-2.0
// Bounds for what CAF leaves unbounded, its mailboxes: a gate refuses, a latest_value coalesces, a
// credit window makes the sender wait. Plain thread-safe values, shared between sender and
// receiver; they send nothing themselves.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace plexus::system {

/// At most `entries_max` messages on their way: enter() before the send, leave() first in the
/// handler.
class gate {
public:
  explicit gate(std::size_t entries_max);

  /// False when full: do not send.
  bool enter() noexcept;
  void leave() noexcept;

  std::size_t inside() const noexcept;
  std::uint64_t refused() const noexcept;

private:
  const std::size_t entries_max_;
  std::atomic<std::size_t> inside_{0};
  std::atomic<std::uint64_t> refused_{0};
};

/// One place for the newest value: a receiver that cannot keep up sees fewer values, never old
/// ones. One wake-up message is on its way at most.
template <class T>
class latest_value {
public:
  /// True when the receiver must be told; false when it was told already and will find this value
  /// in place of the one before, which counts as coalesced.
  bool put(T value) {
    const std::lock_guard hold{mutex_};
    const bool tell = !value_.has_value();
    if (!tell)
      ++coalesced_;
    value_.emplace(std::move(value));
    return tell;
  }

  /// The newest value since the last take.
  std::optional<T> take() {
    const std::lock_guard hold{mutex_};
    return std::exchange(value_, std::nullopt);
  }

  std::uint64_t coalesced() const {
    const std::lock_guard hold{mutex_};
    return coalesced_;
  }

private:
  mutable std::mutex mutex_;
  std::optional<T> value_;
  std::uint64_t coalesced_ = 0;
};

/// The sender's half of a lossless path: what is sent takes credit, what the receiver has worked
/// off gives it back. Starts with a full window.
class credit_window {
public:
  explicit credit_window(std::size_t credits_max);

  /// Takes `count` credits or, when fewer are left, none: then wait for the next grant.
  bool take(std::size_t count = 1) noexcept;

  /// Gives credits back; what exceeds the window is dropped, so a peer cannot widen it.
  void grant(std::size_t count) noexcept;

  std::size_t available() const noexcept;
  std::uint64_t refused() const noexcept;

private:
  const std::size_t credits_max_;
  std::atomic<std::size_t> available_;
  std::atomic<std::uint64_t> refused_{0};
};

/// The receiver's half: gathers what was worked off and says when it is worth a message, which is
/// every half window.
class credit_return {
public:
  explicit credit_return(std::size_t credits_max);

  /// How many credits to grant the sender now; mostly 0.
  std::size_t worked_off(std::size_t count = 1) noexcept;

private:
  const std::size_t threshold_;
  std::atomic<std::size_t> gathered_{0};
};

} // namespace plexus::system
