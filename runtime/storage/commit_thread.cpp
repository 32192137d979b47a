// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/commit_thread.hpp"

#include <algorithm>
#include <utility>

namespace plexus::storage {

namespace {

constexpr std::size_t asked_max = 4'096;
constexpr int looks_per_period = 4; // how often the amount pending is looked at
constexpr microseconds look_least{1'000};

} // namespace

commit_thread::commit_thread(std::shared_ptr<store> history, microseconds period, const clock& time,
                             logger log)
    : history_(std::move(history)), period_(period), time_(time), log_(std::move(log)),
      asked_(asked_max), thread_([this] { run(); }) {}

commit_thread::~commit_thread() {
  asked_.close();
  thread_.join();
}

void commit_thread::commit(on_done done) {
  if (auto queued = asked_.push(std::move(done)); !queued)
    done(queued); // a refused item is left as it was
}

void commit_thread::run() {
  since_ = time_.monotonic();
  std::vector<on_done> asked;
  while (asked_.drain(asked, next_look()))
    if (!asked.empty() || is_due())
      commit_now(asked);
}

nanoseconds commit_thread::next_look() const {
  const nanoseconds look = std::max(period_ / looks_per_period, look_least);
  return std::clamp<nanoseconds>(since_ + period_ - time_.monotonic(), look_least, look);
}

bool commit_thread::is_due() {
  if (history_->commit_wanted())
    return true;
  const auto now = time_.monotonic();
  if (now - since_ < period_)
    return false;
  since_ = now;
  return history_->health().pending_elements > 0;
}

void commit_thread::commit_now(std::vector<on_done>& asked) {
  const auto done = history_->commit();
  if (!done && !failing_)
    log_.error("storage.commit-failed", done.error().to_string());
  if (done && failing_)
    log_.info("storage.commit-recovered", "history is written again");
  failing_ = !done;
  for (const auto& each : asked)
    each(done);
  asked.clear();
  since_ = time_.monotonic();
}

} // namespace plexus::storage
