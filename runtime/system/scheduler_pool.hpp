// SPDX-License-Identifier: Apache-2.0
// The scheduler of a real node: a fixed number of worker threads, a first-in-first-out queue each.
// A busy worker gives half of its queue to a sleeping one, a worker without work takes half of
// another's before it sleeps; nobody polls, so an idle node costs nothing. CAF's own scheduler
// polls when idle and walks whole queues when stealing.
#pragma once

#include "runtime/system/system_coordinator.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace plexus::system {

struct scheduler_pool_settings {
  std::size_t threads = 0;            // 0: one per hardware core
  std::size_t messages_per_run = 300; // then an actor yields to the others of its worker
};

class scheduler_pool final : public system_coordinator {
public:
  scheduler_pool(caf::actor_system& owner, const node_services& services,
                 const scheduler_pool_settings& settings);
  ~scheduler_pool() override;

  /// From outside of the workers: to a sleeping worker if there is one, else round robin.
  void enqueue(caf::resumable* job) override;

  void init(caf::actor_system_config& config) override;
  void start() override;
  void stop() override;

private:
  class worker;

  worker* find_sleeper(const worker* except);
  bool take_for(worker& idle);

  std::vector<std::unique_ptr<worker>> workers_;
  std::atomic<std::size_t> sleepers_{0};
};

} // namespace plexus::system
