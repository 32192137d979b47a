// SPDX-License-Identifier: Apache-2.0
// The verbs that actors use: tell, ask, after, every, watch. They work in the real and in the
// simulated system, with typed and untyped handles, and are the only place that knows how CAF
// spells them. `self` is the pointer that CAF hands to an actor; every callback runs as a turn of
// that actor, and none runs after its end.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"
#include "runtime/system/answer_watch.hpp"
#include "runtime/system/caf_error.hpp"
#include "runtime/system/timer_service.hpp"

#include <caf/actor_cast.hpp>
#include <caf/detail/type_traits.hpp>
#include <caf/duration.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/send.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace plexus::system {

/// A timer of after() or every(). Dropping the token leaves the timer running.
class timer_token {
public:
  /// The callback of a timer; empty once it ran for the last time or was cancelled.
  struct callback {
    std::function<void()> run;
    bool cancelled = false;
  };

  timer_token() = default;
  timer_token(timer_service& timers, timer_id id) : timers_(&timers), id_(id) {}
  explicit timer_token(std::shared_ptr<callback> what) : callback_(std::move(what)) {}

  /// False when there is nothing left to cancel. A message that is already in the mailbox still
  /// arrives; a callback does not run any more. For the actor that armed it, in its own turn.
  bool cancel();

private:
  timer_service* timers_ = nullptr;
  timer_id id_;
  std::shared_ptr<callback> callback_;
};

/// Why a watched actor ended.
struct stop_reason {
  enum class kind : std::uint8_t {
    normal,   // it had nothing left to do, or nobody could reach it any more
    shutdown, // it was told to stop
    failed,   // an exception, an error it quit with, or a kill
    lost,     // the link to its node broke
  };
  kind how = kind::normal;
  error cause; // for failed and lost
};

/// Ends a watch when it goes out of scope; keep it as long as the news matter.
class watch_token {
public:
  struct watch;

  watch_token() = default;
  explicit watch_token(std::shared_ptr<watch> what) : watch_(std::move(what)) {}

private:
  std::shared_ptr<watch> watch_;
};

/// What an unanswered request holds: its deadline and its watch on the receiver, both withdrawn
/// when the answer comes or the asking actor ends. Made by ask().
class open_request {
public:
  open_request(caf::scheduled_actor* self, const caf::strong_actor_ptr& receiver,
               nanoseconds deadline, caf::message_id answer);
  open_request(const open_request&) = delete;
  open_request& operator=(const open_request&) = delete;
  ~open_request() { settle(); }
  void settle() noexcept;

private:
  timer_service& timers_;
  timer_id deadline_;
  answer_watch::ticket watch_;
};

/// The untyped halves of the verbs below.
timer_token arm_message(caf::scheduled_actor* self, nanoseconds delay, nanoseconds period,
                        caf::message content);
timer_token arm_callback(caf::scheduled_actor* self, nanoseconds delay, nanoseconds period,
                         std::function<void()> callback);
watch_token arm_watch(caf::scheduled_actor* self, const caf::strong_actor_ptr& watched,
                      std::function<void(const stop_reason&)> callback);

template <class Self>
concept actor_pointer = std::derived_from<std::remove_pointer_t<Self>, caf::scheduled_actor>;

/// Sends without expecting an answer. From inside of an actor prefer the form with `self`: it stays
/// on the same worker.
template <class Handle, class... Ts>
requires(!std::is_pointer_v<Handle>) void tell(const Handle& to, Ts&&... content) {
  caf::anon_send(to, std::forward<Ts>(content)...);
}
template <actor_pointer Self, class Handle, class... Ts>
void tell(Self self, const Handle& to, Ts&&... content) {
  self->send(to, std::forward<Ts>(content)...);
}

template <class Response>
class pending_answer {
public:
  pending_answer(Response response, std::shared_ptr<open_request> request)
      : response_(std::move(response)), request_(std::move(request)) {}

  /// `on_value(value...)` or `on_error(plexus::error)` runs exactly once, unless the asking actor
  /// ends before. With an untyped receiver the parameters of `on_value` say what is expected.
  template <class OnValue, class OnError>
  void then(OnValue on_value, OnError on_error) && {
    using arguments = typename caf::detail::get_callable_trait<OnValue>::arg_types;
    auto failed = [request = request_,
                   on_error = std::move(on_error)](const caf::error& failure) mutable {
      request->settle();
      on_error(from_caf(failure));
    };
    response_.then(settled(std::move(on_value), arguments{}), std::move(failed));
  }

private:
  template <class OnValue, class... Ts>
  auto settled(OnValue on_value, caf::detail::type_list<Ts...>) {
    return [request = request_, on_value = std::move(on_value)](Ts... values) mutable {
      request->settle();
      on_value(std::forward<Ts>(values)...);
    };
  }

  Response response_;
  std::shared_ptr<open_request> request_;
};

/// Asks `receiver` and expects an answer within `deadline`: `ask(self, h, 1s,
/// get_atom_v).then(...)`. Errors: errc::timed_out after the deadline, errc::actor_stopped as soon
/// as the receiver ends without an answer (also when it delegated the request), errc::no_answer
/// when it does not understand, else what the receiver answered. then() must follow in the same
/// turn.
template <actor_pointer Self, class Handle, class Rep, class Period, class... Ts>
auto ask(Self self, const Handle& receiver, std::chrono::duration<Rep, Period> deadline,
         Ts&&... content) {
  // Our own correlation: CAF's deadlines are never cancelled and hold the asking actor.
  auto response = self->request(receiver, caf::infinite, std::forward<Ts>(content)...);
  auto request = std::make_shared<open_request>(
      self, caf::actor_cast<caf::strong_actor_ptr>(receiver), deadline, response.id());
  return pending_answer<decltype(response)>{std::move(response), std::move(request)};
}

/// Once, after `delay`: `after(self, 5s, tick_atom_v)` puts a message into the own mailbox,
/// `after(self, 5s, [self] { ... })` runs a callback, for which a typed interface needs no message.
template <actor_pointer Self, class First, class... Ts>
timer_token after(Self self, nanoseconds delay, First&& first, Ts&&... rest) {
  if constexpr (sizeof...(Ts) == 0 && std::invocable<First&>)
    return arm_callback(self, delay, nanoseconds{0}, std::forward<First>(first));
  else
    return arm_message(self, delay, nanoseconds{0},
                       caf::make_message(std::forward<First>(first), std::forward<Ts>(rest)...));
}

/// Every `period` (> 0), first after one period, without drift; what a stalled node missed is
/// skipped, not made up for. A callback is armed again after it ran, so a slow actor is not
/// flooded; messages keep coming.
template <actor_pointer Self, class First, class... Ts>
timer_token every(Self self, nanoseconds period, First&& first, Ts&&... rest) {
  PLEXUS_ASSERT(period > nanoseconds{0});
  if constexpr (sizeof...(Ts) == 0 && std::invocable<First&>)
    return arm_callback(self, period, period, std::forward<First>(first));
  else
    return arm_message(self, period, period,
                       caf::make_message(std::forward<First>(first), std::forward<Ts>(rest)...));
}

/// Calls `callback(const stop_reason&)` when `watched` ends, at once if it has ended. Does not keep
/// it alive. An actor's pending watches are searched linearly: hundreds are fine, 100 k are not.
template <actor_pointer Self, class Handle, class Callback>
[[nodiscard]] watch_token watch(Self self, const Handle& watched, Callback&& callback) {
  return arm_watch(self, caf::actor_cast<caf::strong_actor_ptr>(watched),
                   std::forward<Callback>(callback));
}

/// The clock of the node that `self` lives in.
const clock& time_of(caf::scheduled_actor* self);

} // namespace plexus::system
