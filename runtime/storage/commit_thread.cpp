// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/commit_thread.hpp"

#include <utility>

namespace plexus::storage {

commit_thread::commit_thread(std::shared_ptr<store> history, milliseconds interval, logger log)
    : history_(std::move(history)), interval_(interval), log_(std::move(log)),
      thread_([this] { run(); }) {}

commit_thread::~commit_thread() { stop(); }

void commit_thread::commit(done then) {
  {
    const std::lock_guard hold{mutex_};
    if (!stopping_) {
      asked_.push_back(std::exchange(then, nullptr));
      wanted_ = true;
    }
  }
  if (then)
    then(fail(errc::cancelled, "the commit thread has stopped"));
  else
    wake_.notify_one();
}

void commit_thread::appended() {
  if (!history_->commit_wanted())
    return;
  {
    const std::lock_guard hold{mutex_};
    wanted_ = true;
  }
  wake_.notify_one();
}

void commit_thread::stop() {
  {
    const std::lock_guard hold{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable())
    thread_.join();
}

/// Until a commit is due; who asked for it.
std::vector<committer::done> commit_thread::wait() {
  std::unique_lock hold{mutex_};
  wake_.wait_for(hold, interval_, [this] { return wanted_ || stopping_; });
  wanted_ = false;
  stopped_ = stopping_;
  return std::exchange(asked_, {});
}

void commit_thread::run() {
  bool failing = false;
  while (!stopped_) {
    const auto asked = wait();
    // Without anything pending a commit costs nothing: the store writes nothing then.
    const auto outcome = history_->commit();
    if (!outcome && !failing)
      log_.error("storage.commit-failed", outcome.error().to_string());
    if (outcome && failing)
      log_.info("storage.commit-recovered", "history is being written again");
    failing = !outcome;
    for (const auto& then : asked)
      if (then)
        then(outcome);
  }
}

inline_committer::inline_committer(std::shared_ptr<store> history, milliseconds interval,
                                   const clock& time)
    : history_(std::move(history)), interval_(interval), time_(time), last_(time.monotonic()) {}

void inline_committer::commit(done then) {
  if (stopped_) {
    if (then)
      then(fail(errc::cancelled, "the committer has stopped"));
    return;
  }
  last_ = time_.monotonic();
  const auto outcome = history_->commit();
  if (then)
    then(outcome);
}

void inline_committer::appended() {
  if (history_->commit_wanted() || time_.monotonic() - last_ >= interval_)
    commit(nullptr);
}

void inline_committer::stop() {
  if (!stopped_)
    commit(nullptr);
  stopped_ = true;
}

} // namespace plexus::storage
