// SPDX-License-Identifier: Apache-2.0
// LOCAL FEED: a source over another virtual sensor that takes a part of its elements, or history
// before what is live. Has a SUBSCRIBER do both and hands its portions on as deliveries. A source
// that takes everything from now on needs none: it subscribes itself.
#pragma once

#include "actors/requests/subscriber_actor.hpp"
#include "runtime/messages/request_messages.hpp"
#include "runtime/query/local_query.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <string>
#include <vector>

namespace plexus::actors {

struct local_feed_settings {
  std::string name; // of the virtual sensor that is fed
  query::local_query takes;
  model::schema_ptr layout;      // of what it takes
  std::optional<timestamp> from; // history after this time first
  storage::sequence after = 0;   // otherwise only what history gets after this one
  messages::found_publisher publisher;
  std::shared_ptr<const storage::store> history;
  query::engine_limits limits;
  const clock* time = nullptr;
  logger log;
};

class local_feed_state {
public:
  explicit local_feed_state(messages::local_feed_actor::pointer self);
  void start(local_feed_settings settings);

  messages::subscribed subscribe(const messages::subscribe& wanted);
  void unsubscribe(const messages::unsubscribe& wanted);
  void taken(const messages::taken& upto);
  void portion(const messages::request_data& data);

  static constexpr const char* name = "local_feed";

private:
  result<model::batch_ptr> fitted(const model::batch& rows) const;

  messages::local_feed_actor::pointer self_;
  local_feed_settings settings_;
  messages::subscribe to_;
  messages::subscriber_actor subscriber_; // from the first subscription on
};

/// Receives: subscribe, unsubscribe, taken (the VIRTUAL SENSOR it feeds), request_data (its
/// SUBSCRIBER). Sends: deliver (the VIRTUAL SENSOR), request_taken, stop (the SUBSCRIBER). Owns:
/// the SUBSCRIBER, which ends with it. Timers: none. Monitors: nothing. Stops when: told to exit.
/// Answers with: no errors.
messages::local_feed_actor::behavior_type
local_feed(messages::local_feed_actor::stateful_pointer<local_feed_state> self,
           local_feed_settings settings);

} // namespace plexus::actors
