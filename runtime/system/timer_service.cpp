// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/timer_service.hpp"

#include "runtime/base/assert.hpp"

#include <caf/execution_unit.hpp>

#include <algorithm>
#include <utility>

namespace plexus::system {

namespace {

// Bounds how long the lock is held while many timers are due at once.
constexpr std::size_t batch_max = 1024;

// Keeps time arithmetic of the condition variable far from overflow.
constexpr nanoseconds nap_max = std::chrono::hours{1};

nanoseconds next_period(nanoseconds due, nanoseconds period, nanoseconds now) {
  const auto next = due + period;
  if (next > now)
    return next;
  return due + period * ((now - due) / period + 1); // skips what was missed, keeps the phase
}

} // namespace

timer_service::timer_service(const clock& time) : time_(time) {}

timer_service::~timer_service() { stop(); }

timer_id timer_service::schedule(nanoseconds due, timer_delivery what) {
  bool wake = false;
  timer_id id;
  {
    const std::lock_guard hold{mutex_};
    if (stopped_)
      return id; // `what` is destroyed by the caller, outside of the lock
    id = wheel_.schedule(due);
    if (deliveries_.size() <= id.index)
      deliveries_.resize(id.index + 1);
    deliveries_[id.index] = std::move(what);
    if (due < sleeping_until_) {
      sleeping_until_ = due;
      wake = true;
    }
  }
  if (wake)
    wake_.notify_one();
  return id;
}

bool timer_service::cancel(timer_id id) {
  timer_delivery dropped; // may hold the last reference of an actor: destroyed after the lock
  const std::lock_guard hold{mutex_};
  if (!wheel_.cancel(id))
    return false;
  dropped = std::move(deliveries_[id.index]);
  return true;
}

void timer_service::start_thread() {
  PLEXUS_ASSERT(!thread_.joinable());
  thread_ = std::thread{[this] { run(); }};
}

void timer_service::stop() {
  std::vector<timer_delivery> dropped;
  {
    const std::lock_guard hold{mutex_};
    stopped_ = true;
    dropped.swap(deliveries_);
    wheel_ = timer_wheel{};
  }
  wake_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

std::size_t timer_service::deliver_due(nanoseconds now, caf::execution_unit* host) {
  std::size_t count = 0;
  std::vector<delivery> batch;
  std::vector<timer_delivery> expired;
  for (bool more = true; more;) {
    {
      const std::lock_guard hold{mutex_};
      more = collect_due(now, batch, expired);
    }
    count += batch.size();
    deliver(batch, host);
    expired.clear();
  }
  return count;
}

std::optional<nanoseconds> timer_service::next_due() {
  const std::lock_guard hold{mutex_};
  return wheel_.next_due();
}

std::size_t timer_service::pending() const {
  const std::lock_guard hold{mutex_};
  return wheel_.size();
}

void timer_service::run() {
  std::vector<delivery> batch;
  std::vector<timer_delivery> expired;
  std::unique_lock hold{mutex_};
  while (!stopped_) {
    const auto now = time_.monotonic();
    collect_due(now, batch, expired);
    if (!batch.empty() || !expired.empty()) {
      hold.unlock();
      deliver(batch, nullptr);
      expired.clear();
      hold.lock();
      continue;
    }
    const auto next = wheel_.next_due();
    sleeping_until_ = next.value_or(nanoseconds::max());
    if (next)
      wake_.wait_for(hold, std::min(*next - now, nap_max));
    else
      wake_.wait(hold);
    sleeping_until_ = nanoseconds::min();
  }
}

// True when the batch is full and more may be due. What is over goes to `expired`, so that nothing
// is destroyed under the lock.
bool timer_service::collect_due(nanoseconds now, std::vector<delivery>& into,
                                std::vector<timer_delivery>& expired) {
  while (into.size() + expired.size() < batch_max) {
    const auto due = wheel_.pop_due(now);
    if (!due)
      return false;
    auto& what = deliveries_[due->id.index];
    auto to = what.to.lock();
    const bool repeats = to && what.period > nanoseconds{0};
    if (to)
      into.push_back({std::move(to), what.content, what.id, std::move(what.element)});
    if (repeats) {
      wheel_.rearm(due->id, next_period(due->due, what.period, now));
    } else {
      wheel_.release(due->id);
      expired.push_back(std::move(what));
    }
  }
  return true;
}

void timer_service::deliver(std::vector<delivery>& batch, caf::execution_unit* host) {
  for (auto& each : batch) {
    if (each.element)
      each.to->enqueue(std::move(each.element), host);
    else
      each.to->enqueue(nullptr, each.id, std::move(each.content), host);
  }
  batch.clear();
}

} // namespace plexus::system
