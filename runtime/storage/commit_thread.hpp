// SPDX-License-Identifier: Apache-2.0
// Runs the blocking commits of a store: on a thread of its own, or in place for stepped tests and
// simulations. Both decide alike when a commit is due.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/log.hpp"
#include "runtime/storage/store.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace plexus::storage {

/// What runs commits. commit() may be called from any thread and does not wait.
class committer {
public:
  using done = std::function<void(status)>;
  virtual ~committer() = default;

  /// Commits soon; `then` is called with the outcome once everything appended before the call is
  /// durable, from whatever thread commits. Errors: as store::commit; cancelled after stop().
  virtual void commit(done then) = 0;

  /// Something was appended: commits when the store wants it or the interval is over.
  virtual void appended() = 0;

  /// Commits a last time and answers what is open. Later calls do nothing.
  virtual void stop() = 0;
};

/// The owner thread of a store's commits. Commits every `interval` while something is pending, at
/// once when asked or when the store wants it.
class commit_thread final : public committer {
public:
  commit_thread(std::shared_ptr<store> history, milliseconds interval, logger log = {});
  ~commit_thread() override;

  void commit(done then) override;
  void appended() override;
  void stop() override;

private:
  void run();
  std::vector<done> wait();

  std::shared_ptr<store> history_;
  milliseconds interval_;
  logger log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<done> asked_;
  bool wanted_ = false;
  bool stopping_ = false;
  bool stopped_ = false;
  std::thread thread_;
};

/// Commits in the caller's thread: at once when asked, and in appended() when the store wants it or
/// `interval` has passed on the clock since the last one.
class inline_committer final : public committer {
public:
  inline_committer(std::shared_ptr<store> history, milliseconds interval, const clock& time);

  void commit(done then) override;
  void appended() override;
  void stop() override;

private:
  std::shared_ptr<store> history_;
  nanoseconds interval_;
  const clock& time_;
  nanoseconds last_;
  bool stopped_ = false;
};

} // namespace plexus::storage
