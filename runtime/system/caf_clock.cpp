// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/caf_clock.hpp"

#include "runtime/base/assert.hpp"
#include "runtime/system/timer_service.hpp"

#include <caf/abstract_actor.hpp>
#include <caf/group.hpp>
#include <caf/sec.hpp>
#include <caf/system_messages.hpp>

namespace plexus::system {

namespace {

// CAF gives the start of the epoch a meaning of its own (no timeout), and simulated time starts
// there: its time is ours moved by this.
constexpr nanoseconds epoch_offset{1};

caf::actor_clock::time_point to_caf(nanoseconds monotonic) {
  return caf::actor_clock::time_point{monotonic + epoch_offset};
}

nanoseconds from_caf(caf::actor_clock::time_point at) {
  return at.time_since_epoch() - epoch_offset;
}

timer_delivery timeout_for(caf::abstract_actor* self, caf::atom_value type, std::uint64_t id) {
  timer_delivery what;
  what.to = caf::weak_actor_ptr{self->ctrl()};
  what.content = caf::make_message(caf::timeout_msg{type, id});
  what.id = caf::make_message_id();
  return what;
}

} // namespace

caf_clock::caf_clock(timer_service& timers) : timers_(timers) {}

caf_clock::time_point caf_clock::now() const noexcept { return to_caf(timers_.time().monotonic()); }

void caf_clock::set_ordinary_timeout(time_point at, caf::abstract_actor* self, caf::atom_value type,
                                     std::uint64_t id) {
  const auto armed = timers_.schedule(from_caf(at), timeout_for(self, type, id));
  timer_id replaced;
  {
    const std::lock_guard hold{mutex_};
    replaced = std::exchange(ordinary_[{self->id(), type}], armed);
  }
  timers_.cancel(replaced);
}

void caf_clock::set_multi_timeout(time_point at, caf::abstract_actor* self, caf::atom_value type,
                                  std::uint64_t id) {
  timers_.schedule(from_caf(at), timeout_for(self, type, id));
}

void caf_clock::set_request_timeout(time_point at, caf::abstract_actor* self, caf::message_id id) {
  timer_delivery what;
  what.to = caf::weak_actor_ptr{self->ctrl()};
  what.content = caf::make_message(caf::make_error(caf::sec::request_timeout));
  what.id = id;
  timers_.schedule(from_caf(at), std::move(what));
}

void caf_clock::cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) {
  timer_id cancelled;
  {
    const std::lock_guard hold{mutex_};
    const auto found = ordinary_.find({self->id(), type});
    if (found == ordinary_.end())
      return;
    cancelled = found->second;
    ordinary_.erase(found);
  }
  timers_.cancel(cancelled);
}

void caf_clock::cancel_request_timeout(caf::abstract_actor*, caf::message_id) {}

void caf_clock::cancel_timeouts(caf::abstract_actor* self) {
  const std::lock_guard hold{mutex_};
  auto each = ordinary_.lower_bound({self->id(), caf::atom_value{}});
  while (each != ordinary_.end() && each->first.first == self->id()) {
    timers_.cancel(each->second);
    each = ordinary_.erase(each);
  }
}

void caf_clock::schedule_message(time_point at, caf::strong_actor_ptr receiver,
                                 caf::mailbox_element_ptr content) {
  timer_delivery what;
  what.to = caf::weak_actor_ptr{receiver.get()};
  what.keep_alive = std::move(receiver);
  what.element = std::move(content);
  timers_.schedule(from_caf(at), std::move(what));
}

void caf_clock::schedule_message(time_point, caf::group, caf::strong_actor_ptr, caf::message) {
  PLEXUS_ASSERT(!"groups are not part of this runtime");
}

void caf_clock::cancel_all() {
  const std::lock_guard hold{mutex_};
  for (const auto& [key, armed] : ordinary_)
    timers_.cancel(armed);
  ordinary_.clear();
}

} // namespace plexus::system
