// SPDX-License-Identifier: Apache-2.0
// Asking an actor from outside of the actor system: main functions, tests, sockets' threads. Blocks
// the calling thread (real system) or steps the time (simulated system) until the answer is there.
// Never from inside of an actor; those use ask() of facade.hpp.
#pragma once

#include "runtime/system/facade.hpp"
#include "runtime/system/node_system.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace plexus::system {

/// A value that one thread waits for. The waiting side is bounded by the deadline of the request.
template <class T>
class awaited {
public:
  void set(T value) {
    {
      const std::lock_guard hold{mutex_};
      value_.emplace(std::move(value));
    }
    there_.notify_one();
  }
  bool there() {
    const std::lock_guard hold{mutex_};
    return value_.has_value();
  }
  T wait() {
    std::unique_lock hold{mutex_};
    there_.wait(hold, [&] { return value_.has_value(); });
    return std::move(*value_);
  }

private:
  std::mutex mutex_;
  std::condition_variable there_;
  std::optional<T> value_;
};

/// Asks `receiver` for a T (void: for an answer without a value). Errors as those of ask().
template <class T, class Handle, class... Ts>
result<T> ask_and_wait(node_system& node, const Handle& receiver, nanoseconds deadline,
                       Ts... content) {
  const auto outcome = std::make_shared<awaited<result<T>>>();
  node.caf().template spawn<caf::hidden>(
      [outcome, receiver, deadline, content...](caf::event_based_actor* self) {
        const auto failed = [outcome](error failure) { outcome->set(std::move(failure)); };
        if constexpr (std::is_void_v<T>)
          ask(self, receiver, deadline, content...).then([outcome] { outcome->set({}); }, failed);
        else
          ask(self, receiver, deadline, content...)
              .then([outcome](T value) { outcome->set(std::move(value)); }, failed);
      });
  if (node.is_simulated()) {
    node.run_ready();
    while (!outcome->there()) {
      const bool more = node.step();
      PLEXUS_ASSERT(more); // the deadline at least is pending
    }
  }
  return outcome->wait();
}

} // namespace plexus::system
