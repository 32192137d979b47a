// SPDX-License-Identifier: Apache-2.0
// The subscribers of one PUBLISHER and what is on its way to each: credit, order, backlog. A helper
// of the actors that publish, not an actor.
#pragma once

#include "runtime/messages/stream_messages.hpp"
#include "runtime/system/facade.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

namespace plexus::actors {

class publication {
public:
  /// Nothing offered later is lost to this subscriber; it may congest the publisher.
  /// `watch` ends the subscription when the subscriber goes down.
  void add(const messages::subscribe& wanted, system::watch_token watch);
  void remove(const messages::subscription_id& subscription);
  /// Drops every subscription of an actor that went down.
  void remove_subscriber(std::uint64_t actor_id);

  /// Sends to all, or queues where the credit is used up. `last_sequence` as in deliver.
  void offer(const model::batch_ptr& rows, std::uint64_t last_sequence);
  /// Tells all that nothing will follow.
  void end();

  /// A subscriber dealt with its deliveries up to the number; sends what waited for credit.
  void taken(const messages::taken& upto);

  /// True while something waits for credit: the publisher should not make more.
  bool congested() const noexcept { return backlog_ > 0; }
  /// True when every delivery has been taken.
  bool settled() const noexcept;
  std::size_t subscribers() const noexcept { return subscriptions_.size(); }
  bool has_ended() const noexcept { return ended_; }

private:
  struct follower {
    messages::subscriber_port to;
    std::uint64_t credit = 1;
    std::uint64_t sent = 0;
    std::uint64_t taken = 0;
    std::deque<messages::deliver> waiting;
    system::watch_token watch;
  };

  void send(follower& to, messages::deliver what);

  std::map<messages::subscription_id, follower> subscriptions_;
  std::size_t backlog_ = 0; // deliveries waiting over all subscriptions
  bool ended_ = false;
};

} // namespace plexus::actors
