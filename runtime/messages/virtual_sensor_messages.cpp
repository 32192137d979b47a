// SPDX-License-Identifier: Apache-2.0
#include "runtime/messages/virtual_sensor_messages.hpp"

namespace plexus::messages {

std::string_view name_of(deployment_state state) noexcept {
  switch (state) {
    case deployment_state::waiting:
      return "waiting";
    case deployment_state::running:
      return "running";
    case deployment_state::failed:
      return "failed";
  }
  return "unknown";
}

} // namespace plexus::messages
