// SPDX-License-Identifier: Apache-2.0
// CAF's view of the node's time: delayed sends and timeouts that CAF itself arms become timers of
// the one timer_service, in the real and in the simulated system alike. Actors use facade.hpp.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/system/timer_wheel.hpp"

#include <caf/actor_clock.hpp>
#include <caf/atom.hpp>

#include <map>
#include <mutex>
#include <utility>

namespace plexus::system {

class timer_service;

/// Thread-safe. Timeouts hold their actor weakly, messages strongly (CAF's promise).
class caf_clock final : public caf::actor_clock {
public:
  explicit caf_clock(timer_service& timers);

  time_point now() const noexcept override;

  void set_ordinary_timeout(time_point at, caf::abstract_actor* self, caf::atom_value type,
                            std::uint64_t id) override;
  void set_multi_timeout(time_point at, caf::abstract_actor* self, caf::atom_value type,
                         std::uint64_t id) override;
  void set_request_timeout(time_point at, caf::abstract_actor* self, caf::message_id id) override;

  void cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) override;
  /// Nothing to do: a late timeout finds no pending request and is dropped.
  void cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) override;
  void cancel_timeouts(caf::abstract_actor* self) override;

  void schedule_message(time_point at, caf::strong_actor_ptr receiver,
                        caf::mailbox_element_ptr content) override;
  /// Groups are not part of this runtime (topics are actors): a programming error.
  void schedule_message(time_point at, caf::group target, caf::strong_actor_ptr sender,
                        caf::message content) override;
  void cancel_all() override;

private:
  timer_service& timers_;
  std::mutex mutex_;
  std::map<std::pair<caf::actor_id, caf::atom_value>, timer_id> ordinary_;
};

} // namespace plexus::system
