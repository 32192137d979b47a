// SPDX-License-Identifier: Apache-2.0
// One-for-one supervision: a child that fails is started again after a growing delay, and given up
// when it fails too often. A child that ends normally or is told to stop stays ended.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/system/facade.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace plexus::system {

struct restart_settings {
  nanoseconds first_delay = milliseconds{100};
  nanoseconds delay_max = seconds{30};
  unsigned restarts_max = 5;             // in a row
  nanoseconds calm_period = seconds{60}; // without failure: the row begins anew
};

/// When to start again; knows nothing of actors. Delays double.
class restart_policy {
public:
  explicit restart_policy(const restart_settings& settings) : settings_(settings) {}

  /// Call at each failure, with the monotonic time; `running_since` is when the child was last
  /// started. Nothing when it is to be given up.
  std::optional<nanoseconds> next_delay(nanoseconds running_since, nanoseconds now) {
    if (now - running_since >= settings_.calm_period)
      restarts_ = 0;
    if (restarts_ >= settings_.restarts_max)
      return std::nullopt;
    auto delay = settings_.first_delay;
    for (unsigned i = 0; i < restarts_ && delay < settings_.delay_max; ++i)
      delay *= 2;
    ++restarts_;
    return std::min(delay, settings_.delay_max);
  }

  unsigned restarts() const noexcept { return restarts_; }

private:
  restart_settings settings_;
  unsigned restarts_ = 0;
};

/// A child of the actor `self`, which owns this object in its state and calls it in its own turns.
template <class Handle>
class supervised_child {
public:
  struct callbacks {
    std::function<Handle()> start;              // spawns the child
    std::function<void(const Handle&)> started; // after each start; may be empty
    std::function<void(const error&)> given_up; // failed too often; may be empty
  };

  template <actor_pointer Self>
  supervised_child(Self self, const restart_settings& settings, callbacks calls)
      : state_(std::make_shared<state>(self, settings, std::move(calls))) {
    start(state_);
  }

  /// Null between a failure and the restart, and after the end.
  const Handle& handle() const noexcept { return state_->child; }
  unsigned restarts() const noexcept { return state_->policy.restarts(); }

  /// Tells the child to stop and does not start it again.
  void stop() {
    state_->restart.cancel();
    state_->stopped = true;
    if (state_->child)
      state_->self->send_exit(std::exchange(state_->child, Handle{}),
                              caf::exit_reason::user_shutdown);
  }

private:
  struct state {
    state(caf::scheduled_actor* who, const restart_settings& settings, callbacks functions)
        : self(who), policy(settings), calls(std::move(functions)) {}
    caf::scheduled_actor* self;
    restart_policy policy;
    callbacks calls;
    Handle child; // strong: a child that nobody holds dies
    nanoseconds running_since{0};
    watch_token watching;
    timer_token restart;
    bool stopped = false;
  };

  static void start(const std::shared_ptr<state>& s) {
    s->child = s->calls.start();
    s->running_since = time_of(s->self).monotonic();
    s->watching = watch(s->self, s->child, [held = std::weak_ptr{s}](const stop_reason& why) {
      if (const auto alive = held.lock())
        ended(alive, why);
    });
    if (s->calls.started)
      s->calls.started(s->child);
  }

  static void ended(const std::shared_ptr<state>& s, const stop_reason& why) {
    s->child = Handle{};
    const bool failed = why.how == stop_reason::kind::failed || why.how == stop_reason::kind::lost;
    if (s->stopped || !failed)
      return;
    const auto delay = s->policy.next_delay(s->running_since, time_of(s->self).monotonic());
    if (!delay) {
      if (s->calls.given_up)
        s->calls.given_up(why.cause);
      return;
    }
    s->restart = after(s->self, *delay, [held = std::weak_ptr{s}] {
      if (const auto alive = held.lock())
        start(alive);
    });
  }

  std::shared_ptr<state> state_;
};

} // namespace plexus::system
