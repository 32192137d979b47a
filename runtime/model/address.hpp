// SPDX-License-Identifier: Apache-2.0
// The address of an actor: node/kind/name. The same for local and remote actors.
#pragma once

#include "runtime/base/result.hpp"

#include <compare>
#include <string>
#include <string_view>

namespace plexus::model {

/// e.g. {"kitchen-pi", "vs", "room_temperature"}.
struct address {
  std::string node; // letters, digits, '-', '.'; at most 63 bytes
  std::string kind; // "vs", "sensor", "plugin", "request", "service", "node"
  std::string name; // anything but '/' and control characters, at most 200 bytes

  std::string to_string() const;
  friend auto operator<=>(const address&, const address&) = default;
};

/// Errors: invalid_address.
result<address> parse_address(std::string_view text);

} // namespace plexus::model
