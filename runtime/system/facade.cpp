// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/facade.hpp"

#include "runtime/base/assert.hpp"
#include "runtime/system/system_coordinator.hpp"

#include <caf/actor_system.hpp>
#include <caf/behavior.hpp>
#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>

#include <algorithm>

namespace plexus::system {

namespace {

using shared_callback = std::shared_ptr<timer_token::callback>;

caf::message_id new_response_id(caf::scheduled_actor* self) {
  return self->new_request_id(caf::message_priority::normal).response_id();
}

caf::weak_actor_ptr weak(caf::scheduled_actor* self) { return caf::weak_actor_ptr{self->ctrl()}; }

// A callback travels as an empty response that the actor waits for, so it runs as a turn of the
// actor without a message in its interface.
struct callback_timer {
  caf::scheduled_actor* self;
  timer_service* timers;
  nanoseconds due;
  nanoseconds period;
};

void on_due(callback_timer what, const shared_callback& callback);

void arm(callback_timer what, const shared_callback& callback) {
  timer_delivery delivery;
  delivery.to = weak(what.self);
  delivery.id = new_response_id(what.self);
  what.self->add_multiplexed_response_handler(
      delivery.id, caf::behavior{[what, callback] { on_due(what, callback); }});
  what.timers->schedule(what.due, std::move(delivery));
}

void on_due(callback_timer what, const shared_callback& callback) {
  if (callback->cancelled)
    return;
  if (what.period == nanoseconds{0})
    callback->cancelled = true;
  // Moved out, for it may cancel itself while it runs.
  auto run = std::move(callback->run);
  run();
  if (callback->cancelled)
    return;
  callback->run = std::move(run);
  const auto late = what.timers->time().monotonic() - what.due;
  what.due += what.period * (late / what.period + 1);
  arm(what, callback);
}

stop_reason describe_stop(const caf::error& reason) {
  if (!reason)
    return {};
  if (reason == caf::exit_reason::unreachable)
    return {};
  if (reason == caf::exit_reason::user_shutdown)
    return {stop_reason::kind::shutdown, {}};
  if (reason == caf::exit_reason::remote_link_unreachable)
    return {stop_reason::kind::lost, from_caf(reason)};
  return {stop_reason::kind::failed, from_caf(reason)};
}

} // namespace

timer_token arm_message(caf::scheduled_actor* self, nanoseconds delay, nanoseconds period,
                        caf::message content) {
  auto& timers = services_of(self->system()).timers;
  timer_delivery delivery;
  delivery.to = weak(self);
  delivery.content = std::move(content);
  delivery.id = caf::make_message_id();
  delivery.period = period;
  return {timers, timers.schedule(timers.time().monotonic() + delay, std::move(delivery))};
}

timer_token arm_callback(caf::scheduled_actor* self, nanoseconds delay, nanoseconds period,
                         std::function<void()> callback) {
  auto& timers = services_of(self->system()).timers;
  auto shared = std::make_shared<timer_token::callback>();
  shared->run = std::move(callback);
  arm({self, &timers, timers.time().monotonic() + delay, period}, shared);
  return timer_token{std::move(shared)};
}

// The timer of a cancelled callback stays: it takes the pending response away when it fires.
bool timer_token::cancel() {
  if (callback_) {
    callback_->run = nullptr;
    return !std::exchange(std::exchange(callback_, nullptr)->cancelled, true);
  }
  return timers_ != nullptr && std::exchange(timers_, nullptr)->cancel(id_);
}

struct watch_token::watch {
  answer_watch::ticket ticket;
  caf::weak_actor_ptr self;
  caf::message_id id;
  bool reported = false;

  // Takes the pending response away, which nobody will send any more.
  ~watch() {
    ticket.withdraw();
    if (reported)
      return;
    if (auto waiting = self.lock())
      waiting->enqueue(nullptr, id, caf::make_message(caf::error{}), nullptr);
  }
};

watch_token arm_watch(caf::scheduled_actor* self, const caf::strong_actor_ptr& watched,
                      std::function<void(const stop_reason&)> callback) {
  PLEXUS_ASSERT(watched != nullptr);
  auto shared = std::make_shared<watch_token::watch>();
  shared->self = weak(self);
  shared->id = new_response_id(self);
  self->add_multiplexed_response_handler(
      shared->id, caf::behavior{[held = std::weak_ptr{shared},
                                 callback = std::move(callback)](const caf::error& reason) {
        const auto alive = held.lock();
        if (!alive)
          return;
        alive->reported = true;
        callback(describe_stop(reason));
      }});
  shared->ticket = services_of(self->system()).answers.watch(watched, weak(self), shared->id);
  return watch_token{std::move(shared)};
}

open_request::open_request(caf::scheduled_actor* self, const caf::strong_actor_ptr& receiver,
                           nanoseconds deadline, caf::message_id answer)
    : timers_(services_of(self->system()).timers) {
  if (!receiver)
    return; // CAF answers with an error of its own
  timer_delivery late;
  late.to = weak(self);
  late.id = answer;
  late.content = caf::make_message(caf::make_error(caf::sec::request_timeout));
  deadline_ = timers_.schedule(timers_.time().monotonic() + deadline, std::move(late));
  watch_ = services_of(self->system()).answers.watch(receiver, weak(self), answer);
}

void open_request::settle() noexcept {
  watch_.withdraw();
  timers_.cancel(std::exchange(deadline_, timer_id{}));
}

const clock& time_of(caf::scheduled_actor* self) { return services_of(self->system()).time; }

} // namespace plexus::system
