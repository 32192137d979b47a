// SPDX-License-Identifier: Apache-2.0
// The one thread that commits history: on schedule, earlier when much is pending, and when asked.
// Commits wait for the disk, which no actor may.
#pragma once

#include "runtime/base/bounded_queue.hpp"
#include "runtime/base/log.hpp"
#include "runtime/storage/store.hpp"

#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace plexus::storage {

class commit_thread {
public:
  using on_done = std::function<void(status)>;

  /// `period`: at most so long until an accepted element is durable.
  commit_thread(std::shared_ptr<store> history, microseconds period, const clock& time, logger log);
  /// Commits what is still asked for, then ends.
  ~commit_thread();
  commit_thread(const commit_thread&) = delete;
  commit_thread& operator=(const commit_thread&) = delete;

  /// Commits soon and calls `done` on this thread; at once with queue_full or cancelled when it
  /// cannot. Any thread.
  void commit(on_done done);

private:
  void run();
  nanoseconds next_look() const;
  bool is_due();
  void commit_now(std::vector<on_done>& asked);

  std::shared_ptr<store> history_;
  microseconds period_;
  const clock& time_;
  logger log_;
  nanoseconds since_{0}; // when the running period began
  bool failing_ = false; // only told when it changes
  bounded_queue<on_done> asked_;
  std::thread thread_;
};

} // namespace plexus::storage
