// SPDX-License-Identifier: Apache-2.0
// What the STORAGE says. It drives the store's synced commits; appends and scans go to the store
// itself, which is safe to share.
#pragma once

#include "runtime/messages/virtual_sensor_messages.hpp"
#include "runtime/storage/store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace plexus::messages {

struct storage_report {
  storage::store_health health;
  std::vector<storage::stream_info> streams;
};

/// From the commit's thread back to the STORAGE that asked for it.
struct commit_done {
  std::uint64_t number = 0; // of the question
  std::optional<error> failure;
};

/// flush answers once everything appended before it is durable, or with the reason why not.
using storage_actor =
    caf::typed_actor<caf::replies_to<flush_atom>::with<outcome>,
                     caf::replies_to<describe_atom>::with<storage_report>,
                     caf::reacts_to<commit_done>, caf::replies_to<stop_atom>::with<ok_atom>>;

} // namespace plexus::messages

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::storage_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::commit_done)
