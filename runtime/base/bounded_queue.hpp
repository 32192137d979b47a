// SPDX-License-Identifier: Apache-2.0
// The queue between actors and the owner thread of a blocking library: any number of producers,
// one consumer, a fixed bound and a stated policy when full. Producers never wait, so an actor may
// push from its behaviour. Not for actors talking to each other; their mailboxes do that.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace plexus {

enum class when_full : std::uint8_t {
  refuse,      // push fails with errc::queue_full; the producer keeps the item's fate in hand
  drop_oldest, // the oldest item makes room and is counted in dropped()
};

template <class T>
class bounded_queue {
public:
  /// `items_max` >= 1.
  explicit bounded_queue(std::size_t items_max, when_full policy = when_full::refuse)
      : items_max_(items_max), policy_(policy) {
    PLEXUS_ASSERT(items_max >= 1);
  }

  /// Fails with errc::queue_full (policy refuse) or, after close(), errc::cancelled. A refused item
  /// is left as it was, so the producer may try again.
  status push(T&& item) {
    {
      const std::lock_guard hold{mutex_};
      if (closed_)
        return fail(errc::cancelled, "the queue is closed");
      if (items_.size() == items_max_) {
        if (policy_ == when_full::refuse)
          return fail(errc::queue_full, "the queue is full");
        items_.pop_front();
        ++dropped_;
      }
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
    return {};
  }
  status push(const T& item) { return push(T{item}); }

  /// Waits for the next item; nothing once the queue is closed and empty.
  std::optional<T> pop() {
    std::unique_lock hold{mutex_};
    ready_.wait(hold, [&] { return closed_ || !items_.empty(); });
    return take(hold);
  }

  /// The next item, if there is one now.
  std::optional<T> try_pop() {
    std::unique_lock hold{mutex_};
    return take(hold);
  }

  /// Waits up to `span` for something to do, then moves everything queued to the end of `into`.
  /// False when the queue is closed and nothing was left to take: the consumer's loop ends.
  bool drain(std::vector<T>& into, nanoseconds span) {
    std::unique_lock hold{mutex_};
    ready_.wait_for(hold, span, [&] { return closed_ || !items_.empty(); });
    const bool more = !closed_ || !items_.empty();
    for (auto& item : items_)
      into.push_back(std::move(item));
    items_.clear();
    return more;
  }

  /// Refuses further items and wakes the consumer, which still gets what is queued.
  void close() {
    {
      const std::lock_guard hold{mutex_};
      closed_ = true;
    }
    ready_.notify_all();
  }

  std::size_t size() const {
    const std::lock_guard hold{mutex_};
    return items_.size();
  }
  std::uint64_t dropped() const {
    const std::lock_guard hold{mutex_};
    return dropped_;
  }
  bool closed() const {
    const std::lock_guard hold{mutex_};
    return closed_;
  }

private:
  std::optional<T> take(std::unique_lock<std::mutex>& /*held*/) {
    if (items_.empty())
      return std::nullopt;
    std::optional<T> item{std::move(items_.front())};
    items_.pop_front();
    return item;
  }

  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> items_;
  std::size_t items_max_;
  when_full policy_;
  bool closed_ = false;
  std::uint64_t dropped_ = 0;
};

} // namespace plexus
