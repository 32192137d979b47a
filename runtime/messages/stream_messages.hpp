// SPDX-License-Identifier: Apache-2.0
// How elements travel between actors: a PUBLISHER delivers batches to its subscribers, each with a
// credit of deliveries that may be on the way. The same for wrappers, virtual sensors and requests.
#pragma once

#include "runtime/model/batch.hpp"

#include <caf/atom.hpp>
#include <caf/result.hpp>
#include <caf/type_id.hpp>
#include <caf/typed_actor.hpp>

#include <compare>
#include <cstdint>
#include <string>

namespace plexus::messages {

/// Bare verbs.
using describe_atom = caf::atom_constant<caf::atom("describe")>;
using tick_atom = caf::atom_constant<caf::atom("tick")>;
using stop_atom = caf::atom_constant<caf::atom("stop")>;
using flush_atom = caf::atom_constant<caf::atom("flush")>;
using list_atom = caf::atom_constant<caf::atom("list")>;
using ok_atom = caf::atom_constant<caf::atom("ok")>;
inline constexpr describe_atom describe_v{};
inline constexpr tick_atom tick_v{};
inline constexpr stop_atom stop_v{};
inline constexpr flush_atom flush_v{};
inline constexpr list_atom list_v{};
inline constexpr ok_atom ok_v{};

/// Chosen by the subscriber: its own actor id and a number that is unique there.
struct subscription_id {
  std::uint64_t subscriber = 0;
  std::uint64_t number = 0;
  friend auto operator<=>(const subscription_id&, const subscription_id&) = default;
};

/// A batch for one subscription. `number` counts the deliveries of the subscription from 1.
struct deliver {
  subscription_id subscription;
  std::uint64_t number = 0;
  model::batch_ptr rows;
  /// Sequence in history of the last row, when the publisher stores (rows are consecutive); else 0.
  std::uint64_t last_sequence = 0;
  /// The publisher will never deliver more; rows may be null then.
  bool ended = false;
};

/// Answer to deliveries: all up to `number` were dealt with. `stored_sequence` of `stored_stream`
/// (0 = none) must be durable before a source may forget what it delivered.
struct taken {
  subscription_id subscription;
  std::uint64_t number = 0;
  std::uint32_t stored_stream = 0;
  std::uint64_t stored_sequence = 0;
};

using subscriber_port = caf::typed_actor<caf::reacts_to<deliver>>;

/// Asks a PUBLISHER for everything from now on.
struct subscribe {
  subscription_id subscription;
  subscriber_port to;
  std::uint32_t credit = 8; // deliveries on the way at most
};

/// Answer to subscribe: deliveries begin after `last_sequence`.
struct subscribed {
  model::schema_ptr layout;
  std::uint64_t last_sequence = 0;
};

struct unsubscribe {
  subscription_id subscription;
  subscriber_port to;
};

using publisher_actor = caf::typed_actor<caf::replies_to<subscribe>::with<subscribed>,
                                         caf::reacts_to<unsubscribe>, caf::reacts_to<taken>>;

} // namespace plexus::messages

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::deliver)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::subscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::subscribed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::unsubscribe)
