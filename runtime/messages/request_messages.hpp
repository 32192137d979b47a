// SPDX-License-Identifier: Apache-2.0
// What the REQUEST MANAGER and SUBSCRIBERs say: standing and one-shot queries for data.
#pragma once

#include "runtime/messages/virtual_sensor_messages.hpp"
#include "runtime/model/request.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plexus::messages {

using request_id = std::uint64_t;

struct request_counters {
  std::uint64_t delivered = 0; // elements handed to the consumer
  std::uint64_t filtered = 0;  // left out by filter, every or minimum change
  std::uint64_t dropped = 0;   // lost to the overflow policy
  std::uint64_t coalesced = 0; // replaced by a newer one under `latest`
  std::uint64_t failed = 0;    // lost to an error of the query
};

/// A portion of a request's answer. The consumer of a pushing request answers each with
/// request_taken; one of a pulling request gets exactly one per pull_request. A request that ends
/// without having delivered a row ends with a batch of none, for its fields.
struct request_data {
  request_id request = 0;
  std::uint64_t number = 0;
  model::batch_ptr rows;        // may be null
  bool ended = false;           // nothing will follow
  std::optional<error> failure; // why it ended early
  request_counters counters;    //
};

struct request_taken {
  request_id request = 0;
  std::uint64_t number = 0;
};

/// Who consumes a request's answer: a control session, the foreground program, a link.
using consumer_port = caf::typed_actor<caf::reacts_to<request_data>>;

struct open_request {
  model::request wanted;
  consumer_port to;
};

struct opened_request {
  request_id request = 0;
  std::optional<error> failure;
};

struct pull_request {
  request_id request = 0;
  std::uint32_t rows_max = 256;
};

struct close_request {
  request_id request = 0;
};

struct request_report {
  request_id request = 0;
  model::request wanted;
  request_counters counters;
  std::uint64_t queued = 0;
};

struct request_list {
  std::vector<request_report> entries;
};

/// New limits for requests that are opened from now on.
struct request_limits {
  query::engine_limits history; // of a query over history
  std::size_t requests_max = 10'000;
  std::uint64_t queue_rows_max = 65'536; // of one request; more is cut to this
};

using subscriber_actor =
    subscriber_port::extend<caf::reacts_to<request_taken>, caf::reacts_to<pull_request>,
                            caf::reacts_to<tick_atom>, caf::reacts_to<stop_atom>,
                            caf::replies_to<describe_atom>::with<request_report>>;

/// Publishes the answer of a request: what a virtual sensor takes of another one by query or from a
/// time on.
using local_feed_actor = publisher_actor::extend<caf::reacts_to<request_data>>;

using request_manager_actor =
    caf::typed_actor<caf::replies_to<open_request>::with<opened_request>,
                     caf::reacts_to<request_taken>, caf::reacts_to<pull_request>,
                     caf::replies_to<close_request>::with<outcome>,
                     caf::replies_to<list_atom>::with<request_list>, caf::reacts_to<request_limits>,
                     caf::replies_to<stop_atom>::with<ok_atom>>;

} // namespace plexus::messages

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::request_data)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::request_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::open_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::opened_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::pull_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::close_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::request_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::request_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::request_limits)
