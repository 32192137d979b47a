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
  auto last = time_.monotonic();
  std::vector<on_done> asked;
  while (asked_.drain(asked, next_look(last))) {
    if (asked.empty() && !is_due(last))
      continue;
    commit_now(asked);
    last = time_.monotonic();
  }
}

nanoseconds commit_thread::next_look(nanoseconds last_commit) const {
  const nanoseconds look = std::max(period_ / looks_per_period, look_least);
  const auto left = last_commit + period_ - time_.monotonic();
  return left > nanoseconds{0} ? std::min(look, left) : look;
}

bool commit_thread::is_due(nanoseconds last_commit) const {
  if (history_->commit_wanted())
    return true;
  return time_.monotonic() - last_commit >= period_ && history_->health().pending_elements > 0;
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
}

} // namespace plexus::storage
