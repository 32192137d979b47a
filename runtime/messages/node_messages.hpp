// SPDX-License-Identifier: Apache-2.0
// What is asked of a node as a whole, through its control socket.
#pragma once

#include "runtime/messages/request_messages.hpp"
#include "runtime/messages/storage_messages.hpp"

#include <cstdint>
#include <string>

namespace plexus::messages {

/// A line that came in over the control socket, and the end of a connection.
struct control_line {
  std::uint64_t connection = 0;
  std::string text;
};
struct control_closed {
  std::uint64_t connection = 0;
};

/// The line that carried this portion has been written.
struct control_written {
  request_id request = 0;
  std::uint64_t number = 0;
};

using control_actor =
    consumer_port::extend<caf::reacts_to<control_line>, caf::reacts_to<control_closed>,
                          caf::reacts_to<control_written>>;

} // namespace plexus::messages

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::control_line)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::control_closed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::control_written)
