// SPDX-License-Identifier: Apache-2.0
// The scheduler of a simulated node: one thread, first in first out, and a clock that jumps from
// one due time to the next. The same actors, the same seeds and the same steps give the same run.
// Not for actors that own a thread: what other threads send is taken in, but at no fixed place.
#pragma once

#include "runtime/system/system_coordinator.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace plexus::system {

class simulated_scheduler final : public system_coordinator {
public:
  /// `time` is the clock of `services`; this scheduler alone moves it.
  simulated_scheduler(caf::actor_system& owner, const node_services& services, manual_clock& time);
  ~simulated_scheduler() override;

  /// Runs what is due now until nobody has anything to do, or `runs_max` turns of actors are done.
  /// Returns how many turns were taken.
  std::size_t run_ready(std::size_t runs_max = std::numeric_limits<std::size_t>::max());

  /// Runs, moving the time from one due time to the next, up to `end` (monotonic), included; the
  /// clock then stands at `end`.
  std::size_t run_until(nanoseconds end);

  /// Runs what is ready, then moves to the next due time and runs what that makes ready. False when
  /// nothing is pending.
  bool step();

  std::optional<nanoseconds> next_due();

  void enqueue(caf::resumable* job) override;
  bool detaches_utility_actors() const override { return false; }
  void init(caf::actor_system_config& config) override;
  void start() override;
  void stop() override;

private:
  class unit;

  std::size_t run_jobs(std::size_t runs_max);
  void take_foreign();
  void move_to(nanoseconds due);

  manual_clock& time_;
  std::unique_ptr<unit> unit_;
  std::deque<caf::resumable*> jobs_;
  std::mutex mutex_; // for foreign_
  std::vector<caf::resumable*> foreign_;
  std::atomic<bool> has_foreign_{false};
};

} // namespace plexus::system
