// SPDX-License-Identifier: Apache-2.0
// STORAGE: makes history durable on schedule and tells how it is doing. Elements do not pass
// through it: they are appended to the store itself, which is safe to share.
#pragma once

#include "runtime/base/log.hpp"
#include "runtime/messages/storage_messages.hpp"
#include "runtime/system/facade.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <map>
#include <memory>

namespace plexus::actors {

struct storage_settings {
  std::shared_ptr<storage::store> history;
  /// Runs store::commit where blocking is allowed and calls back with its outcome, from any thread.
  std::function<void(std::function<void(status)>)> commit;
  /// Commit so often; 0 = whoever runs the commits sees to it.
  microseconds period{0};
  logger log;
};

class storage_state {
public:
  explicit storage_state(messages::storage_actor::pointer self);
  void start(storage_settings settings);

  caf::result<messages::outcome> flush();
  messages::storage_report describe() const;
  caf::result<messages::ok_atom> stop();

  static constexpr const char* name = "storage";

  void committed(const messages::commit_done& done);

private:
  using conclusion = std::function<void(const messages::outcome&)>;
  void commit(conclusion then);

  messages::storage_actor::pointer self_;
  storage_settings settings_;
  std::map<std::uint64_t, conclusion> open_; // commits on the way
  std::uint64_t last_number_ = 0;
  system::timer_token timer_;
};

/// Receives: flush, describe, stop (control sessions, programs), commit_done (the commit's thread).
/// Sends: nothing. Owns: nothing; the commit thread belongs to the program. Timers: the next
/// commit, when it has a period. Monitors: nothing. Stops when: told to exit. Answers flush with
/// storage_full, storage_read_only or io_failed when the commit failed.
messages::storage_actor::behavior_type
storage(messages::storage_actor::stateful_pointer<storage_state> self, storage_settings settings);

} // namespace plexus::actors
