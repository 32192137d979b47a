// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/simulated_scheduler.hpp"

#include "runtime/system/timer_service.hpp"

#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include <algorithm>

namespace plexus::system {

namespace {

constexpr std::size_t messages_per_run = 300;

} // namespace

class simulated_scheduler::unit final : public caf::execution_unit {
public:
  unit(caf::actor_system& owner, std::deque<caf::resumable*>& queue)
      : execution_unit(&owner), queue_(queue) {}
  void exec_later(caf::resumable* job) override { queue_.push_back(job); }

private:
  std::deque<caf::resumable*>& queue_;
};

simulated_scheduler::simulated_scheduler(caf::actor_system& owner, const node_services& services,
                                         manual_clock& time)
    : system_coordinator(owner, services), time_(time),
      unit_(std::make_unique<unit>(owner, jobs_)) {
  num_workers_ = 1;
  max_throughput_ = messages_per_run;
}

simulated_scheduler::~simulated_scheduler() = default;

std::size_t simulated_scheduler::run_ready(std::size_t runs_max) {
  std::size_t runs = 0;
  do
    runs += run_jobs(runs_max - runs);
  while (runs < runs_max && services_.timers.deliver_due(time_.monotonic(), unit_.get()) > 0);
  return runs;
}

std::size_t simulated_scheduler::run_until(nanoseconds end) {
  auto runs = run_ready();
  for (auto due = next_due(); due && *due <= end; due = next_due()) {
    move_to(*due);
    runs += run_ready();
  }
  move_to(end);
  return runs;
}

bool simulated_scheduler::step() {
  const auto ran = run_ready();
  const auto due = next_due();
  if (!due)
    return ran > 0;
  move_to(*due);
  run_ready();
  return true;
}

std::optional<nanoseconds> simulated_scheduler::next_due() { return services_.timers.next_due(); }

void simulated_scheduler::enqueue(caf::resumable* job) {
  const std::lock_guard hold{mutex_};
  foreign_.push_back(job);
  has_foreign_.store(true, std::memory_order_release);
}

void simulated_scheduler::init(caf::actor_system_config&) {}

void simulated_scheduler::start() { spawn_printer(); }

// Ends who still has mail without running a handler: what handlers refer to may be gone already.
void simulated_scheduler::stop() {
  clock().cancel_all();
  drop_printer();
  for (take_foreign(); !jobs_.empty(); take_foreign()) {
    auto* job = jobs_.front();
    jobs_.pop_front();
    cleanup_and_release(job);
  }
}

std::size_t simulated_scheduler::run_jobs(std::size_t runs_max) {
  std::size_t runs = 0;
  while (runs < runs_max) {
    if (has_foreign_.load(std::memory_order_acquire))
      take_foreign();
    if (jobs_.empty())
      break;
    auto* job = jobs_.front();
    jobs_.pop_front();
    ++runs;
    switch (job->resume(unit_.get(), max_throughput_)) {
      case caf::resumable::resume_later:
        jobs_.push_back(job);
        break;
      case caf::resumable::done:
      case caf::resumable::awaiting_message:
        caf::intrusive_ptr_release(job);
        break;
      case caf::resumable::shutdown_execution_unit: // only CAF's own schedulers ask for it
        break;
    }
  }
  return runs;
}

void simulated_scheduler::take_foreign() {
  const std::lock_guard hold{mutex_};
  jobs_.insert(jobs_.end(), foreign_.begin(), foreign_.end());
  foreign_.clear();
  has_foreign_.store(false, std::memory_order_release);
}

void simulated_scheduler::move_to(nanoseconds due) {
  time_.advance(std::max(due - time_.monotonic(), nanoseconds{0}));
}

} // namespace plexus::system
