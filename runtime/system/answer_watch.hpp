// SPDX-License-Identifier: Apache-2.0
// Who waits for an answer, or for the end, of whom: when the receiver stops, every waiting actor
// gets the reason under the message id it waits for. CAF alone leaves such requests pending for
// ever. One attachment per receiver, however many wait. Used by facade.hpp.
#pragma once

#include <caf/actor_control_block.hpp>
#include <caf/message_id.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace plexus::system {

/// Thread-safe. Copies of the shared table may outlive the actor system.
class answer_watch {
  struct watched;
  struct table;

public:
  /// The entry of one waiting actor; leaves the table when it goes.
  class ticket {
  public:
    ticket() = default;
    ticket(ticket&& other) noexcept;
    ticket& operator=(ticket&& other) noexcept;
    ~ticket();
    /// After this, the end of the receiver is not reported any more.
    void withdraw() noexcept;

  private:
    friend class answer_watch;
    std::shared_ptr<watched> of_;
    std::size_t slot_ = 0;
  };

  answer_watch();
  ~answer_watch();

  /// When `receiver` stops (or has stopped), `waiting` receives the reason, a caf::error that is
  /// none after a normal end, as the response `id`. `waiting` is held weakly.
  ticket watch(const caf::strong_actor_ptr& receiver, caf::weak_actor_ptr waiting,
               caf::message_id id);

  /// Receivers that have been watched and still run.
  std::size_t receivers() const;

private:
  std::shared_ptr<table> table_;
};

} // namespace plexus::system
