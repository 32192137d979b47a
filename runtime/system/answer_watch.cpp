// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/answer_watch.hpp"

#include <caf/abstract_actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/error.hpp>
#include <caf/message.hpp>

#include <utility>
#include <vector>

namespace plexus::system {

namespace {

struct entry {
  caf::weak_actor_ptr waiting;
  caf::message_id id;
};

void report(const entry& to, const caf::error& reason) {
  if (auto waiting = to.waiting.lock())
    waiting->enqueue(nullptr, to.id, caf::make_message(reason), nullptr);
}

} // namespace

struct answer_watch::watched {
  std::mutex mutex;
  bool stopped = false;
  caf::error reason;
  std::vector<entry> entries;
  std::vector<std::size_t> free;
};

// Sharded, because every request of the node passes here.
struct answer_watch::table {
  struct shard {
    mutable std::mutex mutex;
    std::unordered_map<const caf::actor_control_block*, std::shared_ptr<watched>> receivers;
  };
  std::array<shard, 16> shards;

  // Control blocks are large and aligned to a cache line: their low bits carry nothing.
  shard& of(const caf::actor_control_block* receiver) {
    return shards[(reinterpret_cast<std::uintptr_t>(receiver) >> 8) % shards.size()];
  }

  void on_stopped(const caf::actor_control_block* receiver, watched& which,
                  const caf::error& reason) {
    {
      auto& home = of(receiver);
      const std::lock_guard hold{home.mutex};
      const auto found = home.receivers.find(receiver);
      if (found != home.receivers.end() && found->second.get() == &which)
        home.receivers.erase(found);
    }
    std::vector<entry> waiting;
    {
      const std::lock_guard hold{which.mutex};
      which.stopped = true;
      which.reason = reason;
      waiting.swap(which.entries);
    }
    for (const auto& each : waiting)
      report(each, reason);
  }
};

answer_watch::ticket::ticket(ticket&& other) noexcept
    : of_(std::move(other.of_)), slot_(other.slot_) {}

answer_watch::ticket& answer_watch::ticket::operator=(ticket&& other) noexcept {
  if (this != &other) {
    withdraw();
    of_ = std::move(other.of_);
    slot_ = other.slot_;
  }
  return *this;
}

answer_watch::ticket::~ticket() { withdraw(); }

void answer_watch::ticket::withdraw() noexcept {
  const auto of = std::move(of_);
  if (!of)
    return;
  const std::lock_guard hold{of->mutex};
  if (of->stopped)
    return;
  of->entries[slot_] = entry{};
  of->free.push_back(slot_);
}

answer_watch::answer_watch() : table_(std::make_shared<table>()) {}
answer_watch::~answer_watch() = default;

answer_watch::ticket answer_watch::watch(const caf::strong_actor_ptr& receiver,
                                         caf::weak_actor_ptr waiting, caf::message_id id) {
  ticket result;
  const auto* key = receiver.get();
  bool attach = false;
  {
    auto& home = table_->of(key);
    const std::lock_guard hold{home.mutex};
    auto& known = home.receivers[key];
    if (!known) {
      known = std::make_shared<watched>();
      attach = true;
    }
    result.of_ = known;
  }
  bool late = false;
  {
    auto& which = *result.of_;
    const std::lock_guard hold{which.mutex};
    late = which.stopped;
    if (late) {
      // The receiver stopped between the two locks.
    } else if (which.free.empty()) {
      result.slot_ = which.entries.size();
      which.entries.push_back({waiting, id});
    } else {
      result.slot_ = which.free.back();
      which.free.pop_back();
      which.entries[result.slot_] = {waiting, id};
    }
  }
  if (late)
    report({std::move(waiting), id}, result.of_->reason);
  if (attach) // runs the functor at once when the receiver has stopped already
    caf::actor_cast<caf::abstract_actor*>(receiver)->attach_functor(
        [shared = table_, key, which = result.of_](const caf::error& reason) {
          shared->on_stopped(key, *which, reason);
        });
  return result;
}

std::size_t answer_watch::receivers() const {
  std::size_t count = 0;
  for (const auto& shard : table_->shards) {
    const std::lock_guard hold{shard.mutex};
    count += shard.receivers.size();
  }
  return count;
}

} // namespace plexus::system
