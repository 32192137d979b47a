// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/scheduler_pool.hpp"

#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>

namespace plexus::system {

namespace {

using jobs = std::vector<caf::resumable*>;

// How much a stopping worker still runs: enough for chains of exit and down messages, an end for
// actors that send to themselves for ever.
constexpr std::size_t stopping_runs_max = 100'000;

} // namespace

// Lock order: a worker never holds two workers' mutexes at once.
class scheduler_pool::worker final : public caf::execution_unit {
public:
  explicit worker(scheduler_pool& pool) : execution_unit(&pool.system()), pool_(pool) {}

  void start() {
    thread_ = std::thread{[this] {
      system().thread_started();
      run();
      system().thread_terminates();
    }};
  }

  void exec_later(caf::resumable* job) override {
    push(job);
    // A single waiting job stays: it runs next, and pairs that talk to each other keep one core.
    if (pool_.sleepers_.load() > 0 && backlog_.load(std::memory_order_relaxed) > 1)
      give_half();
  }

  void push(caf::resumable* job) {
    const std::lock_guard hold{mutex_};
    queue_.push_back(job);
    backlog_.store(queue_.size());
    wake();
  }

  /// False when the worker woke up in the meantime: `batch` is left as it was.
  bool push_if_asleep(const jobs& batch) {
    const std::lock_guard hold{mutex_};
    if (!asleep_)
      return false;
    queue_.insert(queue_.end(), batch.begin(), batch.end());
    backlog_.store(queue_.size());
    wake();
    return true;
  }

  void push_all(const jobs& batch) {
    const std::lock_guard hold{mutex_};
    queue_.insert(queue_.end(), batch.begin(), batch.end());
    backlog_.store(queue_.size());
  }

  jobs take_half() {
    const std::lock_guard hold{mutex_};
    const auto count = static_cast<std::ptrdiff_t>((queue_.size() + 1) / 2);
    jobs taken{queue_.begin(), queue_.begin() + count};
    queue_.erase(queue_.begin(), queue_.begin() + count);
    backlog_.store(queue_.size());
    return taken;
  }

  /// Hands half of the queue to a sleeping worker. From any thread.
  void give_half() {
    auto* sleeper = pool_.find_sleeper(this);
    if (sleeper == nullptr)
      return;
    const auto half = take_half();
    if (!half.empty() && !sleeper->push_if_asleep(half))
      take_back(half);
  }

  void stop() {
    const std::lock_guard hold{mutex_};
    stopping_ = true;
    wake();
  }

  void join() { thread_.join(); }

  jobs leftovers() {
    const std::lock_guard hold{mutex_};
    jobs rest{queue_.begin(), queue_.end()};
    queue_.clear();
    return rest;
  }

  std::size_t backlog() const noexcept { return backlog_.load(); }
  bool asleep() const noexcept { return asleep_.load(std::memory_order_relaxed); }

private:
  void run() {
    while (auto* job = next()) {
      switch (job->resume(this, pool_.max_throughput())) {
        case caf::resumable::resume_later:
          push(job);
          break;
        case caf::resumable::done:
        case caf::resumable::awaiting_message:
          caf::intrusive_ptr_release(job);
          break;
        case caf::resumable::shutdown_execution_unit: // only CAF's own schedulers ask for it
          break;
      }
    }
  }

  caf::resumable* next() {
    for (;;) {
      if (auto* job = pop()) {
        if (pool_.sleepers_.load() > 0 && backlog_.load(std::memory_order_relaxed) > 0)
          give_half();
        return job;
      }
      if (stopping_runs_ > stopping_runs_max)
        return nullptr;
      if (pool_.take_for(*this))
        continue;
      if (!sleep())
        return nullptr;
    }
  }

  caf::resumable* pop() {
    const std::lock_guard hold{mutex_};
    if (queue_.empty() || (stopping_ && ++stopping_runs_ > stopping_runs_max))
      return nullptr;
    auto* job = queue_.front();
    queue_.pop_front();
    backlog_.store(queue_.size());
    return job;
  }

  // False when the worker is to end.
  bool sleep() {
    {
      const std::lock_guard hold{mutex_};
      if (stopping_)
        return false;
      if (!queue_.empty())
        return true;
      asleep_ = true;
      pool_.sleepers_.fetch_add(1);
    }
    // Who pushed before the line above may have seen nobody asleep: look once more.
    const bool found = pool_.take_for(*this);
    std::unique_lock hold{mutex_};
    if (found || !queue_.empty() || stopping_)
      wake();
    wakened_.wait(hold, [&] { return !asleep_; });
    return true;
  }

  // With mutex_ held.
  void wake() {
    if (!asleep_)
      return;
    asleep_ = false;
    pool_.sleepers_.fetch_sub(1);
    wakened_.notify_one();
  }

  void take_back(const jobs& half) {
    const std::lock_guard hold{mutex_};
    queue_.insert(queue_.begin(), half.begin(), half.end());
    backlog_.store(queue_.size());
    wake(); // it may have found its queue empty in between
  }

  scheduler_pool& pool_;
  std::mutex mutex_;
  std::condition_variable wakened_;
  std::deque<caf::resumable*> queue_;
  std::atomic<std::size_t> backlog_{0}; // queue_.size(), readable without the lock
  std::atomic<bool> asleep_{false};
  bool stopping_ = false;
  std::size_t stopping_runs_ = 0; // of this worker's thread alone
  std::thread thread_;
};

scheduler_pool::scheduler_pool(caf::actor_system& owner, const node_services& services,
                               const scheduler_pool_settings& settings)
    : system_coordinator(owner, services) {
  const auto cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  num_workers_ = settings.threads == 0 ? cores : settings.threads;
  max_throughput_ = std::max<std::size_t>(settings.messages_per_run, 1);
}

scheduler_pool::~scheduler_pool() = default;

// The settings come by the constructor; CAF's own are not read.
void scheduler_pool::init(caf::actor_system_config&) {}

void scheduler_pool::start() {
  for (std::size_t i = 0; i < num_workers_; ++i)
    workers_.push_back(std::make_unique<worker>(*this));
  for (auto& each : workers_)
    each->start();
  spawn_printer();
}

void scheduler_pool::stop() {
  clock().cancel_all();
  drop_printer();
  for (auto& each : workers_)
    each->stop();
  for (auto& each : workers_)
    each->join();
  // Cleaning up one actor may enqueue another (links, monitors): until all queues are empty.
  for (bool more = true; more;) {
    more = false;
    for (auto& each : workers_)
      for (auto* job : each->leftovers()) {
        more = true;
        cleanup_and_release(job);
      }
  }
}

void scheduler_pool::enqueue(caf::resumable* job) {
  if (sleepers_.load() > 0)
    if (auto* sleeper = find_sleeper(nullptr)) {
      sleeper->push(job);
      return;
    }
  auto& next = *workers_[next_worker_.fetch_add(1, std::memory_order_relaxed) % workers_.size()];
  next.push(job);
  // A worker that fell asleep since the first look has not seen this job, and `next` may be busy.
  if (sleepers_.load() > 0)
    next.give_half();
}

scheduler_pool::worker* scheduler_pool::find_sleeper(const worker* except) {
  for (auto& each : workers_)
    if (each.get() != except && each->asleep())
      return each.get();
  return nullptr;
}

// Moves half of the longest queue to `idle`. False when nobody has work to give.
bool scheduler_pool::take_for(worker& idle) {
  worker* longest = nullptr;
  std::size_t most = 0;
  for (auto& each : workers_)
    if (each.get() != &idle && each->backlog() > most) {
      longest = each.get();
      most = each->backlog();
    }
  if (longest == nullptr)
    return false;
  const auto half = longest->take_half();
  idle.push_all(half);
  return !half.empty();
}

} // namespace plexus::system
