// SPDX-License-Identifier: Apache-2.0
// Delivers messages to actors when they are due: one timer wheel, one clock, and either one thread
// that sleeps until the next due time (real system) or the caller's steps (simulated system). It
// holds actors weakly, so a timer never keeps one alive. Actors use the verbs of facade.hpp.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/system/timer_wheel.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/message.hpp>
#include <caf/message_id.hpp>

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace plexus::system {

/// What a due timer puts into a mailbox: `element` where there is one, else `content` under `id`.
struct timer_delivery {
  caf::weak_actor_ptr to;
  caf::message content;
  caf::message_id id;
  nanoseconds period{0};            // > 0: armed again at due + n * period, never late by drift
  caf::mailbox_element_ptr element; // one shot only
  caf::strong_actor_ptr keep_alive; // only for CAF's own delayed sends, which promise it
};

/// Thread-safe.
class timer_service {
public:
  explicit timer_service(const clock& time);
  timer_service(const timer_service&) = delete;
  timer_service& operator=(const timer_service&) = delete;
  ~timer_service();

  /// `due` is on clock::monotonic(); one in the past is delivered at the next opportunity.
  timer_id schedule(nanoseconds due, timer_delivery what);

  /// False when the timer was delivered (and does not repeat) or cancelled before. What is already
  /// in the mailbox still arrives.
  bool cancel(timer_id id);

  /// Starts the delivering thread of a real system.
  void start_thread();
  /// Ends that thread, drops every timer and ignores later ones.
  void stop();

  /// Stepped systems: delivers everything due at `now` through `host`; returns how many.
  std::size_t deliver_due(nanoseconds now, caf::execution_unit* host);
  std::optional<nanoseconds> next_due();

  std::size_t pending() const;
  const clock& time() const noexcept { return time_; }

private:
  struct delivery {
    caf::strong_actor_ptr to;
    caf::message content;
    caf::message_id id;
    caf::mailbox_element_ptr element;
  };

  void run();
  bool collect_due(nanoseconds now, std::vector<delivery>& into,
                   std::vector<timer_delivery>& expired);
  static void deliver(std::vector<delivery>& batch, caf::execution_unit* host);

  const clock& time_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  timer_wheel wheel_;
  std::vector<timer_delivery> deliveries_; // by timer_id::index
  // The thread is awake (lowest value) or sleeps until this time.
  nanoseconds sleeping_until_ = nanoseconds::min();
  bool stopped_ = false;
  std::thread thread_;
};

} // namespace plexus::system
